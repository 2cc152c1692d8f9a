//! How the queues stand, for whoever watches over them.

use std::time::Duration;

use super::{Matching, Place, QueueId};
use crate::Timestamp;

/// How one queue stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub id: QueueId,
    /// Polls that wait.
    pub polls: usize,
    /// Tasks that wait, but for the rest as long as it has not been counted.
    pub backlog: usize,
    /// After which place the rest of the backlog is not in memory, if there is any.
    pub rest: Option<Place>,
    /// Whether the rest has been counted.
    pub is_counted: bool,
    /// How long the oldest task in memory has waited.
    pub age: Duration,
}

impl<P, T> Matching<P, T> {
    /// The queues that anybody has used of late.
    pub fn standings(&self, now: Timestamp) -> impl Iterator<Item = Standing> {
        self.queues.iter().map(move |(id, queue)| {
            let count = queue.rest.as_ref().and_then(|rest| rest.count);
            Standing {
                id: id.clone(),
                polls: queue.polls.len(),
                backlog: queue.tasks.len() + count.unwrap_or(0),
                rest: queue.rest.as_ref().map(|rest| rest.after),
                is_counted: count.is_some(),
                age: queue.oldest().map_or(Duration::ZERO, |oldest| now.since(oldest)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Rank};
    use super::*;

    #[test]
    fn what_waits_is_told_with_its_age() {
        let mut matching = Matching::<(), &str>::default();
        let id = QueueId {
            namespace: 1,
            kind: Kind::Activity,
            name: "work".into(),
        };
        let start = Timestamp::from_nanos(0);
        matching.put_task(&id, Rank::default(), "first", start);
        let now = start + Duration::from_secs(3);
        matching.put_task(&id, Rank::default(), "second", now);
        let found: Vec<_> = matching.standings(now).collect();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].polls, found[0].backlog), (0, 2));
        assert_eq!((found[0].rest, found[0].age), (None, Duration::from_secs(3)));
    }
}
