//! ExecuteMultiOperation, of which there is one form: start, then update.

use everloop_proto::{
    Call, Code, Reply, RpcError,
    errordetails::v1::{MultiOperationExecutionFailure, multi_operation_execution_failure::OperationStatus},
    failure::v1::MultiOperationExecutionAborted,
    workflowservice::v1::{
        ExecuteMultiOperationRequest, ExecuteMultiOperationResponse, StartWorkflowExecutionRequest,
        StartWorkflowExecutionResponse, UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse,
        execute_multi_operation_request::operation::Operation,
        execute_multi_operation_response::{Response, response},
    },
};

use super::{check_namespace, update};
use crate::{
    Handle,
    admin::{Admin, Started, UpdateWithStart},
    promise::promise,
    request::{Address, Ask, Request, Update},
};

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
    check_start(&request.namespace, &start).map_err(|error| failed(Fault::Start, error))?;
    check_update(&request.namespace, &start, &update).map_err(|error| failed(Fault::Update, error))?;
    let (started, update) = execute(handle, start, update, &call).await?;
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
) -> Result<(StartWorkflowExecutionResponse, UpdateWorkflowExecutionResponse), RpcError> {
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
    let started = match started {
        Started::Yes(response) => *response,
        Started::StartRefused(error) => return Err(failed(Fault::Start, error)),
        Started::UpdateRefused(error) => return Err(failed(Fault::Update, error)),
    };
    let answer = pending.await.unwrap_or_else(|_| Err(handle.gone()));
    let answer = answer.map_err(|error| failed(Fault::Update, error))?;
    update::in_time(call, Some(stage), &answer)?;
    let mut response = asked.response(answer);
    if started.link.is_none() {
        response.link = None;
    }
    Ok((started, response))
}

fn check_start(namespace: &str, start: &StartWorkflowExecutionRequest) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    if start.namespace != namespace {
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
    Ok(())
}

fn check_update(
    namespace: &str,
    start: &StartWorkflowExecutionRequest,
    update: &UpdateWorkflowExecutionRequest,
) -> Result<(), RpcError> {
    let refused = |text: &str| Err(RpcError::invalid_argument(text));
    let (workflow_id, run_id) = update.workflow_execution.as_ref().map_or(("", ""), |execution| {
        (execution.workflow_id.as_str(), execution.run_id.as_str())
    });
    if update.namespace != namespace {
        return refused("Operation namespace did not match request's namespace.");
    }
    if workflow_id != start.workflow_id {
        return refused("WorkflowId is not consistent with previous operation(s).");
    }
    if !run_id.is_empty() {
        return refused("RunId is not allowed.");
    }
    if !update.first_execution_run_id.is_empty() {
        return refused("FirstExecutionRunId is not allowed.");
    }
    let named = update.request.as_ref().and_then(|request| request.input.as_ref());
    if named.is_none_or(|input| input.name.is_empty()) {
        return refused("Update name is not set on request.");
    }
    update::stage(update.wait_policy.as_ref()).map(|_| ())
}

/// The error for both operations: what the one at fault says, and that the other was given up.
fn failed(fault: Fault, error: RpcError) -> RpcError {
    let guilty = OperationStatus {
        code: error.code as i32,
        message: error.message,
        details: error.details,
    };
    let aborted = OperationStatus {
        code: Code::Aborted as i32,
        message: "Operation was aborted.".to_owned(),
        details: RpcError::new(Code::Aborted, "")
            .with_detail(&MultiOperationExecutionAborted {})
            .details,
    };
    let statuses = match fault {
        Fault::Start => vec![guilty, aborted],
        Fault::Update => vec![aborted, guilty],
    };
    RpcError::new(error.code, "Update-with-Start could not be executed.")
        .with_detail(&MultiOperationExecutionFailure { statuses })
}
