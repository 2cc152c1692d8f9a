//! Who gets what, and when a queue counts as polled.

use std::time::Duration;

use super::{Kind, Matching, NEAR_MAX, Place, Poll, QueueId, Rank, STICKY_PRESENCE, WINDOW};
use crate::Timestamp;

fn queue(name: &str) -> QueueId {
    QueueId {
        namespace: 1,
        kind: Kind::Workflow,
        name: name.into(),
    }
}

fn poll(caller: &'static str, expires: i64) -> Poll<&'static str> {
    Poll {
        identity: caller.to_owned(),
        worker: String::new(),
        since: Timestamp::from_millis(0),
        expires: Timestamp::from_millis(expires),
        caller,
    }
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

#[test]
fn tasks_go_out_by_rank_then_age() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("q");
    matching.put_task(&queue, Rank::default(), "first", at(0));
    matching.put_task(&queue, Rank::default(), "second", at(0));
    matching.put_task(&queue, Rank::Priority(1), "important", at(0));
    matching.put_task(&queue, Rank::Urgent, "query", at(0));
    let order: Vec<_> = std::iter::from_fn(|| matching.take_task(&queue, at(0)))
        .map(|(_, task)| task)
        .collect();
    assert_eq!(order, ["query", "important", "first", "second"]);
}

#[test]
fn the_longest_waiting_present_poll_is_taken() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("q");
    for caller in ["left", "old", "young"] {
        matching.wait(&queue, poll(caller, 50));
    }
    let (serial, taken) = matching.take_poll(&queue, at(0), |caller| *caller != "left").unwrap();
    assert_eq!(taken.caller, "old");
    matching.wait_on(&queue, serial, taken);
    assert_eq!(
        matching.take_poll(&queue, at(0), |_| true).unwrap().1.caller,
        "old",
        "it kept its turn"
    );
    assert_eq!(matching.take_poll(&queue, at(0), |_| true).unwrap().1.caller, "young");
    assert!(matching.take_poll(&queue, at(0), |_| true).is_none());
    assert_eq!(matching.next_expiry(), None);
}

#[test]
fn polls_expire_in_their_order() {
    let mut matching = Matching::<&str, &str>::default();
    matching.wait(&queue("a"), poll("late", 70));
    matching.wait(&queue("b"), poll("early", 50));
    assert_eq!(matching.next_expiry(), Some(at(50)));
    assert!(matching.take_expired(at(49)).is_none());
    assert_eq!(matching.take_expired(at(60)).unwrap().caller, "early");
    assert!(matching.take_expired(at(60)).is_none());
    assert_eq!(matching.take_expired(at(70)).unwrap().caller, "late");
}

#[test]
fn a_queue_is_polled_while_somebody_waits_and_a_little_longer() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("sticky");
    assert!(!matching.is_polled(&queue, at(0), |_| true));
    matching.greet(&queue, ("w", ""), at(0));
    matching.wait(&queue, poll("w", 60_000));
    assert!(matching.is_polled(&queue, at(59_000), |_| true), "it waits");
    matching.take_expired(at(60_000)).unwrap();
    let last = at(60_000);
    assert!(matching.is_polled(&queue, last + STICKY_PRESENCE - Duration::from_millis(1), |_| true));
    assert!(!matching.is_polled(&queue, last + STICKY_PRESENCE, |_| true));
    matching.wait(&queue, poll("gone", 99_000));
    assert!(
        !matching.is_polled(&queue, at(80_000), |_| false),
        "its caller has left"
    );
}

#[test]
fn an_unloaded_queue_gives_its_tasks_back() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("sticky");
    matching.greet(&queue, ("w", ""), at(0));
    matching.put_task(&queue, Rank::default(), "task", at(0));
    assert_eq!(matching.unload(&queue), ["task"]);
    assert!(!matching.is_polled(&queue, at(0), |_| true));
}

#[test]
fn pollers_are_told_latest_first_and_forgotten() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("q");
    matching.greet(&queue, ("a", ""), at(0));
    matching.greet(&queue, ("b", ""), at(1000));
    matching.put_task(&queue, Rank::default(), "task", at(0));
    let description = matching.describe(&queue, at(2000));
    let pollers: Vec<_> = description
        .pollers
        .iter()
        .map(|poller| (poller.identity.as_str(), poller.last))
        .collect();
    assert_eq!(pollers, [("b", at(1000)), ("a", at(0))]);
    assert_eq!(description.backlog, 1);
    assert_eq!(matching.describe(&queue, at(300_500)).pollers.len(), 1);
    matching.take_task(&queue, at(0));
    matching.prune(at(400_000));
    assert_eq!(matching.describe(&queue, at(400_000)), super::Description::default());
}

#[test]
fn the_backlog_is_as_old_as_its_oldest_task() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("q");
    assert_eq!(matching.describe(&queue, at(0)).backlog_age, Duration::ZERO);
    matching.put_task(&queue, Rank::default(), "old", at(1000));
    matching.put_task(&queue, Rank::Priority(1), "important", at(3000));
    matching.put_task(&queue, Rank::Urgent, "query", at(4000));
    assert_eq!(matching.describe(&queue, at(5000)).backlog_age, Duration::from_secs(4));
    for left in [4, 4, 0] {
        matching.greet(&queue, ("w", "b"), at(5000));
        matching.take_task(&queue, at(5000));
        assert_eq!(
            matching.describe(&queue, at(5000)).backlog_age,
            Duration::from_secs(left)
        );
    }
    let description = matching.describe(&queue, at(5000));
    assert_eq!((description.added, description.dispatched), (0.1, 0.1));
    assert_eq!(description.pollers[0].build_id, "b");
}

/// A queue, and what a store would have of it.
struct Stored {
    matching: Matching<&'static str, usize>,
    queue: QueueId,
    rows: std::collections::BTreeMap<Place, usize>,
}

impl Stored {
    fn new() -> Self {
        let (mut matching, queue) = (Matching::default(), queue("q"));
        matching.adopt(&queue, None);
        Self {
            matching,
            queue,
            rows: std::collections::BTreeMap::new(),
        }
    }

    /// The same store after its process has ended.
    fn reopened(self) -> Self {
        let mut matching = Matching::default();
        matching.adopt(&self.queue, self.rows.keys().map(|place| place.serial).max());
        Self { matching, ..self }
    }

    fn put(&mut self, rank: Rank, task: usize) {
        let place = self.matching.put_stored(&self.queue, rank, task, at(0));
        assert_eq!(self.rows.insert(place, task), None, "each has a place of its own");
    }

    fn take(&mut self) -> Option<usize> {
        while let Some(after) = self.matching.wanted(&self.queue) {
            let rest = self.rows.iter().filter(|(place, _)| **place > after);
            let found: Vec<_> = rest.take(WINDOW).map(|(place, task)| (*place, at(0), *task)).collect();
            let end = found.get(WINDOW - 1).map(|(place, _, _)| *place);
            self.matching.take_in(&self.queue, found, end);
        }
        let (place, task) = self.matching.take_task(&self.queue, at(0))?;
        if let Some(place) = place {
            assert_eq!(self.rows.remove(&place), Some(task));
        }
        Some(task)
    }

    fn in_memory(&self) -> usize {
        self.matching
            .queues
            .get(&self.queue)
            .map_or(0, |queue| queue.tasks.len())
    }
}

#[test]
fn a_long_backlog_is_in_memory_by_its_beginning_and_keeps_its_order() {
    let mut stored = Stored::new();
    let all = 5 * NEAR_MAX;
    for task in 0..all {
        stored.put(Rank::default(), task);
        assert!(stored.in_memory() <= NEAR_MAX);
    }
    assert_eq!(stored.matching.describe(&stored.queue, at(0)).backlog, all);
    for task in 0..all / 2 {
        assert_eq!(stored.take(), Some(task));
    }
    assert_eq!(stored.matching.describe(&stored.queue, at(0)).backlog, all - all / 2);
    stored.put(Rank::Priority(1), 1_000_000);
    stored.put(Rank::Priority(5), 2_000_000);
    assert_eq!(stored.take(), Some(1_000_000));
    let mut stored = stored.reopened();
    assert_eq!(stored.in_memory(), 0, "nothing is read before it is wanted");
    let description = stored.matching.describe(&stored.queue, at(0));
    assert_eq!((description.rest, description.is_counted), (Some(Place::START), false));
    stored.put(Rank::default(), all);
    for task in all / 2..=all {
        assert_eq!(stored.take(), Some(task));
        assert!(stored.in_memory() <= NEAR_MAX);
    }
    assert_eq!(stored.take(), Some(2_000_000));
    assert_eq!(stored.take(), None);
    assert!(stored.rows.is_empty());
    assert_eq!(stored.matching.describe(&stored.queue, at(0)).backlog, 0);
}

#[test]
fn what_is_not_stored_waits_for_its_turn_behind_what_is_and_stays_in_memory() {
    let mut stored = Stored::new();
    for task in 0..=NEAR_MAX {
        stored.put(Rank::default(), task);
    }
    stored
        .matching
        .put_task(&stored.queue, Rank::default(), 7_000_000, at(0));
    stored.matching.put_task(&stored.queue, Rank::Urgent, 8_000_000, at(0));
    assert_eq!(stored.take(), Some(8_000_000));
    for task in 0..=NEAR_MAX {
        assert_eq!(stored.take(), Some(task));
    }
    assert_eq!(stored.take(), Some(7_000_000));
    assert_eq!(stored.take(), None);
}

#[test]
fn what_was_counted_stays_counted() {
    let mut stored = Stored::new();
    for task in 0..2 * NEAR_MAX {
        stored.put(Rank::default(), task);
    }
    let mut stored = stored.reopened();
    stored.matching.counted(&stored.queue, 2 * NEAR_MAX);
    for left in (0..2 * NEAR_MAX).rev() {
        stored.take();
        let description = stored.matching.describe(&stored.queue, at(0));
        assert_eq!(description.backlog, left);
        assert!(description.rest.is_none() || description.is_counted);
    }
}

#[test]
fn what_is_discarded_does_not_come_and_is_not_counted() {
    let mut stored = Stored::new();
    let all = 2 * NEAR_MAX;
    for task in 0..all {
        stored.put(Rank::default(), task);
    }
    let is_meant = |task: usize| task.is_multiple_of(3);
    let places: Vec<Place> = stored.rows.keys().copied().collect();
    for (_, place) in places.into_iter().enumerate().filter(|(task, _)| is_meant(*task)) {
        stored.rows.remove(&place);
        stored.matching.discard(&stored.queue, place);
    }
    let left: Vec<usize> = (0..all).filter(|task| !is_meant(*task)).collect();
    assert_eq!(stored.matching.describe(&stored.queue, at(0)).backlog, left.len());
    for task in left {
        assert_eq!(stored.take(), Some(task));
    }
    assert_eq!(stored.take(), None);
}
