//! Fresh ids, from the system's randomness unless a simulation gives its own.

use everloop_engine::{IdSource, Timestamp};
use uuid::Uuid;

/// Where the owner's ids come from.
pub(crate) struct Ids(Box<dyn IdSource + Send>);

impl Ids {
    pub(crate) fn system() -> Self {
        Self(Box::new(System))
    }
}

impl From<Box<dyn IdSource + Send>> for Ids {
    fn from(source: Box<dyn IdSource + Send>) -> Self {
        Self(source)
    }
}

impl IdSource for Ids {
    fn random(&mut self) -> String {
        self.0.random()
    }

    fn ordered(&mut self, now: Timestamp) -> String {
        self.0.ordered(now)
    }
}

struct System;

impl IdSource for System {
    // Run ids lead an index of the store. Ordered ones are appended to it, so there are no others.
    fn random(&mut self) -> String {
        Uuid::now_v7().to_string()
    }

    fn ordered(&mut self, now: Timestamp) -> String {
        let seconds = now.nanos().div_euclid(1_000_000_000);
        let within = now.nanos().rem_euclid(1_000_000_000);
        let moment = uuid::Timestamp::from_unix(
            uuid::NoContext,
            u64::try_from(seconds).unwrap_or(0),
            u32::try_from(within).unwrap_or(0),
        );
        Uuid::new_v7(moment).to_string()
    }
}
