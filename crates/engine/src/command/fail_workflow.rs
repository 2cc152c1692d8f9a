//! `FAIL_WORKFLOW_EXECUTION`: the run fails, and another follows if the run's retry policy has one.

use everloop_proto::command::v1::FailWorkflowExecutionCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::WorkflowExecutionFailedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::successor;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: FailWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let Some(failure) = command.failure else {
        let message = "Failure is not set on FailWorkflowExecutionCommand.";
        return Err(Bad::new(Cause::BadFailWorkflowExecutionAttributes, message));
    };
    let (retry_state, new_execution_run_id) = successor::after_failure(draft, &failure);
    let failed = WorkflowExecutionFailedEventAttributes {
        failure: Some(failure),
        retry_state: retry_state as i32,
        workflow_task_completed_event_id: completion.event_id,
        new_execution_run_id,
    };
    draft.append(trimmings.on(draft, failed));
    completion.closed = true;
    Ok(())
}
