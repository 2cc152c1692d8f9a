//! A disk that outlives the engine, and that may fail at a commit: before the commit is on it, or after.

use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use everloop_store::{
    Batch, Document, Error, Execution, History, Key, Listed, Queue, Range, Store, Value, Waiting, memory::Memory,
};

/// What happens at the next commit instead of what should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing of it is on the disk.
    Lost,
    /// All of it is on the disk, but nobody learns so.
    Unconfirmed,
}

#[derive(Default)]
struct Platter {
    memory: Memory,
    fault: Option<Fault>,
    /// A fault that waits for the commit of that number, the first being 0.
    planned: Option<(u64, Fault)>,
    commits: u64,
}

/// Clones are the same disk.
#[derive(Clone, Default)]
pub(crate) struct Disk(Arc<Mutex<Platter>>);

impl Disk {
    pub(crate) fn fail_next(&self, fault: Fault) {
        self.platter().fault = Some(fault);
    }

    pub(crate) fn fail_at(&self, commit: u64, fault: Fault) {
        self.platter().planned = Some((commit, fault));
    }

    pub(crate) fn heal(&self) {
        self.platter().fault = None;
    }

    pub(crate) fn commits(&self) -> u64 {
        self.platter().commits
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for Disk {
    fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut platter = self.platter();
        let number = platter.commits;
        let planned = platter.planned.take_if(|(commit, _)| *commit == number);
        let fault = platter.fault.take().or(planned.map(|(_, fault)| fault));
        if fault != Some(Fault::Lost) {
            platter.memory.commit(batch)?;
            platter.commits += 1;
        }
        match fault {
            None => Ok(()),
            Some(_) => Err(Error::Full {
                path: "simulated disk".into(),
            }),
        }
    }

    fn reclaim(&mut self, pages: usize) -> Result<bool, Error> {
        self.platter().memory.reclaim(pages)
    }

    fn last_key(&self) -> Result<Key, Error> {
        self.platter().memory.last_key()
    }

    fn execution(&self, key: Key) -> Result<Option<Execution>, Error> {
        self.platter().memory.execution(key)
    }

    fn run(&self, run_id: &str) -> Result<Option<Key>, Error> {
        self.platter().memory.run(run_id)
    }

    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error> {
        self.platter().memory.current(namespace, workflow_id)
    }

    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.platter().memory.history(key, from_event_id, limit)
    }

    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.platter().memory.history_descending(key, from_event_id, limit)
    }

    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.platter().memory.due(after, until, limit)
    }

    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error> {
        self.platter().memory.tasks(queue, after, limit)
    }

    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error> {
        self.platter().memory.tasks_count(queue, after)
    }

    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error> {
        self.platter().memory.last_task(queue, until)
    }

    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error> {
        self.platter().memory.head(key, kinds_end)
    }

    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error> {
        self.platter().memory.listed(kind, range, limit)
    }

    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().memory.closed_before(kind, before, limit)
    }

    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().memory.runs(namespace, from, to, limit)
    }

    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().memory.attributed(number, from, to, limit)
    }

    fn document(&self, kind: u8, id: &str) -> Result<Option<Bytes>, Error> {
        self.platter().memory.document(kind, id)
    }

    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error> {
        self.platter().memory.documents(kind, after, limit)
    }
}
