//! PollWorkflowTaskQueue, RespondWorkflowTaskCompleted, RespondWorkflowTaskFailed, ResetStickyTaskQueue.

use everloop_engine::{Input, input, token};
use everloop_proto::{
    Call, Reply, RpcError,
    enums::v1::{TaskQueueKind, VersioningBehavior, WorkerVersioningMode},
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse, ResetStickyTaskQueueRequest,
        ResetStickyTaskQueueResponse, RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse,
        RespondWorkflowTaskFailedRequest, RespondWorkflowTaskFailedResponse,
    },
};

use super::{
    address, check_namespace, check_token_namespace, checked_address, give, give_by, poll_patience, unreadable_token,
    worker_version, wrong,
};
use crate::{
    Handle, errors,
    request::{Address, Answer, Poll, Request},
};

#[expect(deprecated, reason = "it is where workers without deployments say what they are")]
pub(crate) async fn poll(
    handle: &Handle,
    request: PollWorkflowTaskQueueRequest,
    call: Call,
) -> Reply<PollWorkflowTaskQueueResponse> {
    check_namespace(&request.namespace)?;
    wrong::identity(handle, &request.identity)?;
    let queue = wrong::queue(handle, request.task_queue.as_ref())?;
    let kind = request.task_queue.as_ref().map(TaskQueue::kind);
    let poll = Box::new(Poll {
        namespace: request.namespace,
        is_sticky: kind == Some(TaskQueueKind::Sticky),
        queue,
        identity: request.identity,
        worker: request.worker_instance_key,
        worker_version: worker_version(request.worker_version_capabilities.as_ref()),
        tasks_per_second: None,
        patience: poll_patience(&call)?,
        connection: call.connection,
    });
    handle.ask(|promise| Request::PollWorkflowTask { poll, promise }).await
}

async fn read_token(
    handle: &Handle,
    bytes: &[u8],
    namespace: &str,
) -> Result<(Address, token::WorkflowTask), RpcError> {
    let token = match token::WorkflowTask::decode_token(bytes) {
        Ok(token) => token,
        Err(reject) => return Err(unreadable_token(handle, namespace, errors::from_reject(reject)).await),
    };
    check_token_namespace(handle, namespace, &token.namespace).await?;
    let address = checked_address(&token.namespace, &token.workflow_id, &token.run_id)
        .map_err(|_| RpcError::invalid_argument("Error deserializing task token."))?;
    Ok((address, token))
}

pub(crate) async fn complete(
    handle: &Handle,
    request: RespondWorkflowTaskCompletedRequest,
    call: Call,
) -> Reply<RespondWorkflowTaskCompletedResponse> {
    let (address, token) = read_token(handle, &request.task_token, &request.namespace).await?;
    check_versioning(&request)?;
    let input = Input::WorkflowTaskCompleted(input::WorkflowTaskCompleted {
        token,
        request: Box::new(request),
    });
    Ok(match give_by(handle, address, input, call.connection).await? {
        Answer::Completed(response) => *response,
        _ => RespondWorkflowTaskCompletedResponse::default(),
    })
}

/// Only workers of a deployment can say how their workflows move on to its next version.
fn check_versioning(request: &RespondWorkflowTaskCompletedRequest) -> Result<(), RpcError> {
    let options = request.deployment_options.as_ref();
    let is_versioned =
        options.is_some_and(|options| options.worker_versioning_mode() == WorkerVersioningMode::Versioned);
    if request.versioning_behavior == VersioningBehavior::Unspecified as i32 || is_versioned {
        return Ok(());
    }
    Err(RpcError::invalid_argument(
        "versioning behavior cannot be specified without deployment options being set with versioned mode",
    ))
}

pub(crate) async fn fail(
    handle: &Handle,
    request: RespondWorkflowTaskFailedRequest,
    _call: Call,
) -> Reply<RespondWorkflowTaskFailedResponse> {
    let (address, token) = read_token(handle, &request.task_token, &request.namespace).await?;
    let input = Input::WorkflowTaskFailed(input::WorkflowTaskFailed {
        token,
        request: Box::new(request),
    });
    give(handle, address, input).await?;
    Ok(RespondWorkflowTaskFailedResponse {})
}

pub(crate) async fn reset_sticky(
    handle: &Handle,
    request: ResetStickyTaskQueueRequest,
    _call: Call,
) -> Reply<ResetStickyTaskQueueResponse> {
    let address = address(&request.namespace, request.execution.as_ref())?;
    give(handle, address, Input::StickyReset).await?;
    Ok(ResetStickyTaskQueueResponse {})
}
