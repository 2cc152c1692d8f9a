//! TerminateWorkflowExecution.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{TerminateWorkflowExecutionRequest, TerminateWorkflowExecutionResponse},
};

use super::{address_of_chain, give};
use crate::Handle;

pub(crate) async fn serve(
    handle: &Handle,
    request: TerminateWorkflowExecutionRequest,
    _call: Call,
) -> Reply<TerminateWorkflowExecutionResponse> {
    let execution = request.workflow_execution.as_ref();
    let target = address_of_chain(&request.namespace, execution, &request.first_execution_run_id)?;
    give(handle, target, Input::Terminate(Box::new(request))).await?;
    Ok(TerminateWorkflowExecutionResponse {})
}
