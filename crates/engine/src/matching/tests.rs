//! Who gets what, and when a queue counts as polled.

use std::time::Duration;

use super::{Kind, Matching, Poll, QueueId, Rank, STICKY_PRESENCE};
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
    let order: Vec<_> = std::iter::from_fn(|| matching.poll(&queue, ("w", ""), at(0))).collect();
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
    matching.poll(&queue, ("w", ""), at(0));
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
    matching.poll(&queue, ("w", ""), at(0));
    matching.put_task(&queue, Rank::default(), "task", at(0));
    assert_eq!(matching.unload(&queue), ["task"]);
    assert!(!matching.is_polled(&queue, at(0), |_| true));
}

#[test]
fn pollers_are_told_latest_first_and_forgotten() {
    let mut matching = Matching::<&str, &str>::default();
    let queue = queue("q");
    matching.poll(&queue, ("a", ""), at(0));
    matching.poll(&queue, ("b", ""), at(1000));
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
    matching.take_task(&queue);
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
        matching.poll(&queue, ("w", "b"), at(5000));
        assert_eq!(
            matching.describe(&queue, at(5000)).backlog_age,
            Duration::from_secs(left)
        );
    }
    let description = matching.describe(&queue, at(5000));
    assert_eq!((description.added, description.dispatched), (0.1, 0.1));
    assert_eq!(description.pollers[0].build_id, "b");
}
