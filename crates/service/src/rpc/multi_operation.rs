//! ExecuteMultiOperation, of which there is one form: start, then update.

use everloop_engine::{ABORTED_BY_CLOSE, Limits, check_start_request};
use everloop_proto::{
    Call, Code, Reply, RpcError,
    common::v1::WorkflowExecution,
    errordetails::v1::{MultiOperationExecutionFailure, multi_operation_execution_failure::OperationStatus},
    failure::v1::MultiOperationExecutionAborted,
    workflowservice::v1::{
        ExecuteMultiOperationRequest, ExecuteMultiOperationResponse, StartWorkflowExecutionRequest,
        StartWorkflowExecutionResponse, UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse,
        execute_multi_operation_request::operation::Operation,
        execute_multi_operation_response::{Response, response},
    },
};

use super::{check_namespace, check_namespace_exists, update};
use crate::{
    Handle,
    admin::{Admin, Operations, Started, UpdateWithStart},
    errors,
    promise::promise,
    request::{Address, Ask, Request, Update},
};

/// Why nothing came of the two operations.
enum Failed {
    /// The run that was there closed without having seen the update. What was asked can be asked again.
    Closed(Box<Operations>),
    Told(RpcError),
}

impl From<RpcError> for Failed {
    fn from(error: RpcError) -> Self {
        Self::Told(error)
    }
}

impl From<Failed> for RpcError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Closed(_) => self::failed(Fault::Update, errors::not_found(ABORTED_BY_CLOSE)),
            Failed::Told(error) => error,
        }
    }
}

/// Which of the two operations is at fault.
#[derive(Clone, Copy)]
enum Fault {
    Start,
    Update,
}

pub(crate) async fn serve(
    handle: &Handle,
    request: ExecuteMultiOperationRequest,
    call: Call,
) -> Reply<ExecuteMultiOperationResponse> {
    check_namespace(&request.namespace)?;
    let mut operations = request.operations.into_iter().map(|one| one.operation);
    let (Some(Some(Operation::StartWorkflow(start))), Some(Some(Operation::UpdateWorkflow(update))), None) =
        (operations.next(), operations.next(), operations.next())
    else {
        return Err(RpcError::invalid_argument(
            "Operations have to be exactly [Start, Update].",
        ));
    };
    if let Err(error) = check(handle, &request.namespace, &start, &update) {
        check_namespace_exists(handle, &request.namespace).await?;
        return Err(error);
    }
    let (started, update) = match execute(handle, start, update, &call).await {
        // Wire: the run that was there closed before it took the update, so another is begun.
        Err(Failed::Closed(again)) => execute(handle, again.start, again.update, &call).await?,
        other => other?,
    };
    let responses = [
        response::Response::StartWorkflow(started),
        response::Response::UpdateWorkflow(update),
    ];
    Ok(ExecuteMultiOperationResponse {
        responses: responses
            .map(|response| Response {
                response: Some(response),
            })
            .into(),
    })
}

async fn execute(
    handle: &Handle,
    start: StartWorkflowExecutionRequest,
    request: UpdateWorkflowExecutionRequest,
    call: &Call,
) -> Result<(StartWorkflowExecutionResponse, UpdateWorkflowExecutionResponse), Failed> {
    let stage = update::stage(request.wait_policy.as_ref()).map_err(|error| failed(Fault::Update, error))?;
    let address = Address {
        namespace: start.namespace.clone(),
        workflow_id: start.workflow_id.clone(),
        run_id: String::new(),
    };
    let asked = update::Asked::of(&address, &request);
    let (outcome, pending) = promise();
    let started = handle
        .ask(|promise| {
            let update = Update {
                address,
                ask: Ask::Admit(Box::new(request)),
                stage: Some(stage),
                patience: update::wait(call),
                promise: outcome,
            };
            Request::Admin(Box::new(Admin::UpdateWithStart(Box::new(UpdateWithStart {
                start: Box::new(start),
                update,
                promise,
            }))))
        })
        .await?;
    let (started, again) = match started {
        Started::Yes { response, again } => (*response, again),
        Started::StartRefused(error) => return Err(failed(Fault::Start, error).into()),
        Started::UpdateRefused(error) => return Err(failed(Fault::Update, error).into()),
    };
    let answer = pending.await.unwrap_or_else(|_| Err(handle.gone()));
    let answer = answer.map_err(|error| match again {
        // Wire: a start that has been done is not aborted by what becomes of the update.
        _ if started.started => both_failed(error.code, OperationStatus::default(), status(error)).into(),
        Some(again) if error.message == ABORTED_BY_CLOSE => Failed::Closed(again),
        _ => failed(Fault::Update, error).into(),
    })?;
    update::in_time(call, Some(stage), &answer)?;
    let mut response = asked.response(answer);
    if started.link.is_none() {
        response.link = None;
    }
    Ok((started, response))
}

fn check(
    handle: &Handle,
    namespace: &str,
    start: &StartWorkflowExecutionRequest,
    update: &UpdateWorkflowExecutionRequest,
) -> Result<(), RpcError> {
    // Wire: both are looked at, and if both are wrong it is said of both.
    match (
        check_start(handle, namespace, start),
        check_update(handle, namespace, update),
    ) {
        (Ok(()), Ok(())) => check_together(start, update).map_err(|error| failed(Fault::Update, error)),
        (Err(error), Ok(())) => Err(failed(Fault::Start, error)),
        (Ok(()), Err(error)) => Err(match check_whole(handle, start) {
            Ok(()) => failed(Fault::Update, error),
            Err(first) => both_failed(first.code, status(first), status(error)),
        }),
        (Err(first), Err(second)) => Err(both_failed(first.code, status(first), status(second))),
    }
}

/// What the engine would say of the start, which it is not asked if the update is wrong.
fn check_whole(handle: &Handle, start: &StartWorkflowExecutionRequest) -> Result<(), RpcError> {
    let limits = Limits {
        id_bytes_max: handle.id_bytes_max(),
        ..Limits::default()
    };
    check_start_request(start, &limits).map_err(errors::from_reject)
}

fn check_start(handle: &Handle, namespace: &str, start: &StartWorkflowExecutionRequest) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    if !start.namespace.is_empty() && start.namespace != namespace {
        return refused("Operation namespace did not match request's namespace.");
    }
    if !start.cron_schedule.is_empty() {
        return refused("CronSchedule is not allowed.");
    }
    if start.request_eager_execution {
        return refused("RequestEagerExecution is not supported.");
    }
    if start.workflow_start_delay.is_some() {
        return refused("WorkflowStartDelay is not supported.");
    }
    if start.workflow_id.is_empty() {
        return refused("WorkflowId is not set on request.");
    }
    let (length, most) = (start.workflow_id.len(), handle.id_bytes_max());
    if length > most {
        return refused(&format!("WorkflowId exceeds maximum allowed length ({length}/{most})"));
    }
    if start.namespace.is_empty() {
        return Err(errors::namespace_not_found(""));
    }
    Ok(())
}

fn check_update(handle: &Handle, namespace: &str, update: &UpdateWorkflowExecutionRequest) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    // Wire: the update may leave out its namespace, the start may not.
    if !update.namespace.is_empty() && update.namespace != namespace {
        return refused("Operation namespace did not match request's namespace.");
    }
    let Some(WorkflowExecution { workflow_id, run_id }) = update.workflow_execution.as_ref() else {
        return refused("Execution is not set on request.");
    };
    if workflow_id.is_empty() {
        return refused("WorkflowId is not set on request.");
    }
    if !run_id.is_empty() {
        return refused("RunId is not allowed.");
    }
    if !update.first_execution_run_id.is_empty() {
        return refused("FirstExecutionRunId is not allowed.");
    }
    update::check(handle, update)?;
    update::stage(update.wait_policy.as_ref()).map(|_| ())
}

fn check_together(
    start: &StartWorkflowExecutionRequest,
    update: &UpdateWorkflowExecutionRequest,
) -> Result<(), RpcError> {
    let execution = update.workflow_execution.as_ref();
    if execution.is_some_and(|execution| execution.workflow_id != start.workflow_id) {
        let text = "WorkflowId is not consistent with previous operation(s).";
        return Err(RpcError::invalid_argument(text));
    }
    Ok(())
}

/// The error for both operations: what the one at fault says, and that the other was given up.
fn failed(fault: Fault, error: RpcError) -> RpcError {
    let code = error.code;
    let guilty = status(error);
    let aborted = OperationStatus {
        code: Code::Aborted as i32,
        message: "Operation was aborted.".to_owned(),
        details: RpcError::new(Code::Aborted, "")
            .with_detail(&MultiOperationExecutionAborted {})
            .details,
    };
    match fault {
        Fault::Start => both_failed(code, guilty, aborted),
        Fault::Update => both_failed(code, aborted, guilty),
    }
}

fn status(error: RpcError) -> OperationStatus {
    OperationStatus {
        code: error.code as i32,
        message: error.message,
        details: error.details,
    }
}

fn both_failed(code: Code, start: OperationStatus, update: OperationStatus) -> RpcError {
    let statuses = vec![start, update];
    RpcError::new(code, "Update-with-Start could not be executed.")
        .with_detail(&MultiOperationExecutionFailure { statuses })
}
