//! One task queue: the polls that wait, or the tasks that wait, and who has polled lately.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::time::Duration;

use super::hint::Suggested;
use super::rate::Rate;
use super::throttle::Throttle;
use super::{Description, NEAR_MAX, POLLER_MEMORY, Place, Poll, Poller, WINDOW};
use crate::Timestamp;

#[derive(Debug)]
pub(super) struct Queue<P, T> {
    /// Waiting polls in the order of their arrival.
    pub(super) polls: BTreeMap<u64, Poll<P>>,
    /// Waiting tasks: those that are not stored, and of the others all that do not belong to the rest.
    pub(super) tasks: BTreeMap<Place, Waiting<T>>,
    /// What is not in memory, if there is anything.
    pub(super) rest: Option<Rest>,
    pub(super) is_adopted: bool,
    /// Builds and times of the last poll by identity.
    pub(super) pollers: BTreeMap<String, (String, Timestamp)>,
    pub(super) last_poll: Option<Timestamp>,
    pub(super) added: Rate,
    pub(super) dispatched: Rate,
    /// The bound on the rate that the latest poll asked for, and that of an operator, which comes first.
    pub(super) asked: Option<f64>,
    pub(super) told: Option<f64>,
    /// The bound that holds, if one does.
    pub(super) throttle: Option<Throttle>,
    /// How long the task had waited that was handed out last.
    pub(super) last_wait: Duration,
    pub(super) suggested: Suggested,
}

/// A task that waits.
#[derive(Debug)]
pub(super) struct Waiting<T> {
    pub(super) came: Timestamp,
    pub(super) task: T,
    pub(super) is_stored: bool,
}

/// The stored tasks that are not in memory.
#[derive(Debug)]
pub(super) struct Rest {
    /// All of them come after this place, and no stored task in memory does.
    pub(super) after: Place,
    /// How many they are, once they were counted.
    pub(super) count: Option<usize>,
}

impl<P, T> Default for Queue<P, T> {
    fn default() -> Self {
        Self {
            polls: BTreeMap::new(),
            tasks: BTreeMap::new(),
            rest: None,
            is_adopted: false,
            pollers: BTreeMap::new(),
            last_poll: None,
            added: Rate::default(),
            dispatched: Rate::default(),
            asked: None,
            told: None,
            throttle: None,
            last_wait: Duration::ZERO,
            suggested: Suggested::default(),
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

    /// Lets the bound on the rate be the one that is wanted now.
    pub(super) fn set_throttle(&mut self, now: Timestamp) {
        let wanted = self.told.or(self.asked);
        if self.throttle.map(|throttle| throttle.per_second) != wanted {
            self.throttle = wanted.map(|per_second| Throttle::new(per_second, now));
        }
    }

    /// Notes that a task goes to a poll, and how long it has waited.
    pub(super) fn hand_out(&mut self, now: Timestamp, waited: Duration) {
        self.last_wait = waited;
        self.dispatched.count(now);
        if let Some(throttle) = &mut self.throttle {
            throttle.spend(now);
        }
    }

    /// Drops a stored task, from the window or from the rest.
    pub(super) fn discard(&mut self, place: Place) {
        match &mut self.rest {
            Some(rest) if place > rest.after => rest.count = rest.count.map(|count| count.saturating_sub(1)),
            Some(_) | None => {
                self.tasks.remove(&place);
            }
        }
    }

    /// Takes a task into the window, or leaves it to the rest.
    pub(super) fn put_stored(&mut self, place: Place, task: T, now: Timestamp) {
        self.added.count(now);
        match &mut self.rest {
            Some(rest) if place > rest.after => rest.count = rest.count.map(|count| count + 1),
            Some(_) | None => {
                let (came, is_stored) = (now, true);
                self.tasks.insert(place, Waiting { came, task, is_stored });
            }
        }
        if self.tasks.len() > NEAR_MAX {
            self.shorten();
        }
    }

    /// Leaves what comes after the window to the rest.
    fn shorten(&mut self) {
        let stored = self.tasks.iter().filter(|(_, waiting)| waiting.is_stored);
        let Some(after) = stored.map(|(place, _)| *place).nth(WINDOW - 1) else {
            return;
        };
        let before = self.tasks.len();
        self.tasks
            .retain(|place, waiting| *place <= after || !waiting.is_stored);
        let left = before - self.tasks.len();
        if left > 0 {
            let count = self.rest.as_ref().map_or(Some(0), |rest| rest.count);
            let count = count.map(|count| count + left);
            self.rest = Some(Rest { after, count });
        }
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
            backlog: self.tasks.len() + self.rest.as_ref().and_then(|rest| rest.count).unwrap_or(0),
            rest: self.rest.as_ref().map(|rest| rest.after),
            is_counted: self.rest.as_ref().is_some_and(|rest| rest.count.is_some()),
            backlog_age: self.oldest().map_or(Duration::ZERO, |oldest| now.since(oldest)),
            rate: self.throttle.map(|throttle| throttle.per_second),
            is_rate_told: self.told.is_some(),
            added: self.added.per_second(now),
            dispatched: self.dispatched.per_second(now),
        }
    }

    /// When the task came that has waited longest: it is the first of its rank.
    pub(super) fn oldest(&self) -> Option<Timestamp> {
        let mut oldest = None;
        let mut next = self.tasks.first_key_value();
        while let Some((place, waiting)) = next {
            let came = waiting.came;
            oldest = Some(oldest.map_or(came, |oldest: Timestamp| oldest.min(came)));
            let end = Place::end_of(place.rank);
            next = self.tasks.range((Bound::Excluded(end), Bound::Unbounded)).next();
        }
        oldest
    }

    pub(super) fn is_idle(&self, now: Timestamp) -> bool {
        self.polls.is_empty()
            && self.tasks.is_empty()
            && self.rest.is_none()
            && self.told.is_none()
            && self.last_poll.is_none_or(|last| now.since(last) >= POLLER_MEMORY)
    }
}
