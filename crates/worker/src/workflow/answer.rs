//! The requests that end a task.

use std::sync::Arc;

use everloop_machines::task::{TaskCompleted, TaskFailure};
use everloop_proto::{
    Reply,
    command::v1::command::Attributes,
    common::v1::{MeteringMetadata, Payloads},
    enums::v1::{QueryResultType, WorkflowTaskFailedCause},
    failure::v1::Failure,
    sdk::v1::WorkflowTaskCompletedMetadata,
    taskqueue::v1::StickyExecutionAttributes,
    workflowservice::v1::{
        RespondQueryTaskCompletedRequest, RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse,
        RespondWorkflowTaskFailedRequest, respond_workflow_task_completed_request::Capabilities,
    },
};

use super::open::TaskNames;
use crate::{
    activity::Registry,
    connection::{Connection, short_call},
    retry,
    slots::{Permit, SlotUse},
};

/// Whether the server may answer with the run's next task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inline {
    Wanted,
    Refused,
}

/// The request that completes a workflow task.
pub(super) fn completed(
    connection: &Connection,
    names: &TaskNames,
    completed: TaskCompleted,
    sticky: Option<StickyExecutionAttributes>,
    inline: Inline,
) -> RespondWorkflowTaskCompletedRequest {
    let metadata = completed.sdk_metadata;
    RespondWorkflowTaskCompletedRequest {
        task_token: names.task_token.clone(),
        commands: completed.commands,
        messages: completed.messages,
        identity: connection.identity.clone(),
        namespace: connection.namespace.clone(),
        sticky_attributes: sticky,
        return_new_workflow_task: inline == Inline::Wanted,
        force_create_new_workflow_task: completed.force_create_new_workflow_task,
        query_results: completed.query_results.into_iter().collect(),
        sdk_metadata: (metadata != WorkflowTaskCompletedMetadata::default()).then_some(metadata),
        metering_metadata: (completed.nonfirst_local_activity_attempts > 0).then_some(MeteringMetadata {
            nonfirst_local_activity_execution_attempts: completed.nonfirst_local_activity_attempts,
        }),
        capabilities: Some(Capabilities {
            discard_speculative_workflow_task_with_events: true,
        }),
        deployment_options: connection.deployment.clone(),
        versioning_behavior: completed.versioning_behavior as i32,
        ..Default::default()
    }
}

/// Sends a completion until it arrives or is refused.
pub(super) async fn send_completed(
    connection: &Connection,
    request: RespondWorkflowTaskCompletedRequest,
) -> Reply<RespondWorkflowTaskCompletedResponse> {
    retry::answer(|| {
        let (api, request) = (connection.api(), request.clone());
        async move { api.respond_workflow_task_completed(request, short_call()).await }
    })
    .await
}

/// Reserves slots for activities that may come back with the reply, and clears the mark of the others.
pub(super) fn reserve_eager(
    completed: &mut TaskCompleted,
    activities: Option<&Arc<Registry>>,
    max: usize,
) -> Vec<Permit> {
    let mut permits = Vec::new();
    for command in &mut completed.commands {
        let Some(Attributes::ScheduleActivityTaskCommandAttributes(attributes)) = &mut command.attributes else {
            continue;
        };
        if !attributes.request_eager_execution {
            continue;
        }
        let permit = activities
            .filter(|_| permits.len() < max)
            .and_then(|registry| registry.slots.try_reserve(SlotUse::Shared));
        attributes.request_eager_execution = permit.is_some();
        permits.extend(permit);
    }
    permits
}

/// Reports that a task failed; the server will try it again.
pub(super) async fn send_failed(connection: &Connection, names: &TaskNames, failed: TaskFailure) -> Reply<()> {
    let request = RespondWorkflowTaskFailedRequest {
        task_token: names.task_token.clone(),
        cause: failed.cause as i32,
        failure: Some(failed.failure),
        identity: connection.identity.clone(),
        namespace: connection.namespace.clone(),
        deployment_options: connection.deployment.clone(),
        ..Default::default()
    };
    retry::answer(|| {
        let (api, request) = (connection.api(), request.clone());
        async move { api.respond_workflow_task_failed(request, short_call()).await.map(drop) }
    })
    .await
}

/// Answers a query that came without a workflow task.
pub(super) async fn send_query_answer(
    connection: &Connection,
    names: &TaskNames,
    outcome: Result<Payloads, Failure>,
) -> Reply<()> {
    let mut request = RespondQueryTaskCompletedRequest {
        task_token: names.task_token.clone(),
        namespace: connection.namespace.clone(),
        ..Default::default()
    };
    match outcome {
        Ok(result) => {
            request.completed_type = QueryResultType::Answered as i32;
            request.query_result = Some(result);
        }
        Err(failure) => {
            request.completed_type = QueryResultType::Failed as i32;
            request.error_message.clone_from(&failure.message);
            request.failure = Some(failure);
            request.cause = WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure as i32;
        }
    }
    retry::answer(|| {
        let (api, request) = (connection.api(), request.clone());
        async move { api.respond_query_task_completed(request, short_call()).await.map(drop) }
    })
    .await
}
