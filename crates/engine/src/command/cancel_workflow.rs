//! `CANCEL_WORKFLOW_EXECUTION`.

use everloop_proto::command::v1::CancelWorkflowExecutionCommandAttributes;
use everloop_proto::history::v1::WorkflowExecutionCanceledEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: CancelWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let canceled = WorkflowExecutionCanceledEventAttributes {
        workflow_task_completed_event_id: completion.event_id,
        details: command.details,
    };
    draft.append(trimmings.on(draft, canceled));
    completion.closed = true;
    Ok(())
}
