//! An operator changes the options of activities: queue, timeouts, retry policy, priority. They hold for what is pending
//! and for later attempts.

use std::sync::Arc;

use everloop_proto::activity::v1::ActivityOptions;
use everloop_proto::common::v1::{Priority, RetryPolicy};
use everloop_proto::enums::v1::TaskQueueKind;
use everloop_proto::history::v1::ActivityTaskScheduledEventAttributes;
use everloop_proto::taskqueue::v1::TaskQueue;
use everloop_proto::workflowservice::v1::{UpdateActivityOptionsRequest, update_activity_options_request};

use crate::draft::Draft;
use crate::state::{Phase, activity_options, original_options};
use crate::{Reject, Reply, activity, convert, retry, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, request: UpdateActivityOptionsRequest) -> Result<Reply, Reject> {
    let (id, kind, all) = match &request.activity {
        Some(update_activity_options_request::Activity::Id(id)) => (id.as_str(), "", false),
        Some(update_activity_options_request::Activity::Type(kind)) => ("", kind.as_str(), false),
        Some(update_activity_options_request::Activity::MatchAll(all)) => ("", "", *all),
        None => ("", "", false),
    };
    let paths: Vec<String> = request.update_mask.map(|mask| mask.paths).unwrap_or_default();
    if request.restore_original && !paths.is_empty() {
        return Err(Reject::invalid("Both UpdateMask and RestoreOriginal are provided"));
    }
    if !draft.is_running() {
        // Wire: to restore options looks for the activity alone.
        return Err(if request.restore_original {
            activity::none_pending()
        } else {
            Reject::closed()
        });
    }
    if request.activity_options.is_none() && !request.restore_original {
        return Err(Reject::invalid("ActivityOptions are not provided"));
    }
    let lacks_mask = paths.is_empty() && !request.restore_original;
    // Wire: one activity is looked for with a mask only, and those of a type before there is a look at the mask.
    let meant = if lacks_mask && !id.is_empty() {
        Vec::new()
    } else {
        activity::named(draft, id, kind, all)?
    };
    if lacks_mask {
        return Err(Reject::invalid("UpdateMask is not provided"));
    }
    let options = request.activity_options.unwrap_or_default();
    let mut answer = ActivityOptions::default();
    for scheduled_event_id in meant {
        let (Some(current), Some(original)) = (
            draft.next.activity(scheduled_event_id),
            draft.next.recorded.activities.get(scheduled_event_id).cloned(),
        ) else {
            continue;
        };
        let changed = if request.restore_original {
            restored(&current.scheduled, &original.scheduled)
        } else {
            let mut changed = (*current.scheduled).clone();
            for path in &paths {
                merge(&mut changed, &options, &snake_case(path))?;
            }
            check(draft, &changed)?;
            normalize(draft, &mut changed)?;
            Some(changed)
        };
        answer = match &changed {
            Some(changed) if !request.restore_original => activity_options(changed),
            _ => original_options(&original.scheduled),
        };
        if let Some(queue) = answer.task_queue.as_mut().filter(|_| request.restore_original) {
            // Wire: a restored queue is told without its kind.
            queue.kind = TaskQueueKind::Unspecified as i32;
        }
        activity::change(draft, scheduled_event_id, |progress| {
            progress.interfere().scheduled = changed.map(Arc::new);
            // Wire: an attempt that no worker has is made anew, without the failure before it.
            if !matches!(progress.phase, Phase::Started { .. }) {
                progress.last_failure = None;
            }
        });
    }
    Ok(Reply::ActivityOptions(Box::new(answer)))
}

/// What has been merged must be usable.
fn check(draft: &Draft<'_, '_>, options: &ActivityTaskScheduledEventAttributes) -> Result<(), Reject> {
    for (name, timeout) in [
        ("ScheduleToCloseTimeout", &options.schedule_to_close_timeout),
        ("ScheduleToStartTimeout", &options.schedule_to_start_timeout),
        ("StartToCloseTimeout", &options.start_to_close_timeout),
        ("HeartbeatTimeout", &options.heartbeat_timeout),
    ] {
        if convert::is_negative(timeout.as_ref()) {
            return Err(Reject::invalid(format!("invalid {name}: negative duration")));
        }
    }
    let queue = options.task_queue.as_ref().map_or("", |queue| &queue.name);
    if queue.is_empty() {
        return Err(Reject::invalid("missing task queue name"));
    }
    validate::id("TaskQueue", queue, draft.ctx.limits)
}

/// The schedule of history; nothing if that is all.
///
/// Wire: to restore the options of an activity that had no priority leaves it the one that it was given.
pub(super) fn restored(
    changed: &ActivityTaskScheduledEventAttributes,
    original: &ActivityTaskScheduledEventAttributes,
) -> Option<ActivityTaskScheduledEventAttributes> {
    (original.priority.is_none() && changed.priority.is_some()).then(|| ActivityTaskScheduledEventAttributes {
        priority: changed.priority.clone(),
        ..original.clone()
    })
}

/// Takes over what one path of the mask names. Wire: a path that names nothing is ignored, and so is the queue as a whole.
pub(super) fn merge(
    scheduled: &mut ActivityTaskScheduledEventAttributes,
    options: &ActivityOptions,
    path: &str,
) -> Result<(), Reject> {
    let (part, field) = path.split_once('.').unwrap_or((path, ""));
    match (part, field) {
        ("task_queue", "name") => {
            let given = options.task_queue.as_ref();
            let given = given.ok_or_else(|| Reject::invalid("TaskQueue is not provided"))?;
            scheduled.task_queue = Some(TaskQueue {
                name: given.name.clone(),
                kind: TaskQueueKind::Normal as i32,
                normal_name: String::new(),
            });
        }
        ("schedule_to_close_timeout", "") => scheduled.schedule_to_close_timeout = options.schedule_to_close_timeout,
        ("schedule_to_start_timeout", "") => scheduled.schedule_to_start_timeout = options.schedule_to_start_timeout,
        ("start_to_close_timeout", "") => scheduled.start_to_close_timeout = options.start_to_close_timeout,
        ("heartbeat_timeout", "") => scheduled.heartbeat_timeout = options.heartbeat_timeout,
        ("retry_policy", field) => {
            let given = options.retry_policy.clone();
            let given = given.ok_or_else(|| Reject::invalid("RetryPolicy is not provided"))?;
            match field {
                "" => scheduled.retry_policy = Some(given),
                field => merge_policy(scheduled.retry_policy.get_or_insert_default(), given, field)?,
            }
        }
        ("priority", "") => scheduled.priority.clone_from(&options.priority),
        ("priority", field) => {
            let given = options.priority.clone();
            let given = given.ok_or_else(|| Reject::invalid("Priority is not provided"))?;
            merge_priority(scheduled.priority.get_or_insert_default(), given, field);
        }
        _ => {}
    }
    Ok(())
}

fn merge_policy(to: &mut RetryPolicy, from: RetryPolicy, field: &str) -> Result<(), Reject> {
    match field {
        "initial_interval" => to.initial_interval = from.initial_interval,
        "backoff_coefficient" => to.backoff_coefficient = retry::named_coefficient(&from)?,
        "maximum_interval" => to.maximum_interval = from.maximum_interval,
        "maximum_attempts" => to.maximum_attempts = from.maximum_attempts,
        "non_retryable_error_types" => to.non_retryable_error_types = from.non_retryable_error_types,
        _ => {}
    }
    Ok(())
}

/// Takes over one field of a priority.
pub(super) fn merge_priority(to: &mut Priority, from: Priority, field: &str) {
    match field {
        "priority_key" => to.priority_key = from.priority_key,
        "fairness_key" => to.fairness_key = from.fairness_key,
        "fairness_weight" => to.fairness_weight = from.fairness_weight,
        _ => {}
    }
}

/// Paths come in either of the two spellings of protobuf.
pub(super) fn snake_case(path: &str) -> String {
    path.chars().fold(String::new(), |mut snake, letter| {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
        snake
    })
}

/// Fills in and caps timeouts and policy as they were when the workflow scheduled the activity.
fn normalize(draft: &Draft<'_, '_>, scheduled: &mut ActivityTaskScheduledEventAttributes) -> Result<(), Reject> {
    if let Some(policy) = &scheduled.retry_policy {
        retry::check(policy).map_err(Reject::Invalid)?;
    }
    scheduled.retry_policy = Some(retry::filled(scheduled.retry_policy.take()));
    let run = convert::timeout(draft.next.recorded.started.workflow_run_timeout.as_ref());
    let given = [
        scheduled.schedule_to_close_timeout.as_ref(),
        scheduled.schedule_to_start_timeout.as_ref(),
        scheduled.start_to_close_timeout.as_ref(),
        scheduled.heartbeat_timeout.as_ref(),
    ];
    let Some(timeouts) = activity::normalized(given, run) else {
        let id = &scheduled.activity_id;
        return Err(Reject::invalid(format!(
            "a valid StartToCloseTimeout or ScheduleToCloseTimeout must be set on the activity. ActivityId={id}"
        )));
    };
    let [to_close, to_start, work, beat] = timeouts.map(activity::wire);
    scheduled.schedule_to_close_timeout = to_close;
    scheduled.schedule_to_start_timeout = to_start;
    scheduled.start_to_close_timeout = work;
    scheduled.heartbeat_timeout = beat;
    Ok(())
}
