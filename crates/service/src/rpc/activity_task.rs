//! PollActivityTaskQueue, and the answers to an activity task by its token.

use everloop_engine::{
    Input,
    input::{self, Activity},
    token,
};
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{
        PollActivityTaskQueueRequest, PollActivityTaskQueueResponse, RecordActivityTaskHeartbeatRequest,
        RecordActivityTaskHeartbeatResponse, RespondActivityTaskCanceledRequest, RespondActivityTaskCanceledResponse,
        RespondActivityTaskCompletedRequest, RespondActivityTaskCompletedResponse, RespondActivityTaskFailedRequest,
        RespondActivityTaskFailedResponse,
    },
};

use super::{
    check_namespace, check_token_namespace, checked_address, give, poll_patience, unreadable_token, worker_version,
    wrong,
};
use crate::{
    Handle, errors,
    request::{Address, Answer, Poll, Request},
};

#[expect(deprecated, reason = "it is where workers without deployments say what they are")]
pub(crate) async fn poll(
    handle: &Handle,
    request: PollActivityTaskQueueRequest,
    call: Call,
) -> Reply<PollActivityTaskQueueResponse> {
    check_namespace(&request.namespace)?;
    wrong::identity(handle, &request.identity)?;
    let queue = wrong::queue(handle, request.task_queue.as_ref())?;
    let poll = Box::new(Poll {
        namespace: request.namespace,
        is_sticky: false,
        queue,
        identity: request.identity,
        worker: request.worker_instance_key,
        worker_version: worker_version(request.worker_version_capabilities.as_ref()),
        tasks_per_second: request
            .task_queue_metadata
            .and_then(|metadata| metadata.max_tasks_per_second),
        patience: poll_patience(&call)?,
        connection: call.connection,
    });
    handle.ask(|promise| Request::PollActivityTask { poll, promise }).await
}

async fn read_token(handle: &Handle, bytes: &[u8], namespace: &str) -> Result<(Address, Activity), RpcError> {
    let token = match token::ActivityTask::decode_token(bytes) {
        Ok(token) => token,
        Err(reject) => return Err(unreadable_token(handle, namespace, errors::from_reject(reject)).await),
    };
    check_token_namespace(handle, namespace, &token.namespace).await?;
    let address = checked_address(&token.namespace, &token.workflow_id, &token.run_id)
        .map_err(|_| RpcError::invalid_argument("Error deserializing task token."))?;
    Ok((address, Activity::Token(token)))
}

pub(crate) async fn heartbeat(
    handle: &Handle,
    request: RecordActivityTaskHeartbeatRequest,
    _call: Call,
) -> Reply<RecordActivityTaskHeartbeatResponse> {
    let (address, activity) = read_token(handle, &request.task_token, &request.namespace).await?;
    let (identity, details) = (request.identity, request.details);
    let input = Input::ActivityHeartbeat(input::ActivityHeartbeat {
        activity,
        identity,
        details,
    });
    Ok(match give(handle, address, input).await? {
        Answer::Heartbeat(response) => response,
        _ => RecordActivityTaskHeartbeatResponse::default(),
    })
}

pub(crate) async fn complete(
    handle: &Handle,
    request: RespondActivityTaskCompletedRequest,
    _call: Call,
) -> Reply<RespondActivityTaskCompletedResponse> {
    let (address, activity) = read_token(handle, &request.task_token, &request.namespace).await?;
    let (identity, result) = (request.identity, request.result);
    let input = Input::ActivityCompleted(input::ActivityCompleted {
        activity,
        identity,
        result,
    });
    give(handle, address, input).await?;
    Ok(RespondActivityTaskCompletedResponse {})
}

pub(crate) async fn fail(
    handle: &Handle,
    request: RespondActivityTaskFailedRequest,
    _call: Call,
) -> Reply<RespondActivityTaskFailedResponse> {
    let (address, activity) = read_token(handle, &request.task_token, &request.namespace).await?;
    let input = Input::ActivityFailed(input::ActivityFailed {
        activity,
        identity: request.identity,
        failure: request.failure,
        last_heartbeat_details: request.last_heartbeat_details,
    });
    Ok(match give(handle, address, input).await? {
        Answer::ActivityFailed { refused } => RespondActivityTaskFailedResponse { failures: refused },
        _ => RespondActivityTaskFailedResponse::default(),
    })
}

pub(crate) async fn cancel(
    handle: &Handle,
    request: RespondActivityTaskCanceledRequest,
    _call: Call,
) -> Reply<RespondActivityTaskCanceledResponse> {
    let (address, activity) = read_token(handle, &request.task_token, &request.namespace).await?;
    let (identity, details) = (request.identity, request.details);
    let input = Input::ActivityCanceled(input::ActivityCanceled {
        activity,
        identity,
        details,
    });
    give(handle, address, input).await?;
    Ok(RespondActivityTaskCanceledResponse {})
}
