//! Whether a lane that has nothing to do stays awake, because a local activity is about to end.
//!
//! A local activity that only computes is over before a core that fell asleep is awake again: sleeping took half the time
//! that such an activity needs in all. So after one that was quick, the lane waits for the next one awake, for
//! [`LIMIT`] at most, and gives its core to whoever wants it meanwhile. After one that was slow it sleeps at once.

use std::time::{Duration, Instant};

/// How long a lane stays awake, and how long a quick local activity takes at most.
const LIMIT: Duration = Duration::from_micros(200);

#[derive(Debug, Default)]
pub(super) struct Patience {
    was_quick: bool,
    awake_until: Option<Instant>,
}

impl Patience {
    /// A local activity began.
    pub(super) fn begun(&mut self, now: Instant) {
        self.awake_until = self.was_quick.then(|| now + LIMIT);
    }

    /// A local activity ended, that long after it began.
    pub(super) fn ended(&mut self, runtime: Duration) {
        self.was_quick = runtime <= LIMIT;
        self.awake_until = None;
    }

    /// Whether to look once more instead of sleeping.
    pub(super) fn stays_awake(&mut self, now: impl FnOnce() -> Instant) -> bool {
        let Some(until) = self.awake_until else {
            return false;
        };
        if now() < until {
            return true;
        }
        // One that is not back by now is not quick, whenever it ends.
        *self = Self::default();
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TICK: Duration = Duration::from_micros(1);

    #[test]
    fn only_a_quick_one_makes_the_lane_wait_awake_for_the_next() {
        let start = Instant::now();
        let mut patience = Patience::default();
        patience.begun(start);
        assert!(!patience.stays_awake(|| start), "nothing is known yet");
        patience.ended(LIMIT);
        assert!(!patience.stays_awake(|| start), "nothing runs");
        patience.begun(start);
        assert!(patience.stays_awake(|| start));
        patience.ended(LIMIT + TICK);
        patience.begun(start);
        assert!(!patience.stays_awake(|| start), "the last one was slow");
    }

    #[test]
    fn the_lane_gives_up_at_the_limit_and_begins_the_next_asleep() {
        let start = Instant::now();
        let mut patience = Patience::default();
        patience.ended(TICK);
        patience.begun(start);
        assert!(patience.stays_awake(|| start + LIMIT - TICK));
        assert!(!patience.stays_awake(|| start + LIMIT));
        assert!(!patience.stays_awake(|| start), "it sleeps until something happens");
        patience.begun(start);
        assert!(!patience.stays_awake(|| start));
    }
}
