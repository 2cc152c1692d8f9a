//! `UPSERT_WORKFLOW_SEARCH_ATTRIBUTES`.

use everloop_proto::command::v1::UpsertWorkflowSearchAttributesCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::UpsertWorkflowSearchAttributesEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::search_attributes::mark_types;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    mut command: UpsertWorkflowSearchAttributesCommandAttributes,
    trimmings: Trimmings,
    completion: &Completion,
) -> Result<(), Bad> {
    let absent = match &command.search_attributes {
        None => Some("SearchAttributes"),
        Some(attributes) if attributes.indexed_fields.is_empty() => Some("IndexedFields"),
        Some(_) => None,
    };
    if let Some(field) = absent {
        let message = format!("{field} is not set on UpsertWorkflowSearchAttributesCommand.");
        return Err(Bad::new(Cause::BadSearchAttributes, message));
    }
    super::check_search_attributes(draft, command.search_attributes.as_ref())?;
    if let Some(attributes) = &mut command.search_attributes {
        let (registry, namespace) = (&draft.ctx.limits.search_attributes, &draft.next.identity.namespace);
        mark_types(registry, namespace, &mut attributes.indexed_fields);
    }
    let upserted = UpsertWorkflowSearchAttributesEventAttributes {
        workflow_task_completed_event_id: completion.event_id,
        search_attributes: command.search_attributes,
    };
    draft.append(trimmings.on(draft, upserted));
    Ok(())
}
