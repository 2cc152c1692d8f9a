//! TerminateWorkflowExecution.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{TerminateWorkflowExecutionRequest, TerminateWorkflowExecutionResponse},
};

use super::{address, give};
use crate::Handle;

pub(crate) async fn serve(
    handle: &Handle,
    request: TerminateWorkflowExecutionRequest,
    _call: Call,
) -> Reply<TerminateWorkflowExecutionResponse> {
    let target = address(&request.namespace, request.workflow_execution.as_ref())?;
    give(handle, target, Input::Terminate(Box::new(request))).await?;
    Ok(TerminateWorkflowExecutionResponse {})
}
