//! Task queues: which waiting poll gets which task.
//!
//! A queue is made by its first use. A task goes to the poll that has waited longest; without one it joins the
//! backlog, first in, first out within its priority. A poll that finds no task waits until it expires.
//! What a task or a caller is, is not known here: tasks may have become stale and callers may have left, which their
//! owner finds out on taking them, and takes the next.
//!
//! Nothing here is stored. The owner keeps the tasks that must not be lost on disk, each under its place, and of a long
//! backlog only the first part, the window, is in memory: [`Matching::wanted`] says where to read on, and
//! [`Matching::take_in`] takes what was read.

mod hint;
mod place;
mod queue;
mod rate;
mod standing;
#[cfg(test)]
mod tests;
mod throttle;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use crate::Timestamp;
pub use place::Place;
use queue::{Queue, Rest, Waiting};
pub use standing::Standing;

/// How many stored tasks of a queue are read at once.
pub const WINDOW: usize = 256;

/// With more tasks of a queue in memory, the stored ones behind the window leave it.
const NEAR_MAX: usize = 4 * WINDOW;

/// A worker that keeps workflows in memory is taken for gone when it has not polled its sticky queue for this long.
pub const STICKY_PRESENCE: Duration = Duration::from_secs(10);

/// How long a poller is remembered after its last poll.
const POLLER_MEMORY: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Workflow,
    Activity,
}

/// The name of a queue. Sticky queues are workflow queues with a name of their own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QueueId {
    pub namespace: u32,
    pub kind: Kind,
    pub name: Arc<str>,
}

/// A caller that waits for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll<P> {
    pub identity: String,
    /// The instance key of the worker; empty if it sent none.
    pub worker: String,
    /// When it came.
    pub since: Timestamp,
    pub expires: Timestamp,
    pub caller: P,
}

/// The order of a task within its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Before everything else: queries, whose callers wait.
    Urgent,
    /// By the priority of the protocol, 1 before 5.
    Priority(u8),
}

impl Default for Rank {
    fn default() -> Self {
        Self::Priority(3)
    }
}

/// What can be told of a queue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// Latest first.
    pub pollers: Vec<Poller>,
    pub backlog: usize,
    /// After which place the rest of the backlog is not in memory, if there is any.
    pub rest: Option<Place>,
    /// Whether the rest has been counted.
    pub is_counted: bool,
    /// How many tasks a second are handed out at most, if there is a bound.
    pub rate: Option<f64>,
    /// Whether an operator wants that bound, and not the workers.
    pub is_rate_told: bool,
    /// How long the oldest task of the backlog has waited.
    pub backlog_age: Duration,
    /// Tasks a second that were put on the queue of late, those that were handed over at once among them.
    pub added: f32,
    /// Tasks a second that were handed over.
    pub dispatched: f32,
}

/// Who polls a queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poller {
    pub identity: String,
    /// Empty if it tells none.
    pub build_id: String,
    pub last: Timestamp,
}

/// All queues.
#[derive(Debug)]
pub struct Matching<P, T> {
    queues: BTreeMap<QueueId, Queue<P, T>>,
    expiries: BTreeSet<(Timestamp, u64)>,
    places: BTreeMap<u64, QueueId>,
    serial: u64,
    /// Whether any queue has a bound on its rate, which few have.
    has_limits: bool,
}

impl<P, T> Default for Matching<P, T> {
    fn default() -> Self {
        Self {
            queues: BTreeMap::new(),
            expiries: BTreeSet::new(),
            places: BTreeMap::new(),
            serial: 0,
            has_limits: false,
        }
    }
}

impl<P, T> Matching<P, T> {
    /// Notes that a worker of that identity and build polls a queue.
    pub fn greet(&mut self, id: &QueueId, (identity, build_id): (&str, &str), now: Timestamp) {
        self.queue(id).greet(identity, build_id, now);
    }

    /// Takes the first task of a queue for a poll, with its place if it is stored. None may be [`wanted`](Self::wanted).
    pub fn take_task(&mut self, id: &QueueId, now: Timestamp) -> Option<(Option<Place>, T)> {
        let queue = self.queues.get_mut(id)?;
        let (place, Waiting { came, task, is_stored }) = queue.tasks.pop_first()?;
        queue.hand_out(now, now.since(came));
        Some((is_stored.then_some(place), task))
    }

    /// Whether what is stored of a queue has been asked for.
    #[must_use]
    pub fn is_adopted(&self, id: &QueueId) -> bool {
        self.queues.get(id).is_some_and(|queue| queue.is_adopted)
    }

    /// Notes whether tasks of a queue are stored, and the last of them by their age. None is in memory yet.
    pub fn adopt(&mut self, id: &QueueId, last: Option<u64>) {
        self.serial = self.serial.max(last.unwrap_or(0));
        let queue = self.queue(id);
        queue.is_adopted = true;
        queue.rest = last.map(|_| Rest {
            after: Place::START,
            count: None,
        });
    }

    /// After which place to read stored tasks, if the next task of a queue is not in memory.
    #[must_use]
    pub fn wanted(&self, id: &QueueId) -> Option<Place> {
        let queue = self.queues.get(id)?;
        let rest = queue.rest.as_ref()?;
        let is_here = queue
            .tasks
            .first_key_value()
            .is_some_and(|(first, _)| *first <= rest.after);
        (!is_here).then_some(rest.after)
    }

    /// Takes in the stored tasks that follow the window, with their places and the times they came: all up to `end`, or
    /// all there are.
    pub fn take_in(&mut self, id: &QueueId, tasks: Vec<(Place, Timestamp, T)>, end: Option<Place>) {
        let queue = self.queue(id);
        let taken = tasks.len();
        let waiting = tasks.into_iter().map(|(place, came, task)| {
            let is_stored = true;
            (place, Waiting { came, task, is_stored })
        });
        queue.tasks.extend(waiting);
        queue.rest = match (queue.rest.take(), end) {
            (Some(rest), Some(after)) => Some(Rest {
                after,
                count: rest.count.map(|count| count.saturating_sub(taken)),
            }),
            (Some(_), None) | (None, _) => None,
        };
    }

    /// Says how many stored tasks follow the window.
    pub fn counted(&mut self, id: &QueueId, count: usize) {
        if let Some(rest) = &mut self.queue(id).rest {
            rest.count = Some(count);
        }
    }

    /// Lets a poll wait that has found no task.
    pub fn wait(&mut self, id: &QueueId, poll: Poll<P>) {
        self.serial += 1;
        let serial = self.serial;
        self.insert(id, serial, poll);
    }

    /// Lets a poll wait on that was taken for a task that turned out to be stale; it keeps its turn.
    pub fn wait_on(&mut self, id: &QueueId, serial: u64, poll: Poll<P>) {
        self.insert(id, serial, poll);
    }

    fn insert(&mut self, id: &QueueId, serial: u64, poll: Poll<P>) {
        self.expiries.insert((poll.expires, serial));
        self.places.insert(serial, id.clone());
        self.queue(id).polls.insert(serial, poll);
    }

    /// Takes the poll that has waited longest among those whose caller is still there, with its turn.
    pub fn take_poll(&mut self, id: &QueueId, now: Timestamp, is_there: impl Fn(&P) -> bool) -> Option<(u64, Poll<P>)> {
        self.drop_absent(id, &is_there);
        let queue = self.queues.get_mut(id)?;
        let (serial, poll) = queue.polls.pop_first()?;
        // Its worker was present until now, however long ago it asked.
        queue.last_poll = Some(now);
        self.expiries.remove(&(poll.expires, serial));
        self.places.remove(&serial);
        Some((serial, poll))
    }

    /// Notes that a task goes to a poll without having waited.
    pub fn passed_on(&mut self, id: &QueueId, now: Timestamp) {
        let queue = self.queue(id);
        queue.added.count(now);
        queue.hand_out(now, Duration::ZERO);
    }

    /// Bounds how many tasks of a queue are handed out a second: what the latest poll says holds.
    pub fn limit(&mut self, id: &QueueId, per_second: Option<f64>, now: Timestamp) {
        if per_second.is_none() && !self.has_limits {
            return;
        }
        self.has_limits = true;
        let queue = self.queue(id);
        queue.asked = per_second;
        queue.set_throttle(now);
    }

    /// Bounds the same for all polls, whatever they say, or takes that back.
    pub fn configure(&mut self, id: &QueueId, per_second: Option<f64>, now: Timestamp) {
        self.has_limits = true;
        let queue = self.queue(id);
        queue.told = per_second;
        queue.set_throttle(now);
    }

    /// Takes all waiting polls of a namespace.
    pub fn take_polls_in(&mut self, namespace: u32) -> Vec<Poll<P>> {
        let theirs = self.places.iter().filter(|(_, id)| id.namespace == namespace);
        let serials: Vec<u64> = theirs.map(|(serial, _)| *serial).collect();
        serials
            .into_iter()
            .filter_map(|serial| self.take_by_serial(serial))
            .collect()
    }

    /// Until when no task of a queue may be handed out; `None` if one may now.
    #[must_use]
    pub fn held_until(&self, id: &QueueId, now: Timestamp) -> Option<Timestamp> {
        if !self.has_limits {
            return None;
        }
        self.queues.get(id)?.throttle?.held_until(now)
    }

    /// Drops the longest waiting polls as long as their callers have left.
    fn drop_absent(&mut self, id: &QueueId, is_there: impl Fn(&P) -> bool) {
        let Some(queue) = self.queues.get_mut(id) else { return };
        while let Some(first) = queue.polls.first_entry() {
            if is_there(&first.get().caller) {
                return;
            }
            let (serial, poll) = first.remove_entry();
            self.expiries.remove(&(poll.expires, serial));
            self.places.remove(&serial);
        }
    }

    /// Puts a task that is not stored at the end of its rank in a queue.
    pub fn put_task(&mut self, id: &QueueId, rank: Rank, task: T, now: Timestamp) {
        let place = self.next_place(rank);
        let queue = self.queue(id);
        queue.added.count(now);
        let is_stored = false;
        let came = now;
        queue.tasks.insert(place, Waiting { came, task, is_stored });
    }

    /// Puts a task that is stored under the place that it gets at the end of its rank. It may leave memory.
    pub fn put_stored(&mut self, id: &QueueId, rank: Rank, task: T, now: Timestamp) -> Place {
        let place = self.next_place(rank);
        self.queue(id).put_stored(place, task, now);
        place
    }

    /// Drops a stored task that nobody wants any more, wherever it waits.
    pub fn discard(&mut self, id: &QueueId, place: Place) {
        if let Some(queue) = self.queues.get_mut(id) {
            queue.discard(place);
        }
    }

    fn next_place(&mut self, rank: Rank) -> Place {
        self.serial += 1;
        let serial = self.serial;
        Place { rank, serial }
    }

    /// Whether somebody polls the queue: waits now, or did within [`STICKY_PRESENCE`].
    pub fn is_polled(&mut self, id: &QueueId, now: Timestamp, is_there: impl Fn(&P) -> bool) -> bool {
        self.drop_absent(id, is_there);
        self.queues.get(id).is_some_and(|queue| {
            !queue.polls.is_empty() || queue.last_poll.is_some_and(|last| now.since(last) < STICKY_PRESENCE)
        })
    }

    /// When the next waiting poll expires.
    #[must_use]
    pub fn next_expiry(&self) -> Option<Timestamp> {
        self.expiries.first().map(|(expires, _)| *expires)
    }

    /// Takes a poll that has expired; call until there is none.
    pub fn take_expired(&mut self, now: Timestamp) -> Option<Poll<P>> {
        let (expires, serial) = *self.expiries.first()?;
        if expires > now {
            return None;
        }
        let id = self.places.get(&serial)?;
        if let Some(queue) = self.queues.get_mut(id) {
            queue.last_poll = Some(now);
        }
        self.take_by_serial(serial)
    }

    fn take_by_serial(&mut self, serial: u64) -> Option<Poll<P>> {
        let id = self.places.remove(&serial)?;
        let queue = self.queues.get_mut(&id)?;
        let poll = queue.polls.remove(&serial)?;
        self.expiries.remove(&(poll.expires, serial));
        Some(poll)
    }

    /// Forgets a queue's pollers and gives back those of its tasks that are not stored: its worker has said that it is
    /// gone.
    pub fn unload(&mut self, id: &QueueId) -> Vec<T> {
        let Some(queue) = self.queues.get_mut(id) else {
            return Vec::new();
        };
        queue.last_poll = None;
        queue.pollers.clear();
        let (stored, given) = std::mem::take(&mut queue.tasks)
            .into_iter()
            .partition(|(_, waiting)| waiting.is_stored);
        queue.tasks = stored;
        given.into_values().map(|waiting: Waiting<T>| waiting.task).collect()
    }

    /// Takes the waiting polls of a worker by its instance key, and forgets that it was there.
    pub fn take_polls_of(&mut self, worker: &str) -> Vec<Poll<P>> {
        let mut serials = Vec::new();
        for queue in self.queues.values_mut() {
            for (serial, poll) in queue.polls.iter().filter(|(_, poll)| poll.worker == worker) {
                serials.push(*serial);
                queue.pollers.remove(&poll.identity);
            }
        }
        serials
            .into_iter()
            .filter_map(|serial| self.take_by_serial(serial))
            .collect()
    }

    /// Drops the waiting polls of callers who are gone.
    pub fn drop_polls(&mut self, is_gone: impl Fn(&P) -> bool) {
        for queue in self.queues.values_mut() {
            let gone = queue.polls.iter().filter(|(_, poll)| is_gone(&poll.caller));
            let gone: Vec<_> = gone.map(|(serial, poll)| (poll.expires, *serial)).collect();
            for expiry in gone {
                queue.polls.remove(&expiry.1);
                self.expiries.remove(&expiry);
                self.places.remove(&expiry.1);
            }
        }
    }

    /// All waiting polls.
    pub fn polls(&self) -> impl Iterator<Item = &Poll<P>> {
        self.queues.values().flat_map(|queue| queue.polls.values())
    }

    /// Takes all waiting polls: nothing will be handed out any more.
    pub fn take_all_polls(&mut self) -> Vec<Poll<P>> {
        let serials: Vec<u64> = self.places.keys().copied().collect();
        serials
            .into_iter()
            .filter_map(|serial| self.take_by_serial(serial))
            .collect()
    }

    /// What can be told of a queue.
    pub fn describe(&self, id: &QueueId, now: Timestamp) -> Description {
        self.queues.get(id).map(|queue| queue.describe(now)).unwrap_or_default()
    }

    /// Forgets queues that nobody uses: sticky queues have names that never come again.
    pub fn prune(&mut self, now: Timestamp) {
        self.queues.retain(|_, queue| !queue.is_idle(now));
    }

    fn queue(&mut self, id: &QueueId) -> &mut Queue<P, T> {
        if !self.queues.contains_key(id) {
            self.queues.insert(id.clone(), Queue::default());
        }
        self.queues
            .get_mut(id)
            .expect("the queue was inserted if it was missing")
    }
}
