//! QueryWorkflow, and RespondQueryTaskCompleted by which workers answer those sent to them directly.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    workflowservice::v1::{
        QueryWorkflowRequest, QueryWorkflowResponse, RespondQueryTaskCompletedRequest,
        RespondQueryTaskCompletedResponse,
    },
};

use super::{POLL_MARGIN, address, unreadable_token};
use crate::{
    Handle,
    request::{Query, Request},
};

pub(crate) async fn serve(handle: &Handle, request: QueryWorkflowRequest, call: Call) -> Reply<QueryWorkflowResponse> {
    let address = address(&request.namespace, request.execution.as_ref())?;
    let Some(query) = request.query else {
        return Err(RpcError::invalid_argument("WorkflowQuery is not set on request."));
    };
    if query.query_type.is_empty() {
        return Err(RpcError::invalid_argument("QueryType is not set on request."));
    }
    let patience = call.timeout.map(|timeout| timeout.saturating_sub(POLL_MARGIN / 2));
    let reject_condition = request.query_reject_condition;
    handle
        .ask(|promise| {
            Request::Query(Box::new(Query {
                address,
                query,
                reject_condition,
                patience,
                promise,
            }))
        })
        .await
}

pub(crate) async fn complete(
    handle: &Handle,
    request: RespondQueryTaskCompletedRequest,
    _call: Call,
) -> Reply<RespondQueryTaskCompletedResponse> {
    if request.task_token.is_empty() {
        return Err(RpcError::invalid_argument("Task token not set on request."));
    }
    let namespace = request.namespace.clone();
    let answered = handle
        .ask(|promise| Request::AnswerQuery {
            answer: Box::new(request),
            promise,
        })
        .await;
    match answered {
        Err(error) if error.code == Code::InvalidArgument => {
            return Err(unreadable_token(handle, &namespace, error).await);
        }
        other => other?,
    }
    Ok(RespondQueryTaskCompletedResponse {})
}
