//! UpdateWorkflowExecutionOptions.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{UpdateWorkflowExecutionOptionsRequest, UpdateWorkflowExecutionOptionsResponse},
};

use super::{address, check_namespace, give};
use crate::{Handle, request::Answer};

pub(crate) async fn serve(
    handle: &Handle,
    request: UpdateWorkflowExecutionOptionsRequest,
    _call: Call,
) -> Reply<UpdateWorkflowExecutionOptionsResponse> {
    check_namespace(&request.namespace)?;
    if request.workflow_execution.is_none() {
        return Err(RpcError::invalid_argument("WorkflowId is not set on request."));
    }
    let address = address(&request.namespace, request.workflow_execution.as_ref())?;
    let workflow_execution_options = match give(handle, address, Input::UpdateOptions(Box::new(request))).await? {
        Answer::Options(options) => Some(*options),
        _ => None,
    };
    Ok(UpdateWorkflowExecutionOptionsResponse {
        workflow_execution_options,
        ..UpdateWorkflowExecutionOptionsResponse::default()
    })
}
