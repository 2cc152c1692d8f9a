//! A clock that runs like the system's and can be set forward.
//!
//! It is what tests of workflows live by: a month of waiting passes by setting the clock to its end. When that may be
//! done is the owner's rule (`owner/skipping.rs`); here is only the sum of what runs by itself and what was skipped.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use everloop_engine::Timestamp;

use super::{Clock, SystemClock, nanos};

/// Time that begins now, runs at the pace of the wall, and never goes back.
#[derive(Debug)]
pub struct SkippingClock {
    wall: SystemClock,
    began: Timestamp,
    skipped: AtomicI64,
}

impl SkippingClock {
    #[must_use]
    pub fn new() -> Self {
        let wall = SystemClock::new();
        Self {
            began: wall.now(),
            wall,
            skipped: AtomicI64::new(0),
        }
    }

    /// Sets the clock forward to `moment`, if that is not past.
    pub(crate) fn skip_to(&self, moment: Timestamp) {
        self.skipped
            .fetch_add(nanos(moment.since(self.now())), Ordering::SeqCst);
    }
}

impl Default for SkippingClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SkippingClock {
    fn now(&self) -> Timestamp {
        let skipped = Timestamp::from_nanos(self.began.nanos() + self.skipped.load(Ordering::SeqCst));
        skipped + Duration::from_nanos(self.wall.patience().nanos().unsigned_abs())
    }

    fn until(&self, moment: Timestamp) -> Option<Duration> {
        Some(moment.since(self.now()))
    }

    fn patience(&self) -> Timestamp {
        self.wall.patience()
    }

    fn patience_until(&self, moment: Timestamp) -> Option<Duration> {
        self.wall.patience_until(moment)
    }

    fn skipping(&self) -> Option<&SkippingClock> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs_and_can_be_set_forward_but_not_back() {
        let clock = SkippingClock::new();
        let first = clock.now();
        let later = first + Duration::from_secs(3600);
        clock.skip_to(later);
        assert!(clock.now() >= later);
        assert_eq!(clock.until(later), Some(Duration::ZERO));
        clock.skip_to(first);
        assert!(clock.now() >= later, "what is past stays past");
        assert!(clock.now().since(later) < Duration::from_secs(60));
        assert!(
            clock.patience() < Timestamp::from_millis(60_000),
            "callers are not skipped over"
        );
    }
}
