//! SignalWithStartWorkflowExecution.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse},
};

use super::check_namespace;
use crate::{Handle, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: SignalWithStartWorkflowExecutionRequest,
    _call: Call,
) -> Reply<SignalWithStartWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::SignalWithStart {
            request: Box::new(request),
            promise,
        })
        .await
}
