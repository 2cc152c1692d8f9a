//! SignalWithStartWorkflowExecution.

use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse},
};

use super::{check_namespace, check_namespace_exists};
use crate::{Handle, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: SignalWithStartWorkflowExecutionRequest,
    _call: Call,
) -> Reply<SignalWithStartWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    if let Err(error) = check(handle, &request) {
        check_namespace_exists(handle, &request.namespace).await?;
        return Err(error);
    }
    handle
        .ask(|promise| Request::SignalWithStart {
            request: Box::new(request),
            promise,
        })
        .await
}

/// What this RPC says in words of its own.
fn check(handle: &Handle, request: &SignalWithStartWorkflowExecutionRequest) -> Result<(), RpcError> {
    let refused = |text: String| Err(RpcError::invalid_argument(text));
    let most = handle.id_bytes_max();
    if request.workflow_id.is_empty() {
        // The rules for starts say so.
        return Ok(());
    }
    if request.signal_name.is_empty() {
        return refused("signal not set".to_owned());
    }
    let workflow_type = request.workflow_type.as_ref().map_or("", |kind| &kind.name);
    if workflow_type.is_empty() {
        return refused("workflow type not set".to_owned());
    }
    for (what, value) in [
        ("workflow type name", workflow_type),
        ("Request ID", &request.request_id),
    ] {
        let length = value.len();
        if length > most {
            return refused(format!("{what} exceeds maximum allowed length ({length}/{most})"));
        }
    }
    Ok(())
}
