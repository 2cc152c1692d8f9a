//! Where executions are kept: one trait, [`Store`], with one way to write, [`Store::commit`].
//!
//! A store knows keys, bytes and two numbers per execution (status, deadline). What an event,
//! an activity or a namespace means is not known here, and nothing here decides anything.
//!
//! - An *execution* is one row with an opaque core, *items* (an opaque part each, so that changing one of a
//!   thousand pending activities does not rewrite the others) and *history* batches, which are only appended.
//! - Keys grow with time: rows that are hot together are stored together, and a commit dirties few pages.
//! - *Tasks* are rows of their own by queue, so that a long backlog need not be in memory.
//! - *Current* maps a workflow id to its latest run; *documents* are the few things that belong to no execution.
//!
//! Two implementations, [`memory::Memory`] and [`sqlite::Sqlite`], pass one suite (`tests/conformance.rs`).

use std::ops::Bound;

use bytes::Bytes;

mod batch;
mod error;
pub mod fork;
mod list;
pub mod memory;
mod size;
pub mod sqlite;
mod task;

pub use batch::{Batch, Current, Document, Execution, History, Item, Key, Name, NewExecution, State};
pub use error::Error;
pub use list::{Attribute, Listed, Place, Range, Value};
pub use size::Size;
pub use task::{Placed, Queue, Task, Waiting};

/// Durable (or at least ordered) storage with a single writer.
///
/// Reads see every commit that has returned. A method that fails leaves nothing behind; after a failed
/// [`Store::commit`] it is unknown what a later open would find, so the caller must stop, drop the store and
/// open it anew.
pub trait Store: Send {
    /// Makes all of `batch` durable, or none of it.
    fn commit(&mut self, batch: &Batch) -> Result<(), Error>;

    /// Gives back up to `pages` of the space that removals have left, as far as it will not soon be used again;
    /// whether there is more to give back.
    fn reclaim(&mut self, pages: usize) -> Result<bool, Error>;

    /// The greatest key of an execution, 0 in an empty store.
    fn last_key(&self) -> Result<Key, Error>;

    /// The execution with that key.
    fn execution(&self, key: Key) -> Result<Option<Execution>, Error>;

    /// The key of a run by its run id.
    fn run(&self, run_id: &str) -> Result<Option<Key>, Error>;

    /// The key of the latest run of a workflow id.
    fn current(&self, namespace: u32, workflow_id: &str) -> Result<Option<Key>, Error>;

    /// History batches in order, beginning with the one that contains `from_event_id`, at most `limit`.
    fn history(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error>;

    /// History batches in descending order, beginning with the one that contains `from_event_id`, at most `limit`.
    fn history_descending(&self, key: Key, from_event_id: i64, limit: usize) -> Result<Vec<History>, Error>;

    /// Executions whose deadline and key come after those of `after`, and whose deadline is before `until`, in the order of
    /// both, at most `limit`.
    fn due(&self, after: (i64, Key), until: i64, limit: usize) -> Result<Vec<(i64, Key)>, Error>;

    /// Tasks of a queue whose place is greater than `after`, in the order of places, at most `limit`.
    fn tasks(&self, queue: &Queue, after: i64, limit: usize) -> Result<Vec<(i64, Waiting)>, Error>;

    /// Tasks of all queues, in the order of queues and places, that come after a place in a queue, at most `limit`.
    fn tasks_after(&self, after: Option<&(Queue, i64)>, limit: usize) -> Result<Vec<Placed>, Error>;

    /// How many tasks of a queue have a place greater than `after`.
    fn tasks_count(&self, queue: &Queue, after: i64) -> Result<usize, Error>;

    /// The greatest place of a task of a queue that is not greater than `until`.
    fn last_task(&self, queue: &Queue, until: i64) -> Result<Option<i64>, Error>;

    /// An execution with those of its items whose kind is below `kinds_end`.
    fn head(&self, key: Key, kinds_end: u8) -> Result<Option<Execution>, Error>;

    /// Executions of a kind in the order of lists: the latest closed first, then the latest started, then the greatest
    /// key. Open ones count as closed later than all others.
    fn listed(&self, kind: u32, range: &Range, limit: usize) -> Result<Vec<Listed>, Error>;

    /// Closed executions of a kind that closed before a time, in the order of closing.
    fn closed_before(&self, kind: u32, before: i64, limit: usize) -> Result<Vec<Key>, Error>;

    /// Runs whose workflow ids lie within bounds, in the order of workflow ids and keys.
    fn runs(&self, namespace: u32, from: Bound<&str>, to: Bound<&str>, limit: usize) -> Result<Vec<Key>, Error>;

    /// Executions with a value of an attribute within bounds, in the order of values and keys.
    fn attributed(&self, number: u32, from: Bound<&Value>, to: Bound<&Value>, limit: usize) -> Result<Vec<Key>, Error>;

    /// How many executions of a kind are open.
    fn open_count(&self, kind: u32) -> Result<usize, Error> {
        let open = Range {
            after: None,
            closed_from: list::OPEN,
            closed_to: list::OPEN,
        };
        Ok(self.listed(kind, &open, usize::MAX)?.len())
    }

    /// How much room it takes on disk; nothing for one that is not there.
    fn size(&self) -> Size {
        Size::default()
    }

    /// The value of one document.
    fn document(&self, kind: u8, id: &str) -> Result<Option<Bytes>, Error>;

    /// Documents of a kind whose id is greater than `after`, in the order of ids, at most `limit`.
    fn documents(&self, kind: u8, after: &str, limit: usize) -> Result<Vec<Document>, Error>;
}
