//! PauseWorkflowExecution and UnpauseWorkflowExecution, which a namespace has to have switched on, and none has.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    workflowservice::v1::{
        PauseWorkflowExecutionRequest, PauseWorkflowExecutionResponse, UnpauseWorkflowExecutionRequest,
        UnpauseWorkflowExecutionResponse,
    },
};

use super::check_namespace;
use crate::Handle;

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

pub(crate) async fn unpause(
    _handle: &Handle,
    request: UnpauseWorkflowExecutionRequest,
    _call: Call,
) -> Reply<UnpauseWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    Err(disabled(&request.namespace))
}
