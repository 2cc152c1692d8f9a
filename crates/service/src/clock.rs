//! Time as the engine sees it, and the patience of callers, which is another time.
//!
//! Executions live by `now`, which a test may drive and which may skip. Callers are real: how long a poll waits is
//! measured by `patience`, a clock that only runs forward, from an arbitrary beginning.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use everloop_engine::Timestamp;

mod skipping;

pub use skipping::SkippingClock;

pub trait Clock: Send + Sync + 'static {
    /// The time that events are stamped with and that deadlines are compared to.
    fn now(&self) -> Timestamp;

    /// How long to sleep until `now` reaches `moment`; `None` if sleeping does not help and
    /// [`Handle::clock_moved`](crate::Handle::clock_moved) will be called.
    fn until(&self, moment: Timestamp) -> Option<Duration>;

    /// The time that callers' patience is measured by.
    fn patience(&self) -> Timestamp;

    /// How long to sleep until `patience` reaches `moment`, as for [`Self::until`].
    fn patience_until(&self, moment: Timestamp) -> Option<Duration>;

    /// This clock as one that can be set forward, if it is such a one.
    fn skipping(&self) -> Option<&SkippingClock> {
        None
    }
}

/// The system's time.
#[derive(Debug)]
pub struct SystemClock {
    began: Instant,
}

impl SystemClock {
    #[must_use]
    pub fn new() -> Self {
        Self { began: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(nanos(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()))
    }

    fn until(&self, moment: Timestamp) -> Option<Duration> {
        Some(moment.since(self.now()))
    }

    fn patience(&self) -> Timestamp {
        Timestamp::from_nanos(nanos(self.began.elapsed()))
    }

    fn patience_until(&self, moment: Timestamp) -> Option<Duration> {
        Some(moment.since(self.patience()))
    }
}

/// A clock that stands still until it is moved. After moving it, call [`Handle::clock_moved`](crate::Handle::clock_moved).
#[derive(Debug)]
pub struct ManualClock {
    now: AtomicI64,
    patience: AtomicI64,
}

impl ManualClock {
    #[must_use]
    pub fn starting_at(now: Timestamp) -> Self {
        Self {
            now: AtomicI64::new(now.nanos()),
            patience: AtomicI64::new(0),
        }
    }

    pub fn advance(&self, duration: Duration) {
        self.now.fetch_add(nanos(duration), Ordering::SeqCst);
    }

    pub fn advance_patience(&self, duration: Duration) {
        self.patience.fetch_add(nanos(duration), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.now.load(Ordering::SeqCst))
    }

    fn until(&self, moment: Timestamp) -> Option<Duration> {
        (moment <= self.now()).then_some(Duration::ZERO)
    }

    fn patience(&self) -> Timestamp {
        Timestamp::from_nanos(self.patience.load(Ordering::SeqCst))
    }

    fn patience_until(&self, moment: Timestamp) -> Option<Duration> {
        (moment <= self.patience()).then_some(Duration::ZERO)
    }
}
