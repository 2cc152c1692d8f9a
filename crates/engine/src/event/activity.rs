//! The fold of activities: which are pending, and which of them were asked to cancel.

use std::sync::Arc;

use everloop_proto::history::v1 as wire;

use crate::state::{Activity, Recorded};

pub(super) fn scheduled(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    scheduled: &wire::ActivityTaskScheduledEventAttributes,
) {
    state.activity_ids.insert(scheduled.activity_id.clone(), event.event_id);
    state.activities.insert(
        event.event_id,
        Activity {
            scheduled: Arc::new(scheduled.clone()),
            scheduled_at: super::time(event),
            cancel_requested_event_id: None,
        },
    );
}

pub(super) fn cancel_requested(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    requested: &wire::ActivityTaskCancelRequestedEventAttributes,
) {
    if let Some(activity) = state.activities.get_mut(requested.scheduled_event_id) {
        activity.cancel_requested_event_id = Some(event.event_id);
    }
}

pub(super) fn closed(state: &mut Recorded, scheduled_event_id: i64) {
    // The id may be another's by now: it is free from when the activity ends, be it in the buffer.
    if let Some(activity) = state.activities.remove(scheduled_event_id)
        && state.activity_ids.get(&activity.scheduled.activity_id) == Some(&scheduled_event_id)
    {
        state.activity_ids.remove(&activity.scheduled.activity_id);
    }
}
