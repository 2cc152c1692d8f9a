//! RequestCancelWorkflowExecution.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{RequestCancelWorkflowExecutionRequest, RequestCancelWorkflowExecutionResponse},
};

use super::{address_of_chain, give};
use crate::Handle;

pub(crate) async fn serve(
    handle: &Handle,
    request: RequestCancelWorkflowExecutionRequest,
    _call: Call,
) -> Reply<RequestCancelWorkflowExecutionResponse> {
    let execution = request.workflow_execution.as_ref();
    let target = address_of_chain(&request.namespace, execution, &request.first_execution_run_id)?;
    give(handle, target, Input::Cancel(Box::new(request))).await?;
    Ok(RequestCancelWorkflowExecutionResponse {})
}
