//! UpdateWorkflowExecution, and PollWorkflowExecutionUpdate for those who waited in vain.

use std::time::Duration;

use everloop_engine::{UpdateStage, UpdateStatus};
use everloop_proto::{
    Call, Code, Reply, RpcError,
    common::v1::WorkflowExecution,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    errordetails::v1::PermissionDeniedFailure,
    update::v1::{UpdateRef, WaitPolicy, outcome},
    workflowservice::v1::{
        PollWorkflowExecutionUpdateRequest, PollWorkflowExecutionUpdateResponse, UpdateWorkflowExecutionRequest,
        UpdateWorkflowExecutionResponse,
    },
};

use super::{address, before_deadline, check_namespace, worded_address, wrong};
use crate::{
    Handle, links,
    request::{Address, Ask, Request, Update, UpdateAnswer},
};

/// How long a caller waits at most; then it is told how far the update is, and asks again.
const WAIT_MAX: Duration = Duration::from_secs(20);

pub(crate) async fn serve(
    handle: &Handle,
    request: UpdateWorkflowExecutionRequest,
    call: Call,
) -> Reply<UpdateWorkflowExecutionResponse> {
    let address = address(&request.namespace, request.workflow_execution.as_ref())?;
    let stage = stage(request.wait_policy.as_ref())?;
    check(handle, &request)?;
    let asked = Asked::of(&address, &request);
    let update = |promise| {
        Request::Update(Box::new(Update {
            address,
            ask: Ask::Admit(Box::new(request)),
            stage: Some(stage),
            patience: wait(&call),
            promise,
        }))
    };
    let answer = handle.ask(update).await?;
    in_time(&call, Some(stage), &answer)?;
    Ok(asked.response(answer))
}

fn has_failed(status: &UpdateStatus) -> bool {
    let value = status.outcome.as_ref().and_then(|outcome| outcome.value.as_ref());
    matches!(value, Some(outcome::Value::Failure(_)))
}

/// What the response repeats of a request.
pub(super) struct Asked {
    namespace: String,
    workflow_id: String,
    request_id: String,
}

impl Asked {
    pub(super) fn of(address: &Address, request: &UpdateWorkflowExecutionRequest) -> Self {
        let request = request.request.as_ref();
        Self {
            namespace: address.namespace.clone(),
            workflow_id: address.workflow_id.clone(),
            request_id: request.map(|request| request.request_id.clone()).unwrap_or_default(),
        }
    }

    pub(super) fn response(self, answer: UpdateAnswer) -> UpdateWorkflowExecutionResponse {
        let UpdateAnswer { run_id, status } = answer;
        let link = match status.stage {
            UpdateStage::Admitted => None,
            // Wire: whatever failed counts as rejected here, also what was accepted before.
            UpdateStage::Accepted | UpdateStage::Completed if has_failed(&status) => {
                Some(links::update_rejected(&self.namespace, &self.workflow_id, &run_id))
            }
            UpdateStage::Accepted | UpdateStage::Completed => Some(links::update_accepted(
                &self.namespace,
                &self.workflow_id,
                &run_id,
                self.request_id,
            )),
        };
        UpdateWorkflowExecutionResponse {
            update_ref: Some(reference(self.workflow_id, run_id, status.update_id)),
            stage: to_wire(status.stage).into(),
            outcome: status.outcome.map(|outcome| *outcome),
            link,
        }
    }
}

/// That an update says what it is.
pub(super) fn check(handle: &Handle, request: &UpdateWorkflowExecutionRequest) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    let request = request.request.as_ref();
    let Some(meta) = request.and_then(|request| request.meta.as_ref()) else {
        return refused("Update meta is not set on request.");
    };
    if meta.update_id.len() > handle.id_bytes_max() {
        return refused("UpdateId length exceeds limit.");
    }
    let Some(input) = request.and_then(|request| request.input.as_ref()) else {
        return refused("Update input is not set on request.");
    };
    if input.name.is_empty() {
        return refused("Update name is not set on request.");
    }
    Ok(())
}

/// How far an update has to be for its caller to be answered.
pub(super) fn stage(policy: Option<&WaitPolicy>) -> Result<UpdateStage, RpcError> {
    match wanted(policy)? {
        Stage::Unspecified | Stage::Completed => Ok(UpdateStage::Completed),
        Stage::Accepted => Ok(UpdateStage::Accepted),
        Stage::Admitted => {
            let text = "UpdateWorkflowExecution issued asynchronously and waiting on update admitted is not supported.";
            Err(RpcError::new(Code::PermissionDenied, text).with_detail(&PermissionDeniedFailure::default()))
        }
    }
}

pub(crate) async fn poll(
    handle: &Handle,
    request: PollWorkflowExecutionUpdateRequest,
    call: Call,
) -> Reply<PollWorkflowExecutionUpdateResponse> {
    check_namespace(&request.namespace)?;
    let Some(update_ref) = request.update_ref else {
        return Err(RpcError::invalid_argument("UpdateRef is not set on request."));
    };
    let execution = update_ref.workflow_execution.unwrap_or_default();
    let (workflow_id, run_id) = (&execution.workflow_id, &execution.run_id);
    let address = worded_address(&request.namespace, workflow_id, run_id, &wrong::LOADING)?;
    let stage = match wanted(request.wait_policy.as_ref())? {
        Stage::Unspecified | Stage::Admitted => None,
        Stage::Accepted => Some(UpdateStage::Accepted),
        Stage::Completed => Some(UpdateStage::Completed),
    };
    let workflow_id = address.workflow_id.clone();
    let update = |promise| {
        Request::Update(Box::new(Update {
            address,
            ask: Ask::Known(update_ref.update_id),
            stage,
            patience: wait(&call),
            promise,
        }))
    };
    let answer = handle.ask(update).await?;
    in_time(&call, stage, &answer)?;
    let UpdateAnswer { run_id, status } = answer;
    Ok(PollWorkflowExecutionUpdateResponse {
        update_ref: Some(reference(workflow_id, run_id, status.update_id)),
        stage: to_wire(status.stage).into(),
        outcome: status.outcome.map(|outcome| *outcome),
    })
}

fn wanted(policy: Option<&WaitPolicy>) -> Result<Stage, RpcError> {
    let number = policy.map_or(0, |policy| policy.lifecycle_stage);
    Stage::try_from(number).map_err(|_| RpcError::invalid_argument(format!("unknown update wait stage: {number}")))
}

/// How long to wait for an update: as long as the caller does, or until it has to ask again.
pub(super) fn wait(call: &Call) -> Duration {
    call.timeout.map_or(WAIT_MAX, |timeout| WAIT_MAX.min(timeout))
}

/// Wire: who waits longer than we do is told how far the update is; who does not, that its time is over.
///
/// # Errors
/// DEADLINE_EXCEEDED if the caller's time passed before the update came to the stage that was asked for.
pub(super) fn in_time(call: &Call, stage: Option<UpdateStage>, answer: &UpdateAnswer) -> Result<(), RpcError> {
    let reached = stage.is_none_or(|stage| answer.status.stage >= stage);
    if reached || call.timeout.is_none_or(|timeout| timeout >= WAIT_MAX) {
        return Ok(());
    }
    Err(RpcError::new(Code::DeadlineExceeded, "context deadline exceeded"))
}

pub(super) fn patience(call: &Call) -> Duration {
    call.timeout
        .map_or(WAIT_MAX, |timeout| WAIT_MAX.min(before_deadline(timeout)))
}

fn reference(workflow_id: String, run_id: String, update_id: String) -> UpdateRef {
    UpdateRef {
        workflow_execution: Some(WorkflowExecution { workflow_id, run_id }),
        update_id,
    }
}

fn to_wire(stage: UpdateStage) -> Stage {
    match stage {
        UpdateStage::Admitted => Stage::Admitted,
        UpdateStage::Accepted => Stage::Accepted,
        UpdateStage::Completed => Stage::Completed,
    }
}
