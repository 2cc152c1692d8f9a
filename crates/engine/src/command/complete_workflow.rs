//! `COMPLETE_WORKFLOW_EXECUTION`.

use everloop_proto::command::v1::CompleteWorkflowExecutionCommandAttributes;
use everloop_proto::history::v1::WorkflowExecutionCompletedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::successor;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: CompleteWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let new_execution_run_id = successor::after_success(draft, command.result.as_ref());
    let completed = WorkflowExecutionCompletedEventAttributes {
        result: command.result,
        workflow_task_completed_event_id: completion.event_id,
        new_execution_run_id,
    };
    draft.append(trimmings.on(draft, completed));
    completion.closed = true;
    Ok(())
}
