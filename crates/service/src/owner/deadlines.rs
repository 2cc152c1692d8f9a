//! What must be looked at when: executions, and schedules. Only the near future is in memory; the store's index has the
//! rest.

use std::{collections::BTreeSet, time::Duration};

use everloop_engine::Timestamp;

/// How far the window reaches when it is moved.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// How many deadlines one move of the window takes in.
pub(super) const WINDOW_MAX: usize = 10_000;

/// With so many in memory, the window waits for what is due to be done.
const NEAR_MAX: usize = 4 * WINDOW_MAX;

/// How many one turn takes, so that a great many that come at once hold nobody up.
pub(super) const DUE_MAX: usize = 1_000;

/// A place in the order of deadlines: after that of the key, or before all of that time.
pub(super) type Place<K> = (Timestamp, Option<K>);

pub(super) struct Deadlines<K> {
    near: BTreeSet<(Timestamp, K)>,
    /// Deadlines up to this are in `near`, all others in the store.
    end: Place<K>,
}

impl<K: Ord + Clone> Deadlines<K> {
    /// Knows nothing yet: the window is to be moved first.
    pub(super) fn new() -> Self {
        Self::up_to(i64::MIN)
    }

    /// Keeps all deadlines in memory, and asks the store for none.
    pub(super) fn in_memory() -> Self {
        Self::up_to(i64::MAX)
    }

    fn up_to(nanos: i64) -> Self {
        Self {
            near: BTreeSet::new(),
            end: (Timestamp::from_nanos(nanos), None),
        }
    }

    /// The first deadline that is known.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.near.first().map(|(deadline, _)| *deadline)
    }

    /// Replaces the deadline of a key.
    pub(super) fn replace(&mut self, key: K, old: Option<Timestamp>, new: Option<Timestamp>) {
        if old == new {
            return;
        }
        if let Some(old) = old {
            self.near.remove(&(old, key.clone()));
        }
        if let Some(new) = new
            && (new, Some(&key)) <= (self.end.0, self.end.1.as_ref())
        {
            self.near.insert((new, key));
        }
    }

    /// Replaces the deadline of a key by one that the store will not learn of, so that it is kept wherever the window is.
    pub(super) fn keep(&mut self, key: K, old: Option<Timestamp>, new: Timestamp) {
        self.replace(key.clone(), old, None);
        self.near.insert((new, key));
    }

    /// When the window is to be moved: half its length early, the next half is taken in.
    fn moves(&self) -> Option<Timestamp> {
        let (end, _) = self.end;
        let moves = match end.nanos() {
            i64::MIN => end,
            _ => end - WINDOW / 2,
        };
        (self.near.len() < NEAR_MAX).then_some(moves)
    }

    /// When the owner must wake next.
    pub(super) fn next(&self) -> Option<Timestamp> {
        [self.first(), self.moves()].into_iter().flatten().min()
    }

    /// Some of those whose deadline has come, the earliest first. Each is returned once; who decides on it sets its next.
    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<(Timestamp, K)> {
        let mut due = Vec::new();
        while due.len() < DUE_MAX
            && self.first().is_some_and(|deadline| deadline <= now)
            && let Some(first) = self.near.pop_first()
        {
            due.push(first);
        }
        due
    }

    /// The part of the future to ask the store for, if it is time to: what comes after the one, and before the other.
    pub(super) fn wanted(&self, now: Timestamp) -> Option<(Place<K>, Timestamp)> {
        let is_time = self.moves().is_some_and(|moves| moves <= now);
        is_time.then(|| (self.end.clone(), now + WINDOW))
    }

    /// Takes in what the store has from the old end of the window up to `until`: all, or as much as one move takes in.
    pub(super) fn take_in(&mut self, until: Timestamp, found: Vec<(Timestamp, K)>) {
        let end = match found.last() {
            Some((last, key)) if found.len() >= WINDOW_MAX => (*last, Some(key.clone())),
            _ => (until, None),
        };
        self.near.extend(found);
        self.end = self.end.clone().max(end);
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
        let start = (Timestamp::from_nanos(i64::MIN), None);
        assert_eq!(deadlines.wanted(at(0)), Some((start, at(60_000))));
        deadlines.take_in(at(60_000), vec![(at(5), 1)]);
        assert_eq!(deadlines.wanted(at(0)), None);
        deadlines.replace(2, None, Some(at(3)));
        deadlines.replace(3, None, Some(at(60_000)));
        assert_eq!(deadlines.next(), Some(at(3)));
        deadlines.replace(2, Some(at(3)), Some(at(7)));
        assert_eq!(deadlines.take_due(at(4)), []);
        assert_eq!(deadlines.take_due(at(7)), [(at(5), 1), (at(7), 2)]);
        assert_eq!(deadlines.next(), Some(at(30_000)), "then the window moves");
        let end = (at(60_000), None);
        assert_eq!(deadlines.wanted(at(30_000)), Some((end, at(90_000))));
    }

    #[test]
    fn what_the_store_does_not_know_is_kept_though_the_window_lags() {
        let mut deadlines = Deadlines::new();
        deadlines.take_in(at(60_000), vec![(at(5), 1)]);
        // The clock was set forward by an hour, and the window cannot be moved yet.
        assert_eq!(deadlines.take_due(at(3_600_000)), [(at(5), 1)]);
        deadlines.keep(1, None, at(3_600_001));
        deadlines.take_in(at(3_660_000), Vec::new());
        assert_eq!(deadlines.take_due(at(3_600_001)), [(at(3_600_001), 1)]);
        deadlines.keep(1, None, at(9_000_000));
        deadlines.replace(1, Some(at(9_000_000)), Some(at(3_650_000)));
        assert_eq!(deadlines.first(), Some(at(3_650_000)));
    }

    #[test]
    fn any_number_may_have_one_deadline() {
        let mut deadlines = Deadlines::new();
        let (mut taken, mut asked, all) = (Vec::new(), 0, 10 * WINDOW_MAX + 5);
        while taken.len() < all {
            if let Some((after, until)) = deadlines.wanted(at(10)) {
                let from = after.1.map_or(0, |key: usize| key + 1);
                let found: Vec<_> = (from..all).take(WINDOW_MAX).map(|key| (at(10), key)).collect();
                deadlines.take_in(until, found);
                asked += 1;
            }
            let due = deadlines.take_due(at(10));
            assert!(due.len() <= DUE_MAX && deadlines.near.len() < NEAR_MAX + WINDOW_MAX);
            taken.extend(due.into_iter().map(|(_, key)| key));
        }
        assert!(taken.into_iter().eq(0..all), "each once, in order");
        assert_eq!(asked, 11);
    }
}
