//! PauseWorkflowExecution and UnpauseWorkflowExecution, which a namespace has to have switched on, and none has.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    enums::v1::WorkflowExecutionStatus,
    workflowservice::v1::{
        PauseWorkflowExecutionRequest, PauseWorkflowExecutionResponse, UnpauseWorkflowExecutionRequest,
        UnpauseWorkflowExecutionResponse,
    },
};

use super::{check_namespace, checked_address};
use crate::{Handle, errors, request::Request};

fn disabled(namespace: &str) -> RpcError {
    let text = format!("workflow pause is not enabled for namespace: {namespace}");
    RpcError::new(Code::Unimplemented, text)
}

pub(crate) async fn pause(
    _handle: &Handle,
    request: PauseWorkflowExecutionRequest,
    _call: Call,
) -> Reply<PauseWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    Err(disabled(&request.namespace))
}

/// Nothing is ever paused, which is what is said of each open workflow.
pub(crate) async fn unpause(
    handle: &Handle,
    request: UnpauseWorkflowExecutionRequest,
    _call: Call,
) -> Reply<UnpauseWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    if request.workflow_id.is_empty() {
        let text = "Can't load workflow execution.  WorkflowId not set.";
        return Err(RpcError::invalid_argument(text));
    }
    let address = checked_address(&request.namespace, &request.workflow_id, &request.run_id)?;
    let found = handle.ask(|promise| Request::Describe { address, promise }).await?;
    let info = found.workflow_execution_info.unwrap_or_default();
    if info.status() != WorkflowExecutionStatus::Running {
        return Err(errors::not_found("workflow execution already completed"));
    }
    Err(RpcError::new(Code::FailedPrecondition, "workflow is not paused."))
}
