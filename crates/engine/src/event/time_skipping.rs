//! The fold of a clock that skips.

use std::sync::Arc;

use everloop_proto::history::v1 as wire;

use crate::Timestamp;
use crate::state::Recorded;

pub(super) fn configured(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    updated: &wire::WorkflowExecutionOptionsUpdatedEventAttributes,
) {
    let clock = Arc::make_mut(state.time_skipping.get_or_insert_default());
    clock.configure(updated.time_skipping_config.as_ref(), super::time(event));
}

pub(super) fn moved(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    moved: &wire::WorkflowExecutionTimeSkippingTransitionedEventAttributes,
) {
    let clock = Arc::make_mut(state.time_skipping.get_or_insert_default());
    if let Some(to) = moved.target_time.map(Timestamp::from) {
        clock.skip(super::time(event), to);
    }
    if moved.disabled_after_fast_forward {
        clock.arrive();
    }
}
