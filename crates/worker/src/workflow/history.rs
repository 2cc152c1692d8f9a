//! Pages of history beyond those that come with a task.

use bytes::Bytes;
use everloop_proto::{
    Reply, common::v1::WorkflowExecution, history::v1::HistoryEvent,
    workflowservice::v1::GetWorkflowExecutionHistoryRequest,
};

use super::open::TaskNames;
use crate::{
    connection::{Connection, short_call},
    retry,
};

/// Some events, and the token of those that follow; empty if none do.
pub(super) struct Page {
    pub(super) events: Vec<HistoryEvent>,
    pub(super) next: Bytes,
}

/// The page of that token, or the first page for an empty one.
pub(super) async fn fetch(connection: &Connection, names: &TaskNames, token: Bytes) -> Reply<Page> {
    let request = GetWorkflowExecutionHistoryRequest {
        namespace: connection.namespace.clone(),
        execution: Some(WorkflowExecution {
            workflow_id: names.workflow_id.clone(),
            run_id: names.run_id.to_string(),
        }),
        next_page_token: token,
        ..Default::default()
    };
    let reply = retry::answer(|| {
        let (api, request) = (connection.api(), request.clone());
        async move { api.get_workflow_execution_history(request, short_call()).await }
    })
    .await?;
    Ok(Page {
        events: reply.history.unwrap_or_default().events,
        next: reply.next_page_token,
    })
}
