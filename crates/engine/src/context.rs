//! What a decision may know of the world: the time, fresh ids and the limits in force.
//!
//! All of it is an argument, so that the same inputs always lead to the same decision.

use std::ops::{Add, Sub};
use std::time::Duration;

use crate::Limits;

/// A moment, in nanoseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const NANOS_PER_SECOND: i64 = 1_000_000_000;

impl Timestamp {
    /// The last moment, in the year 2262. Sums of times do not go beyond it.
    pub const MAX: Self = Self(i64::MAX);

    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis * 1_000_000)
    }

    #[must_use]
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds, rounded up: a clock that has reached this many milliseconds has reached the moment.
    #[must_use]
    pub const fn millis_ceil(self) -> i64 {
        self.0.div_euclid(1_000_000) + (self.0.rem_euclid(1_000_000) > 0) as i64
    }

    /// How long after `earlier` this is; zero if it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)),
        )
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)),
        )
    }
}

impl From<Timestamp> for prost_types::Timestamp {
    fn from(Timestamp(nanos): Timestamp) -> Self {
        let within = i32::try_from(nanos.rem_euclid(NANOS_PER_SECOND)).expect("less than a second of nanoseconds fits");
        Self {
            seconds: nanos.div_euclid(NANOS_PER_SECOND),
            nanos: within,
        }
    }
}

impl From<prost_types::Timestamp> for Timestamp {
    fn from(wire: prost_types::Timestamp) -> Self {
        Self(
            wire.seconds
                .saturating_mul(NANOS_PER_SECOND)
                .saturating_add(i64::from(wire.nanos)),
        )
    }
}

/// Where fresh ids come from.
pub trait IdSource {
    /// A random UUID, hyphenated lower case.
    fn random(&mut self) -> String;

    /// A UUID of version 7 made at that time, hyphenated lower case.
    fn ordered(&mut self, now: Timestamp) -> String;
}

/// The circumstances of one decision.
pub struct Context<'a> {
    pub now: Timestamp,
    pub ids: &'a mut dyn IdSource,
    pub limits: &'a Limits,
}
