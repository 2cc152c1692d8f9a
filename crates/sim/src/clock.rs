//! The time of a simulation: it stands still until nothing else can happen.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use everloop_engine::Timestamp;
use everloop_service::Clock;

/// When simulations begin: any time will do, but a test should not depend on the year it runs in.
const BEGIN: Timestamp = Timestamp::from_millis(1_700_000_000_000);

#[derive(Clone, Debug)]
pub(crate) struct SimClock(Arc<AtomicI64>);

impl SimClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(0)))
    }

    pub(crate) fn advance(&self, time: Duration) {
        let nanos = i64::try_from(time.as_nanos()).unwrap_or(i64::MAX / 4);
        self.0.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Time since the beginning.
    pub(crate) fn elapsed(&self) -> Duration {
        self.patience().since(Timestamp::from_nanos(0))
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        BEGIN + self.elapsed()
    }

    fn until(&self, moment: Timestamp) -> Option<Duration> {
        Some(moment.since(self.now()))
    }

    fn patience(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::Relaxed))
    }

    fn patience_until(&self, moment: Timestamp) -> Option<Duration> {
        Some(moment.since(self.patience()))
    }
}
