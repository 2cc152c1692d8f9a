//! `MODIFY_WORKFLOW_PROPERTIES`: changes of the memo.

use everloop_proto::command::v1::ModifyWorkflowPropertiesCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::WorkflowPropertiesModifiedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: ModifyWorkflowPropertiesCommandAttributes,
    trimmings: Trimmings,
    completion: &Completion,
) -> Result<(), Bad> {
    let absent = match &command.upserted_memo {
        None => Some("UpsertedMemo"),
        Some(memo) if memo.fields.is_empty() => Some("UpsertedMemo.Fields"),
        Some(_) => None,
    };
    if let Some(field) = absent {
        let message = format!("{field} is not set on ModifyWorkflowPropertiesCommand.");
        return Err(Bad::new(Cause::BadModifyWorkflowPropertiesAttributes, message));
    }
    let modified = WorkflowPropertiesModifiedEventAttributes {
        workflow_task_completed_event_id: completion.event_id,
        upserted_memo: command.upserted_memo,
    };
    draft.append(trimmings.on(draft, modified));
    Ok(())
}
