//! The answers to an activity task by the ids of workflow and activity, from wherever they come.

use everloop_engine::{
    Input,
    input::{self, Activity},
};
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{
        RecordActivityTaskHeartbeatByIdRequest, RecordActivityTaskHeartbeatByIdResponse,
        RespondActivityTaskCanceledByIdRequest, RespondActivityTaskCanceledByIdResponse,
        RespondActivityTaskCompletedByIdRequest, RespondActivityTaskCompletedByIdResponse,
        RespondActivityTaskFailedByIdRequest, RespondActivityTaskFailedByIdResponse,
    },
};

use super::{check_namespace, give, worded_address, wrong};
use crate::{
    Handle, errors,
    request::{Address, Answer},
};

fn read_ids(
    namespace: &str,
    workflow_id: &str,
    run_id: &str,
    activity_id: String,
) -> Result<(Address, Activity), RpcError> {
    check_namespace(namespace)?;
    if activity_id.is_empty() {
        return Err(RpcError::invalid_argument("ActivityId is not set on request."));
    }
    if workflow_id.is_empty() {
        // Wire: no workflow id means an activity without a workflow, and there are none.
        return Err(errors::standalone_activity_not_found(&activity_id));
    }
    Ok((
        worded_address(namespace, workflow_id, run_id, &wrong::PARTS)?,
        Activity::Id(activity_id),
    ))
}

pub(crate) async fn heartbeat(
    handle: &Handle,
    request: RecordActivityTaskHeartbeatByIdRequest,
    _call: Call,
) -> Reply<RecordActivityTaskHeartbeatByIdResponse> {
    let (address, activity) = read_ids(
        &request.namespace,
        &request.workflow_id,
        &request.run_id,
        request.activity_id,
    )?;
    let (identity, details) = (request.identity, request.details);
    let input = Input::ActivityHeartbeat(input::ActivityHeartbeat {
        activity,
        identity,
        details,
    });
    Ok(match give(handle, address, input).await? {
        Answer::Heartbeat(response) => RecordActivityTaskHeartbeatByIdResponse {
            cancel_requested: response.cancel_requested,
            activity_paused: response.activity_paused,
            activity_reset: response.activity_reset,
        },
        _ => RecordActivityTaskHeartbeatByIdResponse::default(),
    })
}

pub(crate) async fn complete(
    handle: &Handle,
    request: RespondActivityTaskCompletedByIdRequest,
    _call: Call,
) -> Reply<RespondActivityTaskCompletedByIdResponse> {
    let (address, activity) = read_ids(
        &request.namespace,
        &request.workflow_id,
        &request.run_id,
        request.activity_id,
    )?;
    let (identity, result) = (request.identity, request.result);
    let input = Input::ActivityCompleted(input::ActivityCompleted {
        activity,
        identity,
        result,
    });
    give(handle, address, input).await?;
    Ok(RespondActivityTaskCompletedByIdResponse {})
}

pub(crate) async fn fail(
    handle: &Handle,
    request: RespondActivityTaskFailedByIdRequest,
    _call: Call,
) -> Reply<RespondActivityTaskFailedByIdResponse> {
    let (address, activity) = read_ids(
        &request.namespace,
        &request.workflow_id,
        &request.run_id,
        request.activity_id,
    )?;
    let input = Input::ActivityFailed(input::ActivityFailed {
        activity,
        identity: request.identity,
        failure: request.failure,
        last_heartbeat_details: request.last_heartbeat_details,
    });
    Ok(match give(handle, address, input).await? {
        Answer::ActivityFailed { refused } => RespondActivityTaskFailedByIdResponse { failures: refused },
        _ => RespondActivityTaskFailedByIdResponse::default(),
    })
}

pub(crate) async fn cancel(
    handle: &Handle,
    request: RespondActivityTaskCanceledByIdRequest,
    _call: Call,
) -> Reply<RespondActivityTaskCanceledByIdResponse> {
    let (address, activity) = read_ids(
        &request.namespace,
        &request.workflow_id,
        &request.run_id,
        request.activity_id,
    )?;
    let (identity, details) = (request.identity, request.details);
    let input = Input::ActivityCanceled(input::ActivityCanceled {
        activity,
        identity,
        details,
    });
    give(handle, address, input).await?;
    Ok(RespondActivityTaskCanceledByIdResponse {})
}
