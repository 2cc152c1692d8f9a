//! The fold of timers: which are pending.

use everloop_proto::history::v1 as wire;

use crate::convert::duration;
use crate::state::{Recorded, Timer};

pub(super) fn started(state: &mut Recorded, event: &wire::HistoryEvent, started: &wire::TimerStartedEventAttributes) {
    let fires_at = super::time(event) + duration(started.start_to_fire_timeout.as_ref());
    state.timer_ids.insert(started.timer_id.clone(), event.event_id);
    state.timers.insert(
        event.event_id,
        Timer {
            timer_id: started.timer_id.clone(),
            fires_at,
        },
    );
}

pub(super) fn over(state: &mut Recorded, started_event_id: i64) {
    // The id may be another's by now: it is free from when the timer fires, be it in the buffer.
    if let Some(timer) = state.timers.remove(started_event_id)
        && state.timer_ids.get(&timer.timer_id) == Some(&started_event_id)
    {
        state.timer_ids.remove(&timer.timer_id);
    }
}
