//! Which execution must be looked at when. Only the near future is in memory; the store's index has the rest.

use std::{collections::BTreeSet, time::Duration};

use everloop_engine::Timestamp;
use everloop_store::Key;

/// How far the window reaches when it is moved.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// How many deadlines one move of the window takes in.
pub(super) const WINDOW_MAX: usize = 10_000;

pub(super) struct Deadlines {
    near: BTreeSet<(Timestamp, Key)>,
    /// Deadlines before this are in `near`, all others in the store.
    end: Timestamp,
}

impl Deadlines {
    /// Knows nothing yet: the window is to be moved first.
    pub(super) fn new() -> Self {
        Self {
            near: BTreeSet::new(),
            end: Timestamp::from_nanos(i64::MIN),
        }
    }

    /// Keeps all deadlines in memory, and asks the store for none.
    pub(super) fn in_memory() -> Self {
        Self {
            near: BTreeSet::new(),
            end: Timestamp::from_nanos(i64::MAX),
        }
    }

    /// The first deadline that is known.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.near.first().map(|(deadline, _)| *deadline)
    }

    /// Replaces the deadline of an execution.
    pub(super) fn replace(&mut self, key: Key, old: Option<Timestamp>, new: Option<Timestamp>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.near.remove(&(old, key));
        }
        if let Some(new) = new.filter(|new| *new < self.end) {
            self.near.insert((new, key));
        }
    }

    /// When the owner must wake next.
    pub(super) fn next(&self) -> Timestamp {
        // Half a window early, the next half is taken in.
        let moved = if self.end.nanos() == i64::MIN {
            self.end
        } else {
            self.end - WINDOW / 2
        };
        self.near.first().map_or(moved, |(deadline, _)| moved.min(*deadline))
    }

    /// Executions whose deadline has come. Each is returned once; who decides on it sets its next.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<(Timestamp, Key)> {
        let mut due = Vec::new();
        while let Some(first) = self.near.first().copied().filter(|(deadline, _)| *deadline <= now) {
            self.near.remove(&first);
            due.push(first);
        }
        due
    }

    /// The part of the future to ask the store for, if it is time to.
    pub(super) fn wanted(&self, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let is_time = self.end.nanos() == i64::MIN || now >= self.end - WINDOW / 2;
        is_time.then(|| (self.end, now + WINDOW))
    }

    /// Takes in what the store has from the old end of the window until `end`.
    pub(super) fn take_in(&mut self, end: Timestamp, found: impl IntoIterator<Item = (Timestamp, Key)>) {
        self.near.extend(found);
        self.end = self.end.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn the_near_future_is_kept_and_the_far_one_is_asked_for() {
        let mut deadlines = Deadlines::new();
        assert_eq!(
            deadlines.wanted(at(0)),
            Some((Timestamp::from_nanos(i64::MIN), at(60_000)))
        );
        deadlines.take_in(at(60_000), [(at(5), 1)]);
        assert_eq!(deadlines.wanted(at(0)), None);
        deadlines.replace(2, None, Some(at(3)));
        deadlines.replace(3, None, Some(at(60_000)));
        assert_eq!(deadlines.next(), at(3));
        deadlines.replace(2, Some(at(3)), Some(at(7)));
        assert_eq!(deadlines.take_due(at(4)), []);
        assert_eq!(deadlines.take_due(at(7)), [(at(5), 1), (at(7), 2)]);
        assert_eq!(deadlines.next(), at(30_000), "then the window moves");
        assert_eq!(deadlines.wanted(at(30_000)), Some((at(60_000), at(90_000))));
    }
}
