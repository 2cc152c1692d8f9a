//! The fold of updates: which were accepted, and their outcomes, which are kept for ever.

use std::sync::Arc;

use everloop_proto::history::v1 as wire;
use everloop_proto::update::v1::Request;

use crate::state::{Recorded, Update};

pub(super) fn admitted(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    admitted: &wire::WorkflowExecutionUpdateAdmittedEventAttributes,
) {
    let request = admitted.request.clone().unwrap_or_default();
    state.admitted.insert(event.event_id, Arc::new(request));
}

pub(super) fn accepted(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    accepted: &wire::WorkflowExecutionUpdateAcceptedEventAttributes,
) {
    let update_id = accepted.protocol_instance_id.clone();
    let is_same = |request: &Request| request.meta.as_ref().is_some_and(|meta| meta.update_id == update_id);
    let admitted = state
        .admitted
        .iter()
        .find(|(_, request)| is_same(request))
        .map(|(id, _)| id);
    if let Some(id) = admitted {
        state.admitted.remove(id);
    }
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
