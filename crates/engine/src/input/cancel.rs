//! A request to cancel: recorded once, and shown to the workflow by a workflow task.

use everloop_proto::history::v1::WorkflowExecutionCancelRequestedEventAttributes;
use everloop_proto::workflowservice::v1::RequestCancelWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::event::event;
use crate::{Reject, Reply, task, validate};

pub(crate) fn apply(
    draft: &mut Draft<'_, '_>,
    request: RequestCancelWorkflowExecutionRequest,
) -> Result<Reply, Reject> {
    validate::chain(&request.first_execution_run_id, &draft.next)?;
    validate::links(&request.links, draft.ctx.limits)?;
    let asked = draft.next.recorded.cancel_requested || draft.next.transient.buffer.cancel_requested();
    if !draft.is_running() || asked {
        // Wire: RequestCancelWorkflowExecution is idempotent, and fine on a closed run.
        return Ok(Reply::Done);
    }
    let mut requested = event(
        WorkflowExecutionCancelRequestedEventAttributes {
            cause: request.reason,
            identity: request.identity,
            ..WorkflowExecutionCancelRequestedEventAttributes::default()
        },
        draft.now(),
    );
    requested.links = request.links;
    draft.emit_or_buffer(requested);
    // Wire: a delayed run is not waited for; it hears at once that it is not wanted any more.
    task::need_at_once(draft);
    Ok(Reply::Done)
}
