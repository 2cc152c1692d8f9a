//! A signal: recorded once per request id, and shown to the workflow by a workflow task.

use everloop_proto::history::v1::WorkflowExecutionSignaledEventAttributes;
use everloop_proto::workflowservice::v1::SignalWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::event::event;
use crate::{Reject, Reply, task, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, request: SignalWorkflowExecutionRequest) -> Result<Reply, Reject> {
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    let limits = draft.ctx.limits;
    validate::required("SignalName", &request.signal_name)?;
    validate::id("SignalName", &request.signal_name, limits)?;
    validate::id("RequestId", &request.request_id, limits)?;
    validate::payloads(request.input.as_ref(), limits)?;
    validate::links(&request.links, limits)?;
    if is_known(draft, &request.request_id) {
        return Ok(Reply::Signaled {
            request_id: request.request_id,
        });
    }
    let count = draft.next.recorded.signals + draft.next.transient.buffer.signals();
    if u64::try_from(count).unwrap_or(0) >= limits.signals_max {
        return Err(Reject::invalid("exceeded workflow execution limit for signal events"));
    }
    let request_id = request.request_id.clone();
    record(draft, request);
    task::need(draft);
    Ok(Reply::Signaled { request_id })
}

/// Writes the signal's event, or buffers it.
pub(crate) fn record(draft: &mut Draft<'_, '_>, request: SignalWorkflowExecutionRequest) {
    let mut signaled = event(
        WorkflowExecutionSignaledEventAttributes {
            signal_name: request.signal_name,
            input: request.input,
            identity: request.identity,
            header: request.header,
            request_id: request.request_id,
            ..WorkflowExecutionSignaledEventAttributes::default()
        },
        draft.now(),
    );
    signaled.links = request.links;
    draft.emit_or_buffer(signaled);
}

fn is_known(draft: &Draft<'_, '_>, request_id: &str) -> bool {
    !request_id.is_empty()
        && (draft.next.recorded.signal_request_ids.contains(request_id)
            || draft.next.transient.buffer.has_signal_request(request_id))
}
