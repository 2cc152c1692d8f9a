//! Rows of tasks whose runs have ended while they waited. A queue that is polled passes over them, and they are gone; on a
//! queue that nobody polls any more they would lie for ever.
//!
//! All rows are looked at in turn, a few now and then, and soon again as long as some of them are stale: a backlog of runs that
//! are open costs next to nothing, and what a batch of terminations leaves goes quickly. No commit of a run has to know where its
//! tasks lie.

use everloop_engine::matching::Place;
use everloop_store::{Error, Key, Queue};

use super::{Owner, backlog::queue_id};

/// Rows that one turn looks at.
const PER_TURN: usize = 64;

/// How far the rows have been looked at.
#[derive(Default)]
pub(super) struct StaleTasks {
    after: Option<(Queue, i64)>,
}

impl Owner {
    /// Looks at some rows of tasks, and removes the stale ones; whether there were any.
    pub(super) fn sweep_tasks(&mut self) -> Result<bool, Error> {
        let rows = self.store.tasks_after(self.stale_tasks.after.as_ref(), PER_TURN)?;
        let is_all = rows.len() < PER_TURN;
        self.stale_tasks.after = rows.last().map(|(row, _)| row.clone()).filter(|_| !is_all);
        let mut found = false;
        for (row, waiting) in rows {
            if self.is_over(waiting.key)? {
                found = true;
                if let Some(id) = queue_id(&row.0) {
                    self.matching.discard(&id, Place::from_number(row.1));
                }
                self.backlog.discard(row);
            }
        }
        Ok(found)
    }

    /// Whether a run has ended, or has gone.
    fn is_over(&self, key: Key) -> Result<bool, Error> {
        if let Some(slot) = self.executions.get(key) {
            return Ok(!slot.execution.status().is_running());
        }
        let head = self.store.head(key, 0)?;
        Ok(head.is_none_or(|head| head.state.closed.is_some()))
    }
}
