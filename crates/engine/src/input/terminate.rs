//! The end of a run by force: nothing is asked of the workflow.

use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;
use everloop_proto::workflowservice::v1::TerminateWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::event::event;
use crate::{Reject, Reply, close, task, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, request: TerminateWorkflowExecutionRequest) -> Result<Reply, Reject> {
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    validate::chain(&request.first_execution_run_id, &draft.next)?;
    validate::links(&request.links, draft.ctx.limits)?;
    // Wire: the official server fills these in when they are empty.
    let or = |text: String, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text };
    let attributes = WorkflowExecutionTerminatedEventAttributes {
        reason: or(request.reason, "terminated by user via frontend"),
        details: request.details,
        identity: or(request.identity, "frontend-service"),
    };
    task::close_started(draft);
    let mut terminated = event(attributes, draft.now());
    terminated.links = request.links;
    draft.append(terminated);
    close::settle(draft);
    Ok(Reply::Done)
}
