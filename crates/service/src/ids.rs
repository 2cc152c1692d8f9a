//! Fresh ids from the system's randomness.

use everloop_engine::{IdSource, Timestamp};
use uuid::Uuid;

#[derive(Debug, Default)]
pub(crate) struct Ids;

impl IdSource for Ids {
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
