//! Tasks that wait for a worker. A task that must not be lost is a row of the store from the commit on that made it ready
//! until the commit in which it is handed out. Of a long backlog only the beginning is in memory (`engine::matching`), and an
//! execution whose task waits may leave memory as any other.
//!
//! A task that waits on a worker's sticky queue is for that worker alone, and the worker may be gone when its process is.
//! Its row lies outside the queues, in [`adrift`], whose rows are offered anew when the store is opened. What a decision does
//! not write down either, a query or a speculative workflow task, has no row.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use everloop_engine::{
    Effect, Target, Timestamp,
    matching::{Kind, Place, QueueId, Rank, WINDOW},
};
use everloop_proto::Code;
use everloop_store::{Batch, Error, Key, Queue, Store, Task as Row, Waiting};

use super::{Owner, dispatch::Task};

/// Rows that one turn offers anew after an opening.
const OFFERED_PER_TURN: usize = 256;

/// The numbers of queues' types in the store.
const WORKFLOW: u8 = 0;
const ACTIVITY: u8 = 1;
const ADRIFT: u8 = 2;

/// Rows of one queue with their places.
type Rows = Vec<(i64, Waiting)>;

pub(super) struct Backlog {
    /// Rows that the store does not have yet, and removals of those that it has.
    unsaved: BTreeMap<(Queue, i64), Option<Waiting>>,
    /// The last place that was given to a row outside the queues.
    last_adrift: i64,
    /// Rows up to the second were there when the store was opened; those up to the first have been offered anew.
    to_offer: Option<(i64, i64)>,
    /// Queues with waiting polls whose first tasks nobody wants any more: the rest is for the next turn.
    hungry: BTreeSet<QueueId>,
    /// Queues that hand out nothing until a time, because they are to go no faster.
    resting: BTreeSet<(Timestamp, QueueId)>,
}

impl Backlog {
    pub(super) fn open(store: &dyn Store) -> Result<Self, Error> {
        let last = store.last_task(&adrift(), i64::MAX)?;
        Ok(Self {
            unsaved: BTreeMap::new(),
            last_adrift: last.unwrap_or(0),
            to_offer: last.map(|last| (i64::MIN, last)),
            hungry: BTreeSet::new(),
            resting: BTreeSet::new(),
        })
    }

    /// Whether there is something to do that waits for nothing.
    pub(super) fn has_work(&self) -> bool {
        self.to_offer.is_some() || !self.hungry.is_empty()
    }

    pub(super) fn has_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// Moves what is unsaved into a batch.
    pub(super) fn write(&mut self, batch: &mut Batch) {
        let rows = std::mem::take(&mut self.unsaved).into_iter();
        batch
            .tasks
            .extend(rows.map(|((queue, place), value)| Row { queue, place, value }));
    }

    fn put(&mut self, queue: Queue, place: i64, waiting: Waiting) {
        self.unsaved.insert((queue, place), Some(waiting));
    }

    fn put_adrift(&mut self, waiting: Waiting) -> i64 {
        self.last_adrift += 1;
        self.put(adrift(), self.last_adrift, waiting);
        self.last_adrift
    }

    /// Places are not used twice, so that a row which was not saved yet leaves no trace.
    fn remove(&mut self, queue: Queue, place: i64) {
        let place = (queue, place);
        if matches!(self.unsaved.get(&place), Some(Some(_))) {
            self.unsaved.remove(&place);
        } else {
            self.unsaved.insert(place, None);
        }
    }

    /// Removes a row that the store has.
    pub(super) fn discard(&mut self, row: (Queue, i64)) {
        self.unsaved.insert(row, None);
    }

    pub(super) fn remove_adrift(&mut self, place: i64) {
        self.remove(adrift(), place);
    }

    /// When the next queue has rested.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.resting.first().map(|(end, _)| *end)
    }

    pub(super) fn rests(&mut self, id: &QueueId, until: Timestamp) {
        self.resting.insert((until, id.clone()));
    }

    /// Lets queues go on that have rested.
    pub(super) fn wake(&mut self, now: Timestamp) {
        while self.next().is_some_and(|end| end <= now)
            && let Some((_, id)) = self.resting.pop_first()
        {
            self.hungry.insert(id);
        }
    }

    pub(super) fn is_hungry(&mut self, id: &QueueId) {
        self.hungry.insert(id.clone());
    }

    /// The rows of a queue after a place: what the store has up to the one returned, or all it has, with what it does not
    /// know yet.
    fn read(&self, store: &dyn Store, queue: &Queue, after: Place) -> Result<(Rows, Option<i64>), Error> {
        let after = after.number();
        let found = store.tasks(queue, after, WINDOW)?;
        let end = found.get(WINDOW - 1).map(|(place, _)| *place);
        let mut rows: BTreeMap<i64, Waiting> = found.into_iter().collect();
        for ((_, place), value) in self.changes(queue, after, end.unwrap_or(i64::MAX)) {
            match value {
                Some(waiting) => rows.insert(*place, *waiting),
                None => rows.remove(place),
            };
        }
        Ok((rows.into_iter().collect(), end))
    }

    /// How many rows a queue has after a place.
    fn count(&self, store: &dyn Store, queue: &Queue, after: Place) -> Result<usize, Error> {
        let mut count = store.tasks_count(queue, after.number())?;
        for (_, value) in self.changes(queue, after.number(), i64::MAX) {
            count = match value {
                Some(_) => count + 1,
                None => count.saturating_sub(1),
            };
        }
        Ok(count)
    }

    fn changes(&self, queue: &Queue, after: i64, end: i64) -> impl Iterator<Item = (&(Queue, i64), &Option<Waiting>)> {
        let from = (queue.clone(), after.saturating_add(1));
        self.unsaved
            .range(from..=(queue.clone(), end.max(after.saturating_add(1))))
    }
}

/// Where rows lie that belong to no queue.
fn adrift() -> Queue {
    Queue {
        namespace: 0,
        kind: ADRIFT,
        name: "".into(),
    }
}

fn queue(id: &QueueId) -> Queue {
    Queue {
        namespace: id.namespace,
        kind: match id.kind {
            Kind::Workflow => WORKFLOW,
            Kind::Activity => ACTIVITY,
        },
        name: Arc::clone(&id.name),
    }
}

/// The queue whose tasks lie there; none for those outside the queues.
pub(super) fn queue_id(queue: &Queue) -> Option<QueueId> {
    Some(QueueId {
        namespace: queue.namespace,
        kind: match queue.kind {
            WORKFLOW => Kind::Workflow,
            ACTIVITY => Kind::Activity,
            _ => return None,
        },
        name: Arc::clone(&queue.name),
    })
}

/// The ranks of stored tasks.
fn ranks() -> impl Iterator<Item = Rank> {
    (1..=5).map(Rank::Priority)
}

/// The task that a row of a queue stands for.
fn task(id: &QueueId, place: Place, waiting: &Waiting) -> Task {
    let Waiting {
        key,
        id: scheduled_event_id,
        attempt,
        stamp,
        ..
    } = *waiting;
    match id.kind {
        Kind::Workflow => Task::Workflow {
            key,
            target: Target {
                sticky: None,
                queue: id.name.as_ref().to_owned(),
            },
            scheduled_event_id,
            attempt,
            adrift: None,
        },
        Kind::Activity => Task::Activity {
            key,
            queue: Arc::clone(&id.name),
            scheduled_event_id,
            attempt,
            stamp,
            priority: match place.rank {
                Rank::Urgent => 0,
                Rank::Priority(level) => i32::from(level),
            },
        },
    }
}

impl Owner {
    /// Lets a task wait that no poll waits for.
    pub(super) fn keep(&mut self, id: &QueueId, rank: Rank, mut task: Task) {
        let Some(row) = self.row(&task) else {
            return self.matching.put_task(id, rank, task, self.patience);
        };
        if let Task::Workflow { target, adrift, .. } = &mut task
            && target.queue != *id.name
        {
            *adrift = Some(self.backlog.put_adrift(row));
            return self.matching.put_task(id, rank, task, self.patience);
        }
        self.adopt(id);
        let place = self.matching.put_stored(id, rank, task, self.patience);
        self.backlog.put(queue(id), place.number(), row);
    }

    /// The row for a task; `None` if it is lost with the process.
    fn row(&self, task: &Task) -> Option<Waiting> {
        let since = self.now.nanos();
        match *task {
            Task::Workflow {
                key,
                scheduled_event_id: id,
                attempt,
                ..
            } => {
                let is_recorded = self.executions.get(key)?.execution.is_task_recorded();
                is_recorded.then_some(Waiting {
                    key,
                    since,
                    id,
                    attempt,
                    stamp: 0,
                })
            }
            Task::Activity {
                key,
                scheduled_event_id: id,
                attempt,
                stamp,
                ..
            } => Some(Waiting {
                key,
                since,
                id,
                attempt,
                stamp,
            }),
            Task::Query { .. } => None,
        }
    }

    /// Takes the first task of a queue, from memory or from the store, if one may be handed out now.
    pub(super) fn next_task(&mut self, id: &QueueId) -> Option<Task> {
        if self.is_held(id) {
            return None;
        }
        while let Some(after) = self.matching.wanted(id) {
            let (rows, end) = match self.backlog.read(self.store.as_ref(), &queue(id), after) {
                Ok(read) => read,
                Err(error) => {
                    self.broken = Some(error.to_string());
                    return None;
                }
            };
            let tasks = rows.iter().map(|(place, waiting)| {
                let place = Place::from_number(*place);
                (place, self.came(waiting), task(id, place, waiting))
            });
            let tasks = tasks.collect();
            self.matching.take_in(id, tasks, end.map(Place::from_number));
        }
        let (place, mut task) = self.matching.take_task(id, self.patience)?;
        if let Some(place) = place {
            self.backlog.remove(queue(id), place.number());
        }
        self.take_off_adrift(&mut task);
        Some(task)
    }

    /// Whether a queue may hand out nothing at this moment; it goes on by itself.
    pub(super) fn is_held(&mut self, id: &QueueId) -> bool {
        let until = self.matching.held_until(id, self.patience);
        if let Some(until) = until {
            self.backlog.rests(id, until);
        }
        until.is_some()
    }

    /// A task leaves its sticky queue, and with it its row.
    pub(super) fn take_off_adrift(&mut self, task: &mut Task) {
        if let Task::Workflow { adrift, .. } = task
            && let Some(place) = adrift.take()
        {
            self.backlog.remove_adrift(place);
        }
    }

    /// When a stored task came, by the clock of callers.
    fn came(&self, waiting: &Waiting) -> Timestamp {
        self.patience - self.now.since(Timestamp::from_nanos(waiting.since))
    }

    /// Learns what the store has of a queue before its first use.
    pub(super) fn adopt(&mut self, id: &QueueId) {
        if self.matching.is_adopted(id) {
            return;
        }
        let name = queue(id);
        let mut last = None;
        for rank in ranks() {
            match self.store.last_task(&name, Place::end_of(rank).number()) {
                Ok(found) => last = last.max(found.map(|place| Place::from_number(place).serial)),
                Err(error) => self.broken = Some(error.to_string()),
            }
        }
        self.matching.adopt(id, last);
    }

    /// Counts what of a queue is not in memory.
    pub(super) fn count_rest(&mut self, id: &QueueId, after: Place) -> Result<usize, Error> {
        let count = self.backlog.count(self.store.as_ref(), &queue(id), after)?;
        self.matching.counted(id, count);
        Ok(count)
    }

    /// Since when the oldest of what is not in memory waits.
    pub(super) fn oldest_of_rest(&self, id: &QueueId, after: Place) -> Result<Option<Timestamp>, Error> {
        let name = queue(id);
        let mut oldest: Option<Timestamp> = None;
        for rank in ranks() {
            let start = Place { rank, serial: 0 }.max(after);
            let first = self.store.tasks(&name, start.number(), 1)?;
            for (place, waiting) in first {
                if Place::from_number(place).rank == rank {
                    let came = self.came(&waiting);
                    oldest = Some(oldest.map_or(came, |oldest| oldest.min(came)));
                }
            }
        }
        Ok(oldest)
    }

    /// Offers anew what was on sticky queues when the store was opened, some in each turn.
    pub(super) fn offer_adrift(&mut self) {
        let Some((after, end)) = self.backlog.to_offer else {
            return;
        };
        let rows = match self.store.tasks(&adrift(), after, OFFERED_PER_TURN) {
            Ok(rows) => rows,
            Err(error) => {
                self.broken = Some(error.to_string());
                return;
            }
        };
        let last = rows.last().map(|(place, _)| *place);
        self.backlog.to_offer = last.filter(|last| *last < end).map(|last| (last, end));
        for (place, waiting) in rows.into_iter().filter(|(place, _)| *place <= end) {
            self.backlog.remove_adrift(place);
            self.offer_anew(waiting);
        }
    }

    fn offer_anew(&mut self, waiting: Waiting) {
        let Waiting { key, id, .. } = waiting;
        if !self.is_loaded(key) {
            return;
        }
        let effects = self.executions.get(key).map(|slot| slot.execution.ready_effects());
        for effect in effects.unwrap_or_default() {
            // Without an id, the row is for all that waits.
            let is_meant = match &effect {
                Effect::WorkflowTaskReady { scheduled_event_id, .. } => id == 0 || id == *scheduled_event_id,
                _ => id == 0,
            };
            if is_meant {
                self.release(key, effect);
            }
        }
    }

    /// Brings a task's execution into memory; says so if it cannot be read, but not if it has gone.
    pub(super) fn is_loaded(&mut self, key: Key) -> bool {
        match self.load(key) {
            Ok(()) => true,
            Err(error) => {
                if error.code != Code::NotFound {
                    tracing::error!(key, %error, "a task's execution cannot be loaded");
                }
                false
            }
        }
    }

    /// Goes on with polls that found only what nobody wants any more.
    pub(super) fn feed_hungry(&mut self) {
        self.backlog.wake(self.patience);
        for id in std::mem::take(&mut self.backlog.hungry) {
            self.feed(&id);
        }
    }
}
