//! StartBatchOperation, StopBatchOperation, DescribeBatchOperation, ListBatchOperations.

#![expect(deprecated, reason = "what older tools send is served too")]

use everloop_proto::{
    Call, Code, Reply, RpcError,
    common::v1::WorkflowExecution,
    enums::v1::ResetType,
    workflowservice::v1::{
        DescribeBatchOperationRequest, DescribeBatchOperationResponse, ListBatchOperationsRequest,
        ListBatchOperationsResponse, ListWorkflowExecutionsRequest, StartBatchOperationRequest,
        StartBatchOperationResponse, StopBatchOperationRequest, StopBatchOperationResponse,
        start_batch_operation_request::Operation,
    },
};

use super::{check_namespace, check_namespace_exists, list};
use crate::{Handle, admin::Admin, request::Request};

/// Which job is meant, and how it is to begin or end.
fn check_job(job_id: &str) -> Result<(), RpcError> {
    if job_id.is_empty() {
        return Err(RpcError::invalid_argument("JobId is not set on request."));
    }
    Ok(())
}

fn check(handle: &Handle, request: &StartBatchOperationRequest) -> Result<(), RpcError> {
    check_namespace(&request.namespace)?;
    let listed = !request.executions.is_empty() || !request.target_executions.is_empty();
    let by_query = !request.visibility_query.is_empty();
    let Some(operation) = request
        .operation
        .as_ref()
        .filter(|_| !request.reason.is_empty() && (listed || by_query))
    else {
        return Err(RpcError::invalid_argument(
            "must provide required parameters: BatchType,Reason,Namespace, AND one of (Query OR Executions OR TargetExecutions)",
        ));
    };
    check_job(&request.job_id)?;
    if listed && by_query {
        return Err(RpcError::invalid_argument(
            "visibility query, executions, and target executions are mutually exclusive",
        ));
    }
    if let Some(text) = incomplete(operation) {
        return Err(RpcError::invalid_argument(text));
    }
    match operation {
        Operation::SignalOperation(signal) if signal.signal.is_empty() => {
            Err(RpcError::invalid_argument("must provide signal name"))
        }
        Operation::ResetOperation(reset)
            if reset.options.as_ref().is_none_or(|options| options.target.is_none())
                && reset.reset_type() == ResetType::Unspecified =>
        {
            Err(RpcError::invalid_argument(match reset {
                reset if reset.options.is_some() => "batch reset missing target".to_owned(),
                reset if reset.reset_type == 0 => "unknown batch reset type Unspecified".to_owned(),
                reset => format!("unknown batch reset type {}", reset.reset_type),
            }))
        }
        Operation::TerminateActivitiesOperation(_)
        | Operation::CancelActivitiesOperation(_)
        | Operation::DeleteActivitiesOperation(_) => Err(unserved()),
        _ if request.job_id.len() > handle.id_bytes_max() => {
            Err(RpcError::invalid_argument("WorkflowId exceeds length limit."))
        }
        _ => Ok(()),
    }
}

/// What an operation leaves open that it has to say: which activities are meant, or what becomes of a workflow.
fn incomplete(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::UnpauseActivitiesOperation(one) if one.activity.is_none() => Some("activity filter must be set"),
        Operation::ResetActivitiesOperation(one) if one.activity.is_none() => {
            Some("must provide ActivityType or MatchAll")
        }
        Operation::UpdateActivityOptionsOperation(one) if one.activity.is_none() && !one.restore_original => {
            Some("Either activity type must be set, or restore original should be set to true")
        }
        Operation::UpdateWorkflowOptionsOperation(one) if one.workflow_execution_options.is_none() => {
            Some("must provide UpdateOptions")
        }
        _ => None,
    }
}

fn unserved() -> RpcError {
    let text = "everloop does not serve batch operations for standalone activities yet";
    RpcError::new(Code::Unimplemented, text)
}

/// The executions that a request lists.
pub(crate) fn targets(request: &StartBatchOperationRequest) -> Vec<WorkflowExecution> {
    let newer = request.target_executions.iter().map(|target| WorkflowExecution {
        workflow_id: target.business_id.clone(),
        run_id: target.run_id.clone(),
    });
    request.executions.iter().cloned().chain(newer).collect()
}

/// The executions that a query is about, as they are now.
async fn found(handle: &Handle, request: &StartBatchOperationRequest, call: &Call) -> Reply<Vec<WorkflowExecution>> {
    let mut found = Vec::new();
    let mut next_page_token = bytes::Bytes::new();
    loop {
        let list = ListWorkflowExecutionsRequest {
            namespace: request.namespace.clone(),
            query: request.visibility_query.clone(),
            next_page_token,
            ..ListWorkflowExecutionsRequest::default()
        };
        let mut page = list::serve(handle, list, call.clone()).await.map_err(of_query)?;
        found.extend(page.executions.drain(..).filter_map(|info| info.execution));
        if page.next_page_token.is_empty() {
            return Ok(found);
        }
        next_page_token = page.next_page_token;
    }
}

/// Wire: here the error of a query says what kind of query it is.
fn of_query(error: RpcError) -> RpcError {
    let message = error.message.replacen("invalid query", "invalid visibility query", 1);
    let message = syntax_error(&message).unwrap_or(message);
    RpcError { message, ..error }
}

/// Wire: here, places in a query are counted from one place further left.
fn syntax_error(message: &str) -> Option<String> {
    let (start, detail) = message.split_once("malformed SQL query: ")?;
    let (text, position) = detail.rsplit_once(" at position ")?;
    let position = position.parse::<u32>().ok()?.saturating_sub(1);
    Some(format!("{start}{text} at position {position}"))
}

pub(crate) async fn start(
    handle: &Handle,
    request: StartBatchOperationRequest,
    call: Call,
) -> Reply<StartBatchOperationResponse> {
    if let Err(error) = check(handle, &request) {
        check_namespace_exists(handle, &request.namespace).await?;
        return Err(error);
    }
    let targets = if request.visibility_query.is_empty() {
        targets(&request)
    } else {
        found(handle, &request, &call).await?
    };
    let request = Box::new(request);
    handle
        .ask(|promise| {
            Request::Admin(Box::new(Admin::StartBatch {
                request,
                targets,
                promise,
            }))
        })
        .await?;
    Ok(StartBatchOperationResponse {})
}

pub(crate) async fn stop(
    handle: &Handle,
    request: StopBatchOperationRequest,
    _call: Call,
) -> Reply<StopBatchOperationResponse> {
    check_namespace(&request.namespace)?;
    check_job(&request.job_id)?;
    if request.reason.is_empty() {
        return Err(RpcError::invalid_argument("Reason is not set on request."));
    }
    handle
        .ask(|promise| Request::Admin(Box::new(Admin::StopBatch { request, promise })))
        .await?;
    Ok(StopBatchOperationResponse {})
}

pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeBatchOperationRequest,
    _call: Call,
) -> Reply<DescribeBatchOperationResponse> {
    check_namespace(&request.namespace)?;
    check_job(&request.job_id)?;
    let (namespace, job_id) = (request.namespace, request.job_id);
    handle
        .ask(|promise| {
            Request::Admin(Box::new(Admin::DescribeBatch {
                namespace,
                job_id,
                promise,
            }))
        })
        .await
}

pub(crate) async fn list(
    handle: &Handle,
    request: ListBatchOperationsRequest,
    _call: Call,
) -> Reply<ListBatchOperationsResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Admin(Box::new(Admin::ListBatches { request, promise })))
        .await
}
