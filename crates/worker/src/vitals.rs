//! What a worker knows of itself: how many polls are open, tasks in work, tasks done. Its heartbeats tell the server.
//!
//! It is counted whether or not there are metrics, which the program may do without. Each number is one atomic operation
//! per poll or task; a report reads them one after another and may see two moments, as any figures of a running worker do.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI32, AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, SystemTime},
};

use everloop_proto::worker::v1::{WorkerPollerInfo, WorkerSlotsInfo};

use crate::{metrics::Poller, slots::SlotKind};

/// The numbers of one worker.
#[derive(Default)]
pub(crate) struct Vitals {
    pollers: [Polls; 3],
    slots: [Tasks; 3],
    pub(crate) cache_hits: AtomicI32,
    pub(crate) cache_misses: AtomicI32,
    pub(crate) cached: AtomicI32,
}

/// Polls of one kind.
#[derive(Default)]
pub(crate) struct Polls {
    open: AtomicI32,
    /// Milliseconds since 1970 of the last that brought a task; zero if none did.
    succeeded_ms: AtomicU64,
}

/// Tasks of one kind.
#[derive(Default)]
pub(crate) struct Tasks {
    used: AtomicUsize,
    supply: OnceLock<Supply>,
    processed: AtomicI32,
    failed: AtomicI32,
}

/// Where slots come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Supply {
    pub(crate) kind: &'static str,
    /// How many there are, if that is a fixed number.
    pub(crate) total: Option<usize>,
}

impl Vitals {
    pub(crate) fn polls(&self, poller: Poller) -> &Polls {
        &self.pollers[match poller {
            Poller::Workflow => 0,
            Poller::Sticky => 1,
            Poller::Activity => 2,
        }]
    }

    pub(crate) fn tasks(&self, kind: SlotKind) -> &Tasks {
        &self.slots[match kind {
            SlotKind::Workflow => 0,
            SlotKind::Activity => 1,
            SlotKind::LocalActivity => 2,
        }]
    }
}

impl Polls {
    pub(crate) fn opened(&self) {
        self.open.fetch_add(1, Relaxed);
    }

    pub(crate) fn closed(&self) {
        self.open.fetch_sub(1, Relaxed);
    }

    /// A poll brought a task.
    pub(crate) fn succeeded(&self) {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.succeeded_ms.store(now, Relaxed);
    }

    pub(crate) fn told(&self, is_autoscaling: bool) -> WorkerPollerInfo {
        let succeeded = Duration::from_millis(self.succeeded_ms.load(Relaxed));
        WorkerPollerInfo {
            current_pollers: self.open.load(Relaxed),
            last_successful_poll_time: (!succeeded.is_zero()).then(|| (SystemTime::UNIX_EPOCH + succeeded).into()),
            is_autoscaling,
        }
    }
}

impl Tasks {
    /// Says where the slots come from; the first word holds.
    pub(crate) fn supplied(&self, supply: Supply) {
        let _ = self.supply.set(supply);
    }

    pub(crate) fn began(&self) {
        self.used.fetch_add(1, Relaxed);
    }

    pub(crate) fn ended(&self) {
        self.used.fetch_sub(1, Relaxed);
        self.processed.fetch_add(1, Relaxed);
    }

    pub(crate) fn failed(&self) {
        self.failed.fetch_add(1, Relaxed);
    }

    /// The numbers, and what has changed since those of the last report.
    pub(crate) fn told(&self, last: Option<&WorkerSlotsInfo>) -> WorkerSlotsInfo {
        let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
        let used = self.used.load(Relaxed);
        let (processed, failed) = (self.processed.load(Relaxed), self.failed.load(Relaxed));
        let supply = self.supply.get();
        let total = supply.and_then(|supply| supply.total);
        WorkerSlotsInfo {
            current_available_slots: count(total.unwrap_or_default().saturating_sub(used)),
            current_used_slots: count(used),
            slot_supplier_kind: supply.map_or("Fixed", |supply| supply.kind).to_owned(),
            total_processed_tasks: processed,
            total_failed_tasks: failed,
            last_interval_processed_tasks: processed - last.map_or(0, |last| last.total_processed_tasks),
            last_interval_failure_tasks: failed - last.map_or(0, |last| last.total_failed_tasks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_counted_in_all_and_since_the_last_report() {
        let vitals = Vitals::default();
        let tasks = vitals.tasks(SlotKind::Activity);
        tasks.supplied(Supply {
            kind: "Fixed",
            total: Some(3),
        });
        tasks.began();
        tasks.began();
        tasks.failed();
        tasks.ended();
        let first = tasks.told(None);
        assert_eq!((first.current_used_slots, first.current_available_slots), (1, 2));
        assert_eq!((first.total_processed_tasks, first.total_failed_tasks), (1, 1));
        assert_eq!(
            (first.last_interval_processed_tasks, first.last_interval_failure_tasks),
            (1, 1)
        );
        tasks.ended();
        let second = tasks.told(Some(&first));
        assert_eq!((second.current_used_slots, second.current_available_slots), (0, 3));
        assert_eq!(
            (second.total_processed_tasks, second.last_interval_processed_tasks),
            (2, 1)
        );
        assert_eq!((second.total_failed_tasks, second.last_interval_failure_tasks), (1, 0));
    }

    #[test]
    fn a_poll_that_brought_a_task_is_remembered() {
        let polls = Polls::default();
        polls.opened();
        assert_eq!(polls.told(true).current_pollers, 1);
        assert_eq!(polls.told(true).last_successful_poll_time, None);
        polls.succeeded();
        polls.closed();
        assert_eq!(polls.told(false).current_pollers, 0);
        assert!(polls.told(false).last_successful_poll_time.is_some());
    }
}
