//! A disk that outlives the engine, and that may fail at a commit: before the commit is on it, after, or in the middle.

use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use everloop_store::{
    Batch, Document, Error, Execution, History, Key, Listed, Placed, Queue, Range, Store, Value, Waiting,
    memory::Memory,
};

use crate::file_disk::{FileDisk, Loss};

/// What happens at the next commit instead of what should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing of it is on the disk.
    Lost,
    /// All of it is on the disk, but nobody learns so.
    Unconfirmed,
    /// The death of everything falls into it. For files only.
    Within(Loss),
}

/// On what things are kept.
pub(crate) enum Medium {
    Memory(Box<Memory>),
    File(Box<FileDisk>),
}

struct Platter {
    medium: Medium,
    fault: Option<Fault>,
    /// A fault that waits for the commit of that number, the first being 0.
    planned: Option<(u64, Fault)>,
    commits: u64,
}

impl Platter {
    fn store(&self) -> &dyn Store {
        match &self.medium {
            Medium::Memory(memory) => memory.as_ref(),
            Medium::File(file) => file.store(),
        }
    }

    fn store_mut(&mut self) -> &mut dyn Store {
        match &mut self.medium {
            Medium::Memory(memory) => memory.as_mut(),
            Medium::File(file) => file.store_mut(),
        }
    }

    /// What is to go wrong with the commit that comes now.
    fn fault(&mut self) -> Option<Fault> {
        let number = self.commits;
        let planned = self.planned.take_if(|(commit, _)| *commit == number);
        self.fault.take().or(planned.map(|(_, fault)| fault))
    }
}

/// Clones are the same disk.
#[derive(Clone)]
pub(crate) struct Disk(Arc<Mutex<Platter>>);

impl Default for Disk {
    fn default() -> Self {
        Self::on(Medium::Memory(Box::default()))
    }
}

impl Disk {
    pub(crate) fn on(medium: Medium) -> Self {
        Self(Arc::new(Mutex::new(Platter {
            medium,
            fault: None,
            planned: None,
            commits: 0,
        })))
    }

    pub(crate) fn fail_next(&self, fault: Fault) {
        self.platter().fault = Some(fault);
    }

    pub(crate) fn fail_at(&self, commit: u64, fault: Fault) {
        self.platter().planned = Some((commit, fault));
    }

    pub(crate) fn heal(&self) {
        self.platter().fault = None;
    }

    /// The power goes now, if this is a file.
    pub(crate) fn cut(&self) {
        if let Medium::File(file) = &mut self.platter().medium {
            file.die_since(file.position(), Loss::Unsynced);
        }
    }

    /// What the next process finds, if there was a death.
    pub(crate) fn come_back(&self) -> Result<(), String> {
        match &mut self.platter().medium {
            Medium::Memory(_) => Ok(()),
            Medium::File(file) => file.come_back(),
        }
    }

    pub(crate) fn commits(&self) -> u64 {
        self.platter().commits
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn broken() -> Error {
    Error::Full {
        path: "simulated disk".into(),
    }
}

impl Store for Disk {
    fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut platter = self.platter();
        let fault = platter.fault();
        if let Medium::File(file) = &mut platter.medium {
            if file.is_dead() {
                return Err(broken());
            }
            let position = file.position();
            file.store_mut().commit(batch)?;
            if let Some(Fault::Within(loss)) = fault {
                file.die_since(position, loss);
            }
            platter.commits += 1;
        } else if fault != Some(Fault::Lost) {
            platter.store_mut().commit(batch)?;
            platter.commits += 1;
        }
        fault.map_or(Ok(()), |_| Err(broken()))
    }

    fn reclaim(&mut self, pages: usize) -> Result<bool, Error> {
        let mut platter = self.platter();
        let Medium::File(file) = &mut platter.medium else {
            return platter.store_mut().reclaim(pages);
        };
        if file.is_dead() {
            return Err(broken());
        }
        let position = file.position();
        let is_more = file.store_mut().reclaim(pages)?;
        if file.position() == position {
            return Ok(is_more);
        }
        // It has been a commit of its own.
        let fault = platter.fault();
        platter.commits += 1;
        if let (Some(Fault::Within(loss)), Medium::File(file)) = (fault, &mut platter.medium) {
            file.die_since(position, loss);
            return Err(broken());
        }
        Ok(is_more)
    }

    fn last_key(&self) -> Result<Key, Error> {
        self.platter().store().last_key()
    }

    fn execution(&self, key: Key) -> Result<Option<Execution>, Error> {
        self.platter().store().execution(key)
    }

    fn run(&self, run_id: &str) -> Result<Option<Key>, Error> {
        self.platter().store().run(run_id)
    }

    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error> {
        self.platter().store().current(namespace, workflow_id)
    }

    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.platter().store().history(key, from_event_id, limit)
    }

    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.platter().store().history_descending(key, from_event_id, limit)
    }

    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.platter().store().due(after, until, limit)
    }

    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error> {
        self.platter().store().tasks(queue, after, limit)
    }

    fn tasks_after(&self, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>, Error> {
        self.platter().store().tasks_after(after, limit)
    }

    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error> {
        self.platter().store().tasks_count(queue, after)
    }

    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error> {
        self.platter().store().last_task(queue, until)
    }

    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error> {
        self.platter().store().head(key, kinds_end)
    }

    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error> {
        self.platter().store().listed(kind, range, limit)
    }

    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().store().closed_before(kind, before, limit)
    }

    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().store().runs(namespace, from, to, limit)
    }

    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error> {
        self.platter().store().attributed(number, from, to, limit)
    }

    fn document(&self, kind: u8, id: &str) -> Result<Option<Bytes>, Error> {
        self.platter().store().document(kind, id)
    }

    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error> {
        self.platter().store().documents(kind, after, limit)
    }
}
