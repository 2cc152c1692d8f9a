//! `SCHEDULE_ACTIVITY_TASK`.

use everloop_proto::command::v1::ScheduleActivityTaskCommandAttributes;
use everloop_proto::enums::v1::{TaskQueueKind, WorkflowTaskFailedCause as Cause};
use everloop_proto::history::v1::ActivityTaskScheduledEventAttributes;
use everloop_proto::taskqueue::v1::TaskQueue;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::state::{Progress, activity_ready};
use crate::{Reject, activity, convert, retry, validate};

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    mut command: ScheduleActivityTaskCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    check(draft, &command).map_err(|reject| Bad::rejected(Cause::BadScheduleActivityAttributes, &reject))?;
    let run = convert::timeout(draft.next.recorded.started.workflow_run_timeout.as_ref());
    for timeout in [
        &mut command.schedule_to_close_timeout,
        &mut command.schedule_to_start_timeout,
        &mut command.start_to_close_timeout,
        &mut command.heartbeat_timeout,
    ] {
        *timeout = convert::capped(timeout.take());
    }
    let given = [
        command.schedule_to_close_timeout.as_ref(),
        command.schedule_to_start_timeout.as_ref(),
        command.start_to_close_timeout.as_ref(),
        command.heartbeat_timeout.as_ref(),
    ];
    let Some(timeouts) = activity::normalized(given, run) else {
        let (id, kind) = names(&command);
        return Err(Bad::new(
            Cause::BadScheduleActivityAttributes,
            format!(
                "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity. ActivityId={id} ActivityType={kind}"
            ),
        ));
    };
    let recorded = &draft.next.recorded;
    let holder = recorded.activity_ids.get(&command.activity_id);
    if holder.is_some_and(|holder| draft.next.progress(*holder).is_some()) {
        // Wire: this text, for it is in the history.
        let id = command.activity_id;
        let text =
            format!("invalid history builder state for action: add-activitytask-scheduled-event, ActivityID: {id}");
        return Err(Bad::new(Cause::ScheduleActivityDuplicateId, text));
    }
    let (pending, most) = (recorded.activities.len(), draft.ctx.limits.pending_activities_max);
    if pending >= most {
        let message =
            format!("the number of pending activities, {pending}, has reached the per-workflow limit of {most}");
        return Err(Bad::new(Cause::PendingActivitiesLimitExceeded, message));
    }
    let eager = command.request_eager_execution;
    let [to_close, to_start, work, beat] = timeouts.map(activity::wire);
    let scheduled = ActivityTaskScheduledEventAttributes {
        activity_id: command.activity_id,
        activity_type: command.activity_type,
        task_queue: Some(queue(command.task_queue)),
        header: command.header,
        input: command.input,
        schedule_to_close_timeout: to_close,
        schedule_to_start_timeout: to_start,
        start_to_close_timeout: work,
        heartbeat_timeout: beat,
        workflow_task_completed_event_id: completion.event_id,
        retry_policy: Some(retry::filled(command.retry_policy)),
        use_workflow_build_id: command.use_workflow_build_id,
        priority: command.priority,
    };
    let id = draft.append(trimmings.on(draft, scheduled));
    if eager {
        completion.eager.push(id);
    } else if let Some(activity) = draft.next.recorded.activities.get(id) {
        let first = Progress::first(activity.scheduled_at);
        let effect = activity_ready(activity, id, &first, &draft.next.recorded.options);
        draft.effects.push(effect);
    }
    Ok(())
}

fn names(command: &ScheduleActivityTaskCommandAttributes) -> (&str, &str) {
    (
        &command.activity_id,
        command.activity_type.as_ref().map_or("", |kind| &kind.name),
    )
}

fn check(draft: &Draft<'_, '_>, command: &ScheduleActivityTaskCommandAttributes) -> Result<(), Reject> {
    let limits = draft.ctx.limits;
    validate::queue(command.task_queue.as_ref(), limits)?;
    let (id, kind) = names(command);
    for (name, value) in [("activityId", id), ("activityType", kind)] {
        if value.is_empty() {
            return Err(Reject::invalid(format!("{name} is not set")));
        }
    }
    if let Some(policy) = &command.retry_policy {
        retry::check(policy).map_err(Reject::Invalid)?;
    }
    validate::priority(command.priority.as_ref())
        .map_err(|reject| Reject::invalid(format!("invalid priorities: {reject}")))?;
    for (name, value) in [("activityId", id), ("activityType", kind)] {
        let (length, most) = (value.len(), limits.id_bytes_max);
        if length > most {
            return Err(Reject::invalid(format!(
                "{name} exceeds length limit. Length={length} Limit={most}"
            )));
        }
    }
    for (name, timeout) in [
        ("ScheduleToCloseTimeout", &command.schedule_to_close_timeout),
        ("ScheduleToStartTimeout", &command.schedule_to_start_timeout),
        ("StartToCloseTimeout", &command.start_to_close_timeout),
        ("HeartbeatTimeout", &command.heartbeat_timeout),
    ] {
        if convert::is_negative(timeout.as_ref()) {
            return Err(Reject::invalid(format!("invalid {name}: negative duration")));
        }
    }
    Ok(())
}

/// The queue as the event names it.
fn queue(given: Option<TaskQueue>) -> TaskQueue {
    TaskQueue {
        name: given.map(|queue| queue.name).unwrap_or_default(),
        kind: TaskQueueKind::Normal as i32,
        normal_name: String::new(),
    }
}
