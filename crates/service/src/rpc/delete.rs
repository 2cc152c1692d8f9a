//! DeleteWorkflowExecution.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{DeleteWorkflowExecutionRequest, DeleteWorkflowExecutionResponse},
};

use super::address;
use crate::{Handle, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: DeleteWorkflowExecutionRequest,
    _call: Call,
) -> Reply<DeleteWorkflowExecutionResponse> {
    let address = address(&request.namespace, request.workflow_execution.as_ref())?;
    // Wire: the termination of an open run is the server's own.
    let identity = "history-service".to_owned();
    handle
        .ask(|promise| Request::Delete {
            address,
            identity,
            promise,
        })
        .await?;
    Ok(DeleteWorkflowExecutionResponse {})
}
