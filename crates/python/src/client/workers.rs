//! The workers that use a connection, so that a workflow started through it may begin in one of them at once.

use std::sync::{Arc, Weak};

use everloop_worker::{EagerSlot, Worker};
use parking_lot::Mutex;

/// Workers by the connection they use. They leave by being dropped.
#[derive(Default)]
pub(crate) struct Workers(Mutex<Vec<Weak<Worker>>>);

impl Workers {
    /// Notes that a worker uses the connection.
    pub(crate) fn add(&self, worker: &Arc<Worker>) {
        let mut workers = self.0.lock();
        workers.retain(|known| known.strong_count() > 0 && known.as_ptr() != Arc::as_ptr(worker));
        workers.push(Arc::downgrade(worker));
    }

    /// Notes that a worker uses another connection now.
    pub(crate) fn remove(&self, worker: &Arc<Worker>) {
        self.0.lock().retain(|known| known.as_ptr() != Arc::as_ptr(worker));
    }

    /// A slot for the first task of a workflow of that queue, if one of the workers has one free.
    pub(super) fn eager_slot(&self, namespace: &str, task_queue: &str) -> Option<EagerSlot> {
        let workers = self.0.lock().clone();
        let mut slots = workers
            .iter()
            .filter_map(|worker| worker.upgrade()?.eager_slot(namespace, task_queue));
        slots.next()
    }
}
