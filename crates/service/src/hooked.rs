//! For tests: a store in memory that does something before each commit.

use std::ops::Bound;

use everloop_store::{
    Batch, Document, Error, Execution, History, Key, Listed, Placed, Queue, Range, Store, Value, Waiting,
    memory::Memory,
};

pub(crate) struct Hooked {
    store: Memory,
    before_commit: Box<dyn FnMut() -> Result<(), Error> + Send>,
}

impl Hooked {
    pub(crate) fn new(before_commit: impl FnMut() -> Result<(), Error> + Send + 'static) -> Self {
        Self {
            store: Memory::new(),
            before_commit: Box::new(before_commit),
        }
    }

    /// One whose disk is full after some commits.
    pub(crate) fn filling(mut commits_left: u32) -> Self {
        Self::new(move || {
            if commits_left == 0 {
                return Err(Error::Full { path: "app.db".into() });
            }
            commits_left -= 1;
            Ok(())
        })
    }
}

impl Store for Hooked {
    fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        (self.before_commit)()?;
        self.store.commit(batch)
    }

    fn reclaim(&mut self, pages: usize) -> Result<bool, Error> {
        self.store.reclaim(pages)
    }

    fn last_key(&self) -> Result<Key, Error> {
        self.store.last_key()
    }

    fn execution(&self, key: Key) -> Result<Option<Execution>, Error> {
        self.store.execution(key)
    }

    fn run(&self, run_id: &str) -> Result<Option<Key>, Error> {
        self.store.run(run_id)
    }

    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error> {
        self.store.current(namespace, workflow_id)
    }

    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.store.history(key, from_event_id, limit)
    }

    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error> {
        self.store.history_descending(key, from_event_id, limit)
    }

    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error> {
        self.store.due(after, until, limit)
    }

    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error> {
        self.store.tasks(queue, after, limit)
    }

    fn tasks_after(&self, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>, Error> {
        self.store.tasks_after(after, limit)
    }

    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error> {
        self.store.tasks_count(queue, after)
    }

    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error> {
        self.store.last_task(queue, until)
    }

    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error> {
        self.store.head(key, kinds_end)
    }

    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error> {
        self.store.listed(kind, range, limit)
    }

    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error> {
        self.store.closed_before(kind, before, limit)
    }

    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error> {
        self.store.runs(namespace, from, to, limit)
    }

    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error> {
        self.store.attributed(number, from, to, limit)
    }

    fn document(&self, kind: u8, id: &str) -> Result<Option<bytes::Bytes>, Error> {
        self.store.document(kind, id)
    }

    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error> {
        self.store.documents(kind, after, limit)
    }
}
