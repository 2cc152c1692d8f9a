//! How a workflow task ends: completed, failed, or timed out.

use everloop_proto::enums::v1::{TimeoutType, WorkflowTaskFailedCause};
use everloop_proto::failure::v1 as failure;
use everloop_proto::history::v1::{
    WorkflowTaskCompletedEventAttributes, WorkflowTaskFailedEventAttributes, WorkflowTaskTimedOutEventAttributes,
};
use everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedRequest;

use crate::command::camel;

use super::{announce, schedule, task_events, write_down};
use crate::draft::Draft;
use crate::state::{Deadline, PendingQuery, Sticky, Task, TaskKind};
use crate::update;

/// The identity of events that the engine writes by itself.
pub(crate) const ENGINE_IDENTITY: &str = "history-service";

/// Why a workflow task failed.
pub(crate) struct Failure {
    /// A `WorkflowTaskFailedCause`, or a number that a newer worker knows.
    pub(crate) cause: i32,
    pub(crate) failure: Option<failure::Failure>,
    pub(crate) identity: String,
    pub(crate) binary_checksum: String,
}

/// Writes that the started task is completed, and returns the event's id.
///
/// # Panics
/// If no task is started.
pub(crate) fn completed(draft: &mut Draft<'_, '_>, request: &RespondWorkflowTaskCompletedRequest) -> i64 {
    let task = take(draft);
    let started = task.started.clone().expect("only a started task is completed");
    if task.kind != TaskKind::Normal {
        for event in task_events(&draft.next, &task) {
            draft.append(event);
        }
    }
    draft.next.transient.task_attempt = 1;
    draft.next.transient.task_problem = None;
    draft.emit(WorkflowTaskCompletedEventAttributes {
        scheduled_event_id: task.scheduled_event_id,
        started_event_id: started.event_id,
        identity: request.identity.clone(),
        binary_checksum: request.binary_checksum.clone(),
        worker_version: request.worker_version_stamp.clone(),
        sdk_metadata: request.sdk_metadata.clone(),
        metering_metadata: request.metering_metadata,
        versioning_behavior: request.versioning_behavior,
        ..WorkflowTaskCompletedEventAttributes::default()
    })
}

/// Ends the started task as failed, lets the buffer out, and schedules the next attempt.
pub(crate) fn failed(draft: &mut Draft<'_, '_>, why: Failure) {
    write_down(draft);
    let task = take(draft);
    let cause = WorkflowTaskFailedCause::try_from(why.cause);
    let cause = cause.map_or_else(|_| why.cause.to_string(), |cause| camel(cause.as_str_name()));
    draft.next.transient.task_problem = Some(format!("Failed{cause}"));
    // Wire: when the buffer is full, what comes out of it is no reason to count the attempts anew.
    let counts_anew = why.cause != WorkflowTaskFailedCause::ForceCloseCommand as i32;
    write_failed(draft, &task, why);
    try_again(draft, &task);
    if draft.flush() && counts_anew {
        draft.next.transient.task_attempt = 1;
    }
    schedule(draft);
    announce(draft);
}

/// Ends the started task as failed and lets the buffer out; the run closes next.
pub(crate) fn failed_for_good(draft: &mut Draft<'_, '_>, why: Failure) {
    write_down(draft);
    let task = take(draft);
    write_failed(draft, &task, why);
    draft.flush();
}

/// Ends the started task that got no answer in time. The next one goes to `sticky`, if its worker still has the workflow.
pub(crate) fn start_to_close_timed_out(draft: &mut Draft<'_, '_>, sticky: Option<Sticky>) {
    write_down(draft);
    let task = take(draft);
    draft.next.transient.task_problem = Some("TimedOutStartToClose".to_owned());
    if task.kind == TaskKind::Normal {
        draft.emit(WorkflowTaskTimedOutEventAttributes {
            scheduled_event_id: task.scheduled_event_id,
            started_event_id: task.started.as_ref().map_or(0, |started| started.event_id),
            timeout_type: TimeoutType::StartToClose as i32,
        });
    }
    try_again(draft, &task);
    draft.next.transient.sticky = sticky;
    if draft.flush() {
        draft.next.transient.task_attempt = 1;
    }
    schedule(draft);
    announce(draft);
}

/// Takes the task back from a queue where nobody took it in time, which only sticky and speculative tasks mind, and puts it on the normal one.
pub(crate) fn sticky_timed_out(draft: &mut Draft<'_, '_>) {
    write_down(draft);
    let task = take(draft);
    draft.emit(WorkflowTaskTimedOutEventAttributes {
        scheduled_event_id: task.scheduled_event_id,
        started_event_id: 0,
        timeout_type: TimeoutType::ScheduleToStart as i32,
    });
    draft.next.transient.sticky = None;
    schedule(draft);
    announce(draft);
}

/// Clears the way for a close event that the worker did not ask for.
pub(crate) fn close_started(draft: &mut Draft<'_, '_>) {
    if draft.next.transient.task.is_none() {
        return;
    }
    if draft
        .next
        .transient
        .task
        .as_ref()
        .is_some_and(|task| task.started.is_some())
    {
        write_down(draft);
    }
    let task = take(draft);
    if task.started.is_some() {
        let why = Failure {
            cause: WorkflowTaskFailedCause::ForceCloseCommand as i32,
            failure: None,
            identity: ENGINE_IDENTITY.to_owned(),
            binary_checksum: String::new(),
        };
        write_failed(draft, &task, why);
    }
    draft.flush();
}

/// Ends a speculative task without a trace.
pub(crate) fn discard(draft: &mut Draft<'_, '_>) {
    let task = take(draft);
    assert_eq!(
        task.kind,
        TaskKind::Speculative,
        "only a speculative task can be taken back"
    );
}

fn take(draft: &mut Draft<'_, '_>) -> Task {
    let task = draft.next.transient.take_task().expect("a task is open");
    draft.refresh(Deadline::Task);
    task
}

/// Wire: only a task that is in history gets its failure written; later attempts fail silently.
fn write_failed(draft: &mut Draft<'_, '_>, task: &Task, why: Failure) {
    if task.kind == TaskKind::Transient {
        return;
    }
    draft.emit(WorkflowTaskFailedEventAttributes {
        scheduled_event_id: task.scheduled_event_id,
        started_event_id: task.started.as_ref().map_or(0, |started| started.event_id),
        cause: why.cause,
        failure: why.failure,
        identity: why.identity,
        binary_checksum: why.binary_checksum,
        ..WorkflowTaskFailedEventAttributes::default()
    });
}

/// Prepares the task that follows a failed one, away from the sticky queue.
fn try_again(draft: &mut Draft<'_, '_>, task: &Task) {
    let transient = &mut draft.next.transient;
    transient.sticky = None;
    transient.task_heartbeat_since = None;
    // A failure of a workflow kept in memory may be cured by reading its history anew: that counts as no attempt.
    transient.task_attempt = if task.sticky_queue.is_some() {
        task.attempt
    } else {
        task.attempt + 1
    };
    update::resend(draft);
    let transient = &mut draft.next.transient;
    let handed: Vec<_> = transient
        .queries
        .iter()
        .filter(|(_, query)| query.handed)
        .map(|(id, _)| id.clone())
        .collect();
    for id in handed {
        if let Some(query) = transient.queries.get(&id).cloned() {
            transient.queries.insert(id, PendingQuery { handed: false, ..query });
        }
    }
}
