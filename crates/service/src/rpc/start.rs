//! StartWorkflowExecution.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{StartWorkflowExecutionRequest, StartWorkflowExecutionResponse},
};

use super::check_namespace;
use crate::{Handle, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: StartWorkflowExecutionRequest,
    call: Call,
) -> Reply<StartWorkflowExecutionResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Start {
            request: Box::new(request),
            connection: call.connection,
            promise,
        })
        .await
}
