//! SignalWorkflowExecution.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{SignalWorkflowExecutionRequest, SignalWorkflowExecutionResponse},
};

use super::{address, give, wrong};
use crate::{Handle, links, request::Answer};

pub(crate) async fn serve(
    handle: &Handle,
    request: SignalWorkflowExecutionRequest,
    _call: Call,
) -> Reply<SignalWorkflowExecutionResponse> {
    let target = address(&request.namespace, request.workflow_execution.as_ref())?;
    if request.signal_name.is_empty() {
        return Err(RpcError::invalid_argument("SignalName is not set on request."));
    }
    wrong::request_id(handle, &request.request_id)?;
    let (namespace, workflow_id) = (target.namespace.clone(), target.workflow_id.clone());
    let link = match give(handle, target, Input::Signal(Box::new(request))).await? {
        Answer::Signaled { run_id, request_id } => Some(links::signaled(&namespace, &workflow_id, &run_id, request_id)),
        _ => None,
    };
    Ok(SignalWorkflowExecutionResponse { link })
}
