//! The fold of updates: which were accepted, and their outcomes, which are kept for ever.

use std::sync::Arc;

use everloop_proto::history::v1 as wire;

use crate::state::{Recorded, Update};

pub(super) fn accepted(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    accepted: &wire::WorkflowExecutionUpdateAcceptedEventAttributes,
) {
    let update_id = accepted.protocol_instance_id.clone();
    state.update_ids.insert(update_id.clone(), event.event_id);
    state.updates.insert(
        event.event_id,
        Update {
            update_id,
            outcome: None,
        },
    );
    state.updates_open += 1;
}

pub(super) fn completed(state: &mut Recorded, completed: &wire::WorkflowExecutionUpdateCompletedEventAttributes) {
    if let Some(update) = state.updates.get_mut(completed.accepted_event_id) {
        update.outcome = Some(Arc::new(completed.outcome.clone().unwrap_or_default()));
        state.updates_open -= 1;
    }
}
