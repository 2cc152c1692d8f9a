//! Slots: how many tasks of one kind are worked on at once.
//!
//! A poll is made only with a permit in hand, so that a task handed over is begun at once. The permit goes
//! with the task and returns when the task is answered.

use std::{num::NonZeroUsize, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The right to work on one task; dropping it gives the slot back.
#[derive(Debug)]
pub struct Permit {
    _inner: OwnedSemaphorePermit,
}

/// A fixed number of slots.
#[derive(Clone, Debug)]
pub struct Slots {
    free: Arc<Semaphore>,
    total: usize,
}

impl Slots {
    #[must_use]
    pub fn fixed(total: NonZeroUsize) -> Self {
        let total = total.get().min(Semaphore::MAX_PERMITS);
        Self {
            free: Arc::new(Semaphore::new(total)),
            total,
        }
    }

    /// Waits for a slot.
    pub async fn reserve(&self) -> Permit {
        let inner = Arc::clone(&self.free)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        Permit { _inner: inner }
    }

    /// A slot if one is free now.
    #[must_use]
    pub fn try_reserve(&self) -> Option<Permit> {
        Arc::clone(&self.free)
            .try_acquire_owned()
            .ok()
            .map(|inner| Permit { _inner: inner })
    }

    /// How many slots are in use.
    #[must_use]
    pub fn used(&self) -> usize {
        self.total - self.free.available_permits()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_permit_frees_its_slot() {
        let slots = Slots::fixed(NonZeroUsize::MIN);
        let permit = slots.try_reserve();
        assert!(permit.is_some());
        assert!(slots.try_reserve().is_none());
        drop(permit);
        assert_eq!(slots.used(), 0);
    }
}
