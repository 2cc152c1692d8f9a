//! What a run waits for, by sequence number, and the counters that give those numbers.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, DefaultHasher},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
};

use parking_lot::Mutex;
use pyo3::prelude::*;

use super::{handles::TimerHandle, operation::Operation, outbound::local_activity::LocalAttempt};

/// By sequence number. Numbers count up, so the hasher needs no seed, of which a run would keep one per map.
type Numbered<V> = Mutex<HashMap<u32, V, BuildHasherDefault<DefaultHasher>>>;

type Operations = Numbered<Py<Operation>>;

/// Operations begun and not yet resolved. Each kind counts for itself, from 1.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) timers: Numbered<Py<TimerHandle>>,
    /// Activities, local ones included: they share their numbers.
    pub(super) activities: Operations,
    /// What local activities were scheduled with, for further attempts.
    pub(super) local_activities: Numbered<LocalAttempt>,
    pub(super) child_starts: Operations,
    pub(super) children: Operations,
    pub(super) signals: Operations,
    pub(super) cancels: Operations,
    timer: AtomicU32,
    activity: AtomicU32,
    child: AtomicU32,
    signal: AtomicU32,
    cancel: AtomicU32,
}

impl Pending {
    pub(super) fn next_timer(&self) -> u32 {
        next(&self.timer)
    }

    pub(super) fn next_activity(&self) -> u32 {
        next(&self.activity)
    }

    pub(super) fn next_child(&self) -> u32 {
        next(&self.child)
    }

    pub(super) fn next_signal(&self) -> u32 {
        next(&self.signal)
    }

    pub(super) fn next_cancel(&self) -> u32 {
        next(&self.cancel)
    }

    /// Forgets everything, when the run ends.
    pub(super) fn clear(&self, py: Python<'_>) {
        let timers = std::mem::take(&mut *self.timers.lock());
        for timer in timers.values() {
            timer.get().clear();
        }
        for operations in [
            &self.activities,
            &self.child_starts,
            &self.children,
            &self.signals,
            &self.cancels,
        ] {
            let operations = std::mem::take(&mut *operations.lock());
            for operation in operations.values() {
                operation.bind(py).get().clear();
            }
        }
    }
}

fn next(counter: &AtomicU32) -> u32 {
    counter.fetch_add(1, Relaxed) + 1
}
