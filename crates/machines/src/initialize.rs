//! The first job of a run, out of its first event.

use everloop_proto::{
    common::v1::WorkflowExecution, enums::v1::ContinueAsNewInitiator,
    history::v1::WorkflowExecutionStartedEventAttributes,
};
use std::time::SystemTime;

use crate::{
    activation::{Initialize, ParentExecution, headers},
    seed::random_seed,
    wire,
};

/// What the runtime needs to begin.
pub(crate) fn initialize(
    event: WorkflowExecutionStartedEventAttributes,
    start_time: SystemTime,
    namespace: &str,
    run_id: &str,
) -> Initialize {
    let initiator = ContinueAsNewInitiator::try_from(event.initiator).unwrap_or_default();
    let parent = parent(event.parent_workflow_execution, event.parent_workflow_namespace);
    let original_execution_run_id = event.original_execution_run_id;
    Initialize {
        workflow_type: event.workflow_type.map(|of| of.name).unwrap_or_default(),
        workflow_id: event.workflow_id,
        run_id: run_id.to_owned(),
        namespace: namespace.to_owned(),
        task_queue: event.task_queue.map(|queue| queue.name).unwrap_or_default(),
        arguments: wire::from_payloads(event.input),
        headers: headers(event.header),
        random_seed: random_seed(&original_execution_run_id),
        identity: event.identity,
        attempt: u32::try_from(event.attempt).unwrap_or(1),
        start_time,
        execution_timeout: event.workflow_execution_timeout.map(wire::from_duration),
        run_timeout: event.workflow_run_timeout.map(wire::from_duration),
        task_timeout: event.workflow_task_timeout.map(wire::from_duration).unwrap_or_default(),
        execution_expiration_time: event.workflow_execution_expiration_time.map(wire::from_timestamp),
        parent: parent.map(Box::new),
        root: event.root_workflow_execution,
        first_execution_run_id: event.first_execution_run_id,
        original_execution_run_id,
        continued_run_id: (!event.continued_execution_run_id.is_empty()).then_some(event.continued_execution_run_id),
        continued_initiator: initiator,
        continued_failure: event.continued_failure,
        last_completion_result: event.last_completion_result,
        retry_policy: event.retry_policy.map(Box::new),
        cron_schedule: event.cron_schedule,
        cron_schedule_to_schedule_interval: event.first_workflow_task_backoff.map(wire::from_duration),
        memo: event.memo,
        search_attributes: event.search_attributes,
        priority: event.priority,
    }
}

fn parent(execution: Option<WorkflowExecution>, namespace: String) -> Option<ParentExecution> {
    let WorkflowExecution { workflow_id, run_id } = execution?;
    Some(ParentExecution {
        namespace,
        workflow_id,
        run_id,
    })
}
