//! A worker could not do a workflow task.

use super::WorkflowTaskFailed;
use crate::draft::Draft;
use crate::{Reject, Reply, task, token};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: WorkflowTaskFailed) -> Result<Reply, Reject> {
    check_token(draft, &input.token)?;
    let request = *input.request;
    let why = task::Failure {
        cause: request.cause,
        failure: request.failure,
        identity: request.identity,
        binary_checksum: request.binary_checksum,
    };
    task::failed(draft, why);
    Ok(Reply::Done)
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
