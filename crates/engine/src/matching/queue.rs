//! One task queue: the polls that wait, or the tasks that wait, and who has polled lately.

use std::collections::BTreeMap;

use super::{Description, POLLER_MEMORY, Poll, Rank};
use crate::Timestamp;

#[derive(Debug)]
pub(super) struct Queue<P, T> {
    /// Waiting polls in the order of their arrival.
    pub(super) polls: BTreeMap<u64, Poll<P>>,
    /// Waiting tasks by rank, in the order of their arrival.
    pub(super) tasks: BTreeMap<(Rank, u64), T>,
    pub(super) pollers: BTreeMap<String, Timestamp>,
    pub(super) last_poll: Option<Timestamp>,
}

impl<P, T> Default for Queue<P, T> {
    fn default() -> Self {
        Self {
            polls: BTreeMap::new(),
            tasks: BTreeMap::new(),
            pollers: BTreeMap::new(),
            last_poll: None,
        }
    }
}

impl<P, T> Queue<P, T> {
    pub(super) fn greet(&mut self, identity: &str, now: Timestamp) {
        self.last_poll = Some(now);
        match self.pollers.get_mut(identity) {
            Some(last) => *last = now,
            None => {
                self.pollers.retain(|_, last| now.since(*last) < POLLER_MEMORY);
                self.pollers.insert(identity.to_owned(), now);
            }
        }
    }

    pub(super) fn take_task(&mut self) -> Option<T> {
        self.tasks.pop_first().map(|(_, task)| task)
    }

    pub(super) fn describe(&self, now: Timestamp) -> Description {
        let remembered = self
            .pollers
            .iter()
            .filter(|(_, last)| now.since(**last) < POLLER_MEMORY);
        let mut pollers: Vec<_> = remembered.map(|(identity, last)| (identity.clone(), *last)).collect();
        pollers.sort_by_key(|(_, last)| std::cmp::Reverse(*last));
        Description {
            pollers,
            backlog: self.tasks.len(),
        }
    }

    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        self.polls.is_empty()
            && self.tasks.is_empty()
            && self.last_poll.is_none_or(|last| now.since(last) >= POLLER_MEMORY)
    }
}
