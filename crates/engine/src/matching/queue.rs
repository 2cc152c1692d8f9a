//! One task queue: the polls that wait, or the tasks that wait, and who has polled lately.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::time::Duration;

use super::rate::Rate;
use super::{Description, POLLER_MEMORY, Poll, Poller, Rank};
use crate::Timestamp;

#[derive(Debug)]
pub(super) struct Queue<P, T> {
    /// Waiting polls in the order of their arrival.
    pub(super) polls: BTreeMap<u64, Poll<P>>,
    /// Waiting tasks by rank, in the order of their arrival, with its time.
    pub(super) tasks: BTreeMap<(Rank, u64), (Timestamp, T)>,
    /// Builds and times of the last poll by identity.
    pub(super) pollers: BTreeMap<String, (String, Timestamp)>,
    pub(super) last_poll: Option<Timestamp>,
    pub(super) added: Rate,
    pub(super) dispatched: Rate,
}

impl<P, T> Default for Queue<P, T> {
    fn default() -> Self {
        Self {
            polls: BTreeMap::new(),
            tasks: BTreeMap::new(),
            pollers: BTreeMap::new(),
            last_poll: None,
            added: Rate::default(),
            dispatched: Rate::default(),
        }
    }
}

impl<P, T> Queue<P, T> {
    pub(super) fn greet(&mut self, identity: &str, build_id: &str, now: Timestamp) {
        self.last_poll = Some(now);
        match self.pollers.get_mut(identity) {
            Some((build, last)) => {
                *last = now;
                if build != build_id {
                    build_id.clone_into(build);
                }
            }
            None => {
                self.pollers.retain(|_, (_, last)| now.since(*last) < POLLER_MEMORY);
                self.pollers.insert(identity.to_owned(), (build_id.to_owned(), now));
            }
        }
    }

    pub(super) fn take_task(&mut self) -> Option<T> {
        self.tasks.pop_first().map(|(_, (_, task))| task)
    }

    pub(super) fn describe(&self, now: Timestamp) -> Description {
        let remembered = self
            .pollers
            .iter()
            .filter(|(_, (_, last))| now.since(*last) < POLLER_MEMORY);
        let mut pollers: Vec<_> = remembered
            .map(|(identity, (build_id, last))| Poller {
                identity: identity.clone(),
                build_id: build_id.clone(),
                last: *last,
            })
            .collect();
        pollers.sort_by_key(|poller| std::cmp::Reverse(poller.last));
        Description {
            pollers,
            backlog: self.tasks.len(),
            backlog_age: self.oldest().map_or(Duration::ZERO, |oldest| now.since(oldest)),
            added: self.added.per_second(now),
            dispatched: self.dispatched.per_second(now),
        }
    }

    /// When the task came that has waited longest: it is the first of its rank.
    fn oldest(&self) -> Option<Timestamp> {
        let mut oldest = None;
        let mut next = self.tasks.first_key_value();
        while let Some(((rank, _), (came, _))) = next {
            oldest = Some(oldest.map_or(*came, |oldest: Timestamp| oldest.min(*came)));
            next = self
                .tasks
                .range((Bound::Excluded((*rank, u64::MAX)), Bound::Unbounded))
                .next();
        }
        oldest
    }

    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        self.polls.is_empty()
            && self.tasks.is_empty()
            && self.last_poll.is_none_or(|last| now.since(last) >= POLLER_MEMORY)
    }
}
