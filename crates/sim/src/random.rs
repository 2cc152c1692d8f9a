//! Decisions that depend on the seed alone.

use everloop_engine::{IdSource, Timestamp};
use uuid::Uuid;

/// A source of decisions. Streams of different names do not disturb each other.
#[derive(Clone, Debug)]
pub(crate) struct Random(fastrand::Rng);

impl Random {
    pub(crate) fn new(seed: u64, name: &str) -> Self {
        Self(fastrand::Rng::with_seed(stir(seed, name.as_bytes())))
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.u64(..end.max(1))
    }

    pub(crate) fn index(&mut self, len: usize) -> usize {
        self.0.usize(..len.max(1))
    }

    /// Whether something happens that happens so many times in a thousand.
    pub(crate) fn per_mille(&mut self, chance: u32) -> bool {
        self.0.u32(..1000) < chance
    }

    pub(crate) fn percent(&mut self, chance: u32) -> bool {
        self.0.u32(..100) < chance
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }

    fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.u128(..).to_be_bytes()).into_uuid()
    }
}

/// Mixes bytes into a number (FNV-1a, then a finisher, so that neighbours differ everywhere).
pub(crate) fn stir(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = seed ^ 0xcbf2_9ce4_8422_2325;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 31)
}

/// Ids for the engine.
pub(crate) struct Ids(pub(crate) Random);

impl IdSource for Ids {
    fn random(&mut self) -> String {
        self.0.uuid().to_string()
    }

    fn ordered(&mut self, _now: Timestamp) -> String {
        self.0.uuid().to_string()
    }
}
