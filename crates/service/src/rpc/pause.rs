//! PauseWorkflowExecution and UnpauseWorkflowExecution, which a namespace has to have switched on, and none has.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    enums::v1::WorkflowExecutionStatus,
    workflowservice::v1::{
        PauseWorkflowExecutionRequest, PauseWorkflowExecutionResponse, UnpauseWorkflowExecutionRequest,
        UnpauseWorkflowExecutionResponse,
    },
};

use super::{check_namespace_exists, worded_address, wrong};
use crate::{Handle, errors, request::Request};

fn disabled(namespace: &str) -> RpcError {
    let text = format!("workflow pause is not enabled for namespace: {namespace}");
    RpcError::new(Code::Unimplemented, text)
}

pub(crate) async fn pause(
    handle: &Handle,
    request: PauseWorkflowExecutionRequest,
    _call: Call,
) -> Reply<PauseWorkflowExecutionResponse> {
    check_namespace_exists(handle, &request.namespace).await?;
    Err(disabled(&request.namespace))
}

/// Nothing is ever paused, which is what is said of each open workflow.
pub(crate) async fn unpause(
    handle: &Handle,
    request: UnpauseWorkflowExecutionRequest,
    _call: Call,
) -> Reply<UnpauseWorkflowExecutionResponse> {
    let address = worded_address(
        &request.namespace,
        &request.workflow_id,
        &request.run_id,
        &wrong::LOADING,
    )?;
    if request.request_id.len() > handle.id_bytes_max() {
        return Err(RpcError::invalid_argument("request id is too long."));
    }
    let found = handle.ask(|promise| Request::Describe { address, promise }).await?;
    let info = found.workflow_execution_info.unwrap_or_default();
    if info.status() != WorkflowExecutionStatus::Running {
        return Err(errors::not_found("workflow execution already completed"));
    }
    Err(RpcError::new(Code::FailedPrecondition, "workflow is not paused."))
}
