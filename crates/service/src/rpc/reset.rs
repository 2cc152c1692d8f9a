//! ResetWorkflowExecution.

use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{ResetWorkflowExecutionRequest, ResetWorkflowExecutionResponse},
};

use super::{address, check_namespace, wrong};
use crate::{Handle, admin::Admin, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: ResetWorkflowExecutionRequest,
    _call: Call,
) -> Reply<ResetWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    if request.request_id.is_empty() {
        return Err(RpcError::invalid_argument("RequestId is not set on request."));
    }
    wrong::request_id(handle, &request.request_id)?;
    address(&request.namespace, request.workflow_execution.as_ref())?;
    let request = Box::new(request);
    let run_id = handle
        .ask(|promise| Request::Admin(Box::new(Admin::Reset { request, promise })))
        .await?;
    Ok(ResetWorkflowExecutionResponse { run_id })
}
