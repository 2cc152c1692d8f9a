//! UpdateWorkflowExecutionOptions.

use everloop_engine::Input;
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{UpdateWorkflowExecutionOptionsRequest, UpdateWorkflowExecutionOptionsResponse},
};

use super::{check_namespace, give, worded_address, wrong};
use crate::{Handle, request::Answer};

pub(crate) async fn serve(
    handle: &Handle,
    request: UpdateWorkflowExecutionOptionsRequest,
    _call: Call,
) -> Reply<UpdateWorkflowExecutionOptionsResponse> {
    check_namespace(&request.namespace)?;
    let execution = request.workflow_execution.clone().unwrap_or_default();
    let (workflow_id, run_id) = (&execution.workflow_id, &execution.run_id);
    let address = worded_address(&request.namespace, workflow_id, run_id, &wrong::PARTS)?;
    if request.update_mask.is_none() {
        return Err(RpcError::invalid_argument("UpdateMask is required"));
    }
    if request.workflow_execution_options.is_none() {
        return Err(RpcError::invalid_argument("WorkflowExecutionOptions is required"));
    }
    let workflow_execution_options = match give(handle, address, Input::UpdateOptions(Box::new(request))).await? {
        Answer::Options(options) => Some(*options),
        _ => None,
    };
    Ok(UpdateWorkflowExecutionOptionsResponse {
        workflow_execution_options,
        ..UpdateWorkflowExecutionOptionsResponse::default()
    })
}
