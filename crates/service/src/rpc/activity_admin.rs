//! What operators do to activities of a workflow, by the RPCs' older and newer names.
//!
//! Wire: the newer names also serve activities without a workflow, which have no workflow id.

use everloop_engine::{
    Input,
    input::{PauseActivity, activity_mask},
};
use everloop_proto::{
    Call, Reply, RpcError,
    activity::v1::ActivityOptions,
    common::v1::WorkflowExecution,
    workflowservice::v1::{
        PauseActivityExecutionRequest, PauseActivityExecutionResponse, PauseActivityRequest, PauseActivityResponse,
        ResetActivityExecutionRequest, ResetActivityExecutionResponse, ResetActivityRequest, ResetActivityResponse,
        UnpauseActivityExecutionRequest, UnpauseActivityExecutionResponse, UnpauseActivityRequest,
        UnpauseActivityResponse, UpdateActivityExecutionOptionsRequest, UpdateActivityExecutionOptionsResponse,
        UpdateActivityOptionsRequest, UpdateActivityOptionsResponse, pause_activity_request, reset_activity_request,
        unpause_activity_request, update_activity_options_request,
    },
};

use super::{check_namespace, give, worded_address, wrong};
use crate::{
    Handle, errors,
    request::{Address, Answer},
};

fn target(namespace: &str, execution: Option<&WorkflowExecution>) -> Result<Address, RpcError> {
    let (workflow_id, run_id) = execution.map_or(("", ""), |execution| {
        (execution.workflow_id.as_str(), execution.run_id.as_str())
    });
    worded_address(namespace, workflow_id, run_id, &wrong::PARTS)
}

/// That an activity is named by its newer address.
fn check_id(handle: &Handle, namespace: &str, activity_id: &str) -> Result<(), RpcError> {
    check_namespace(namespace)?;
    if activity_id.is_empty() {
        return Err(RpcError::invalid_argument("activity ID is required"));
    }
    let (length, most) = (activity_id.len(), handle.id_bytes_max());
    if length > most {
        let text = format!("activity ID exceeds length limit. Length={length} Limit={most}");
        return Err(RpcError::invalid_argument(text));
    }
    Ok(())
}

/// The workflow of an activity by its newer address.
fn workflow_of(
    handle: &Handle,
    namespace: &str,
    (workflow_id, run_id, activity_id): (&str, &str, &str),
) -> Result<WorkflowExecution, RpcError> {
    check_id(handle, namespace, activity_id)?;
    if workflow_id.is_empty() {
        return Err(errors::standalone_activity_not_found(activity_id));
    }
    worded_address(namespace, workflow_id, run_id, &wrong::ACTIVITIES)?;
    Ok(WorkflowExecution {
        workflow_id: workflow_id.to_owned(),
        run_id: run_id.to_owned(),
    })
}

pub(crate) async fn pause(handle: &Handle, request: PauseActivityRequest, _call: Call) -> Reply<PauseActivityResponse> {
    let target = target(&request.namespace, request.execution.as_ref())?;
    wrong::activity(request.activity.as_ref())?;
    let input = Input::PauseActivity(Box::new(PauseActivity { request, once: false }));
    give(handle, target, input).await?;
    Ok(PauseActivityResponse {})
}

pub(crate) async fn unpause(
    handle: &Handle,
    request: UnpauseActivityRequest,
    _call: Call,
) -> Reply<UnpauseActivityResponse> {
    let target = target(&request.namespace, request.execution.as_ref())?;
    wrong::activity(request.activity.as_ref())?;
    give(handle, target, Input::UnpauseActivity(Box::new(request))).await?;
    Ok(UnpauseActivityResponse {})
}

pub(crate) async fn reset(handle: &Handle, request: ResetActivityRequest, _call: Call) -> Reply<ResetActivityResponse> {
    let target = target(&request.namespace, request.execution.as_ref())?;
    wrong::activity(request.activity.as_ref())?;
    give(handle, target, Input::ResetActivity(Box::new(request))).await?;
    Ok(ResetActivityResponse {})
}

pub(crate) async fn update_options(
    handle: &Handle,
    request: UpdateActivityOptionsRequest,
    _call: Call,
) -> Reply<UpdateActivityOptionsResponse> {
    let target = target(&request.namespace, request.execution.as_ref())?;
    wrong::activity(request.activity.as_ref())?;
    let activity_options = options(handle, target, request).await?;
    Ok(UpdateActivityOptionsResponse { activity_options })
}

async fn options(
    handle: &Handle,
    target: Address,
    request: UpdateActivityOptionsRequest,
) -> Reply<Option<ActivityOptions>> {
    match give(handle, target, Input::UpdateActivityOptions(Box::new(request))).await? {
        Answer::ActivityOptions(options) => Ok(Some(*options)),
        _ => Ok(None),
    }
}

pub(crate) async fn pause_execution(
    handle: &Handle,
    request: PauseActivityExecutionRequest,
    _call: Call,
) -> Reply<PauseActivityExecutionResponse> {
    let execution = workflow_of(
        handle,
        &request.namespace,
        (&request.workflow_id, &request.run_id, &request.activity_id),
    )?;
    let request = PauseActivityRequest {
        namespace: request.namespace,
        execution: Some(execution),
        identity: request.identity,
        reason: request.reason,
        activity: Some(pause_activity_request::Activity::Id(request.activity_id)),
        ..PauseActivityRequest::default()
    };
    let target = target(&request.namespace, request.execution.as_ref())?;
    let input = Input::PauseActivity(Box::new(PauseActivity { request, once: true }));
    give(handle, target, input).await?;
    Ok(PauseActivityExecutionResponse::default())
}

pub(crate) async fn unpause_execution(
    handle: &Handle,
    request: UnpauseActivityExecutionRequest,
    call: Call,
) -> Reply<UnpauseActivityExecutionResponse> {
    let execution = workflow_of(
        handle,
        &request.namespace,
        (&request.workflow_id, &request.run_id, &request.activity_id),
    )?;
    let request = UnpauseActivityRequest {
        namespace: request.namespace,
        execution: Some(execution),
        identity: request.identity,
        jitter: request.jitter,
        activity: Some(unpause_activity_request::Activity::Id(request.activity_id)),
        ..UnpauseActivityRequest::default()
    };
    unpause(handle, request, call).await?;
    Ok(UnpauseActivityExecutionResponse::default())
}

pub(crate) async fn reset_execution(
    handle: &Handle,
    request: ResetActivityExecutionRequest,
    call: Call,
) -> Reply<ResetActivityExecutionResponse> {
    let execution = workflow_of(
        handle,
        &request.namespace,
        (&request.workflow_id, &request.run_id, &request.activity_id),
    )?;
    let request = ResetActivityRequest {
        namespace: request.namespace,
        execution: Some(execution),
        identity: request.identity,
        reset_heartbeat: request.reset_heartbeat,
        keep_paused: request.keep_paused,
        jitter: request.jitter,
        restore_original_options: request.restore_original_options,
        activity: Some(reset_activity_request::Activity::Id(request.activity_id)),
    };
    reset(handle, request, call).await?;
    Ok(ResetActivityExecutionResponse::default())
}

pub(crate) async fn update_execution_options(
    handle: &Handle,
    request: UpdateActivityExecutionOptionsRequest,
    _call: Call,
) -> Reply<UpdateActivityExecutionOptionsResponse> {
    check_id(handle, &request.namespace, &request.activity_id)?;
    if !request.workflow_id.is_empty() {
        worded_address(
            &request.namespace,
            &request.workflow_id,
            &request.run_id,
            &wrong::ACTIVITIES,
        )?;
    }
    check_options(handle, &request)?;
    let execution = workflow_of(
        handle,
        &request.namespace,
        (&request.workflow_id, &request.run_id, &request.activity_id),
    )?;
    let target = target(&request.namespace, Some(&execution))?;
    let request = UpdateActivityOptionsRequest {
        namespace: request.namespace,
        execution: Some(execution),
        identity: request.identity,
        activity_options: request.activity_options,
        update_mask: request.update_mask,
        restore_original: request.restore_original,
        activity: Some(update_activity_options_request::Activity::Id(request.activity_id)),
    };
    let activity_options = options(handle, target, request).await?;
    Ok(UpdateActivityExecutionOptionsResponse { activity_options })
}

/// Wire: the newer RPC looks at its options before it looks for the activity.
fn check_options(handle: &Handle, request: &UpdateActivityExecutionOptionsRequest) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    let mask = request.update_mask.as_ref().map_or(&[][..], |mask| &mask.paths);
    if request.restore_original {
        return match mask {
            [] => Ok(()),
            _ => refused("Both UpdateMask and RestoreOriginal are provided"),
        };
    }
    let Some(options) = &request.activity_options else {
        return refused("ActivityOptions are not provided");
    };
    if mask.is_empty() {
        return refused("UpdateMask is not provided");
    }
    let paths = activity_mask::paths(mask).map_err(errors::from_reject)?;
    let is_named = |path: &str| paths.iter().any(|named| named == path);
    for (path, name, timeout) in [
        (
            "schedule_to_close_timeout",
            "ScheduleToCloseTimeout",
            &options.schedule_to_close_timeout,
        ),
        (
            "schedule_to_start_timeout",
            "ScheduleToStartTimeout",
            &options.schedule_to_start_timeout,
        ),
        (
            "start_to_close_timeout",
            "StartToCloseTimeout",
            &options.start_to_close_timeout,
        ),
        ("heartbeat_timeout", "HeartbeatTimeout", &options.heartbeat_timeout),
    ] {
        if is_named(path) && timeout.is_some_and(|timeout| timeout.seconds < 0 || timeout.nanos < 0) {
            return refused(&format!("invalid {name}: negative duration"));
        }
    }
    if is_named("task_queue.name") {
        wrong::queue(handle, options.task_queue.as_ref())?;
    }
    activity_mask::check_policies(options, &paths).map_err(errors::from_reject)
}
