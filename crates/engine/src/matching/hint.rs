//! Whether a worker is better off with more polls, or with fewer: told with each task, to workers that scale their polls.
//!
//! A poll that has waited for long was not needed. A task that has waited, or others that still do, could have had a poll more. Of
//! the latter hints there are few in a second, so that a burst doesn't drive many workers to their maximum.

use std::time::Duration;

use super::{Matching, QueueId};
use crate::Timestamp;

/// A poll that has waited this long before its task came is one too many.
const IDLE: Duration = Duration::from_secs(1);

/// A task that has waited this long has found too few polls.
const BEHIND: Duration = Duration::from_millis(200);

/// How many polls more are suggested in a second.
const MORE_PER_SECOND: u32 = 10;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// How often more polls were suggested in this second.
#[derive(Debug, Default)]
pub(super) struct Suggested {
    second: i64,
    count: u32,
}

impl Suggested {
    /// Whether one more may be suggested, which it is then.
    fn spend(&mut self, now: Timestamp) -> bool {
        let second = now.nanos().div_euclid(NANOS_PER_SECOND);
        if second != self.second {
            *self = Self { second, count: 0 };
        }
        let may = self.count < MORE_PER_SECOND;
        self.count += u32::from(may);
        may
    }
}

impl<P, T> Matching<P, T> {
    /// By how many polls its worker should change their number, said to a poll that came at `since` and gets a task that was taken just
    /// now; nothing if it has as many as it needs.
    #[must_use]
    pub fn hint(&mut self, id: &QueueId, since: Timestamp, now: Timestamp) -> Option<i32> {
        if now.since(since) >= IDLE {
            return Some(-1);
        }
        let queue = self.queues.get_mut(id)?;
        let is_behind = queue.last_wait >= BEHIND || queue.oldest().is_some_and(|oldest| now.since(oldest) >= BEHIND);
        (is_behind && queue.suggested.spend(now)).then_some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Poll, Rank};
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn queue() -> QueueId {
        QueueId {
            namespace: 1,
            kind: Kind::Activity,
            name: "work".into(),
        }
    }

    fn matching(tasks: usize) -> Matching<(), usize> {
        let mut matching = Matching::default();
        matching.adopt(&queue(), None);
        for task in 0..tasks {
            matching.put_task(&queue(), Rank::default(), task, at(0));
        }
        matching
    }

    #[test]
    fn a_poll_that_has_waited_is_one_too_many() {
        let mut matching = matching(0);
        let poll = Poll {
            identity: String::new(),
            worker: String::new(),
            since: at(0),
            expires: at(60_000),
            caller: (),
        };
        matching.wait(&queue(), poll);
        let (_, poll) = matching.take_poll(&queue(), at(1_000), |()| true).unwrap();
        matching.passed_on(&queue(), at(1_000));
        assert_eq!(matching.hint(&queue(), poll.since, at(1_000)), Some(-1));
        assert_eq!(matching.hint(&queue(), at(500), at(1_000)), None);
    }

    #[test]
    fn tasks_that_wait_want_more_polls() {
        let mut matching = matching(2);
        for (now, hint) in [(100, None), (200, Some(1))] {
            matching.take_task(&queue(), at(now)).unwrap();
            assert_eq!(matching.hint(&queue(), at(now), at(now)), hint, "at {now}");
        }
        matching.passed_on(&queue(), at(300));
        assert_eq!(
            matching.hint(&queue(), at(300), at(300)),
            None,
            "nothing waits any more"
        );
    }

    #[test]
    fn a_burst_does_not_ask_for_too_many() {
        let mut matching = matching(30);
        let mut more = |now| {
            matching.take_task(&queue(), at(now)).unwrap();
            matching.hint(&queue(), at(now), at(now)).is_some()
        };
        assert_eq!((0..15).filter(|_| more(5_000)).count(), 10);
        assert_eq!((0..15).filter(|_| more(6_000)).count(), 10);
    }
}
