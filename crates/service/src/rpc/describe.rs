//! DescribeWorkflowExecution.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{DescribeWorkflowExecutionRequest, DescribeWorkflowExecutionResponse},
};

use super::address;
use crate::{Handle, request::Request};

pub(crate) async fn serve(
    handle: &Handle,
    request: DescribeWorkflowExecutionRequest,
    _call: Call,
) -> Reply<DescribeWorkflowExecutionResponse> {
    let address = address(&request.namespace, request.execution.as_ref())?;
    handle.ask(|promise| Request::Describe { address, promise }).await
}
