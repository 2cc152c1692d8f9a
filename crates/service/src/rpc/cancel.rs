//! RequestCancelWorkflowExecution.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{RequestCancelWorkflowExecutionRequest, RequestCancelWorkflowExecutionResponse},
};

use super::{address, give};
use crate::Handle;

pub(crate) async fn serve(
    handle: &Handle,
    request: RequestCancelWorkflowExecutionRequest,
    _call: Call,
) -> Reply<RequestCancelWorkflowExecutionResponse> {
    let target = address(&request.namespace, request.workflow_execution.as_ref())?;
    give(handle, target, Input::Cancel(Box::new(request))).await?;
    Ok(RequestCancelWorkflowExecutionResponse {})
}
