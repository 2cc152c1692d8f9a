//! The fold of changed options and attached request ids.

use std::borrow::Cow;
use std::sync::Arc;

use everloop_proto::history::v1 as wire;

use crate::state::{Execution, Recorded};

/// What is recorded, with the options as they will be when the changes that wait in the buffer are in history. To those
/// who ask they hold at once.
pub(crate) fn with_buffered(execution: &Execution) -> Cow<'_, Recorded> {
    let mut recorded = Cow::Borrowed(&execution.recorded);
    for (event, change) in execution.transient.buffer.options_updated() {
        updated(recorded.to_mut(), event, change);
    }
    recorded
}

pub(super) fn updated(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    updated: &wire::WorkflowExecutionOptionsUpdatedEventAttributes,
) {
    if !updated.attached_request_id.is_empty() {
        state
            .attached_requests
            .insert(event.event_id, updated.attached_request_id.clone());
    }
    if updated.time_skipping_config_updated {
        super::time_skipping::configured(state, event, updated);
    }
    if updated.unset_versioning_override || updated.versioning_override.is_some() || updated.priority.is_some() {
        let options = Arc::make_mut(&mut state.options);
        if updated.unset_versioning_override {
            options.versioning_override = None;
        }
        if let Some(versioning_override) = &updated.versioning_override {
            options.versioning_override = Some(versioning_override.clone());
        }
        if let Some(priority) = &updated.priority {
            options.priority = Some(priority.clone());
        }
    }
}
