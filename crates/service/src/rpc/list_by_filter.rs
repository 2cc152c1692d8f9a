//! ListOpenWorkflowExecutions and ListClosedWorkflowExecutions: older lists, by a few fields instead of a filter.

use everloop_engine::{Timestamp, filter::status_name};
use everloop_proto::{
    Call, Reply, RpcError,
    enums::v1::WorkflowExecutionStatus,
    filter::v1::{StartTimeFilter, StatusFilter, WorkflowExecutionFilter, WorkflowTypeFilter},
    workflowservice::v1::{
        ListClosedWorkflowExecutionsRequest, ListClosedWorkflowExecutionsResponse, ListOpenWorkflowExecutionsRequest,
        ListOpenWorkflowExecutionsResponse, list_closed_workflow_executions_request::Filters as ClosedFilters,
        list_open_workflow_executions_request::Filters as OpenFilters,
    },
};

use super::list::page;
use crate::Handle;

pub(crate) async fn open(
    handle: &Handle,
    request: ListOpenWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<ListOpenWorkflowExecutionsResponse> {
    let mut conditions = vec!["ExecutionStatus = 'Running'".to_owned()];
    started(&mut conditions, request.start_time_filter.as_ref(), "StartTime")?;
    match &request.filters {
        Some(OpenFilters::ExecutionFilter(filter)) => execution(&mut conditions, filter),
        Some(OpenFilters::TypeFilter(filter)) => workflow_type(&mut conditions, filter),
        None => {}
    }
    let (query, size) = (conditions.join(" AND "), request.maximum_page_size);
    let list = page(handle, request.namespace, query, size, &request.next_page_token).await?;
    Ok(ListOpenWorkflowExecutionsResponse {
        executions: list.executions,
        next_page_token: list.next_page_token,
    })
}

pub(crate) async fn closed(
    handle: &Handle,
    request: ListClosedWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<ListClosedWorkflowExecutionsResponse> {
    let mut conditions = vec![
        "ExecutionStatus != 'Running'".to_owned(),
        "CloseTime IS NOT NULL".to_owned(),
    ];
    started(&mut conditions, request.start_time_filter.as_ref(), "CloseTime")?;
    match &request.filters {
        Some(ClosedFilters::ExecutionFilter(filter)) => execution(&mut conditions, filter),
        Some(ClosedFilters::TypeFilter(filter)) => workflow_type(&mut conditions, filter),
        Some(ClosedFilters::StatusFilter(filter)) => status(&mut conditions, filter)?,
        None => {}
    }
    let (query, size) = (conditions.join(" AND "), request.maximum_page_size);
    let list = page(handle, request.namespace, query, size, &request.next_page_token).await?;
    Ok(ListClosedWorkflowExecutionsResponse {
        executions: list.executions,
        next_page_token: list.next_page_token,
    })
}

fn started(conditions: &mut Vec<String>, filter: Option<&StartTimeFilter>, field: &str) -> Result<(), RpcError> {
    let nanos = |time: Option<prost_types::Timestamp>| time.map(|time| Timestamp::from(time).nanos());
    let earliest = filter.and_then(|filter| nanos(filter.earliest_time));
    let latest = filter.and_then(|filter| nanos(filter.latest_time));
    if earliest.zip(latest).is_some_and(|(earliest, latest)| earliest > latest) {
        return Err(RpcError::invalid_argument(
            "EarliestTime in StartTimeFilter should not be larger than LatestTime.",
        ));
    }
    conditions.extend(earliest.map(|nanos| format!("{field} >= {nanos}")));
    conditions.extend(latest.map(|nanos| format!("{field} <= {nanos}")));
    Ok(())
}

// Wire: the run id of the filter is not looked at.
fn execution(conditions: &mut Vec<String>, filter: &WorkflowExecutionFilter) {
    conditions.push(format!("WorkflowId = {}", quoted(&filter.workflow_id)));
}

fn workflow_type(conditions: &mut Vec<String>, filter: &WorkflowTypeFilter) {
    conditions.push(format!("WorkflowType = {}", quoted(&filter.name)));
}

fn status(conditions: &mut Vec<String>, filter: &StatusFilter) -> Result<(), RpcError> {
    match WorkflowExecutionStatus::try_from(filter.status) {
        Ok(WorkflowExecutionStatus::Unspecified | WorkflowExecutionStatus::Running) => {
            return Err(RpcError::invalid_argument(
                "StatusFilter must be specified and must be not Running.",
            ));
        }
        Ok(status) => {
            let name = status_name(u8::try_from(status as i32).unwrap_or(0));
            conditions.push(format!("ExecutionStatus = '{name}'"));
        }
        // What is no status goes into the filter as it is, and is refused there.
        Err(_) => conditions.push(format!("ExecutionStatus = '{}'", filter.status)),
    }
    Ok(())
}

/// A text as a filter writes it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}
