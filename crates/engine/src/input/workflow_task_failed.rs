//! A worker could not do a workflow task.

use everloop_proto::enums::v1::WorkflowTaskFailedCause;
use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;

use super::WorkflowTaskFailed;
use crate::command::camel;
use crate::draft::Draft;
use crate::{Reject, Reply, close, task, token};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: WorkflowTaskFailed) -> Result<Reply, Reject> {
    // Wire: it is said of failed tasks alone that the run is over.
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    check_token(draft, &input.token)?;
    let request = *input.request;
    if request.cause == WorkflowTaskFailedCause::GrpcMessageTooLarge as i32 {
        end_for_good(draft);
        return Ok(Reply::Done);
    }
    let why = task::Failure {
        cause: request.cause,
        failure: request.failure,
        identity: request.identity,
        binary_checksum: request.binary_checksum,
    };
    task::failed(draft, why);
    Ok(Reply::Done)
}

/// Terminates a run whose worker cannot send what it has to: it would be too large at each attempt.
fn end_for_good(draft: &mut Draft<'_, '_>) {
    task::close_started(draft);
    draft.emit(WorkflowExecutionTerminatedEventAttributes {
        reason: camel(WorkflowTaskFailedCause::GrpcMessageTooLarge.as_str_name()),
        details: None,
        identity: task::ENGINE_IDENTITY.to_owned(),
    });
    close::settle(draft);
}

/// Whether the worker speaks of the task that is started now.
pub(super) fn check_token(draft: &Draft<'_, '_>, token: &token::WorkflowTask) -> Result<(), Reject> {
    let task = draft
        .next
        .transient
        .task
        .as_ref()
        .ok_or_else(Reject::workflow_task_not_found)?;
    let started = task.started.as_ref().ok_or_else(Reject::workflow_task_not_found)?;
    let same = token.run_id == draft.next.identity.run_id
        && token.scheduled_event_id == task.scheduled_event_id
        && token.started_event_id == started.event_id
        && token.attempt == task.attempt
        && token.request_id == started.request_id;
    if same {
        Ok(())
    } else {
        Err(Reject::workflow_task_not_found())
    }
}
