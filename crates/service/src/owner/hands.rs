//! Workflow tasks in the hands of workers that are gone: they are given out again without waiting for their time to be
//! over. Activities that a worker has got are not, for how long they may be silent is what their users say.
//!
//! - *A connection closes*, as it does when the process at its other end dies: what was handed over by it, polls and
//!   completions alike, is given out again. Its sticky queues hand back what waits there.
//! - *An engine opens*: tasks that the engine before it had handed over, above all to workers in its own process, are found by
//!   their deadlines, and given out again unless their workers come.
//! - *A poll has left* between its match and its answer: the task comes back at once, be it a workflow's or an activity.
//!
//! A connection may also break while both ends live, and a peer of a shared file survives its owner. So a worker has a moment
//! to come back, by any connection; who has polled since is known by the key of the worker's instance, and keeps its tasks. To be
//! wrong does little harm: the answer is refused, and the task is done by another.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use everloop_engine::{
    Execution, Input, Reject, Timestamp, input::worker_number, matching::QueueId, snapshot, state::TaskInHand,
};
use everloop_proto::{Connection, RpcError};
use everloop_store::Key;

use crate::errors;

use super::{
    Owner,
    deadlines::WINDOW_MAX,
    dispatch::Caller,
    waits::{Wait, Waits},
};

/// How long a worker has to come back. Who lives dials again within milliseconds; others wait for what the dead have.
const GRACE: Duration = Duration::from_millis(500);

/// No workflow task is given more time than this, so that the deadlines of all that are in somebody's hands come earlier.
const TASK_MAX: Duration = Duration::from_secs(11 * 60);

/// Executions that one turn looks at after an opening.
const LOOKED_AT_PER_TURN: usize = 256;

/// Workers that live, and what they polled by.
type Living = BTreeMap<u64, Option<Connection>>;

#[derive(Default)]
pub(super) struct Hands {
    /// Tasks that were handed over by a connection.
    tasks: BTreeMap<Key, (TaskInHand, Connection)>,
    /// By what each sticky queue was polled last.
    sticky: BTreeMap<QueueId, Connection>,
    /// Connections that were closed a moment ago.
    closed: Vec<Connection>,
    /// Workers that have polled since somebody looks for them.
    heard: Living,
    former: Option<Former>,
}

/// What is to be done about the tasks of the engine before this one.
#[derive(Default)]
struct Former {
    /// Handed over by this one.
    fresh: BTreeSet<Key>,
    living: Living,
    /// Executions that may have one, once their workers have had the time to come.
    suspects: VecDeque<Key>,
}

impl Hands {
    /// For a store with executions up to that key.
    pub(super) fn open(last_key: Key, now: Timestamp, waits: &mut Waits) -> Self {
        let mut hands = Self::default();
        if last_key > 0 {
            hands.former = Some(Former::default());
            waits.add(now, GRACE, Wait::Former);
        }
        hands
    }

    /// Notes that a worker polls, if somebody looks for workers.
    pub(super) fn hear(&mut self, worker: &str, connection: Option<&Connection>) {
        if self.is_quiet() || connection.is_some_and(|connection| self.closed.contains(connection)) {
            return;
        }
        if let Some(worker) = worker_number(worker) {
            self.heard.insert(worker, connection.cloned());
        }
    }

    /// Whether nobody looks for workers.
    fn is_quiet(&self) -> bool {
        self.closed.is_empty() && self.former.is_none()
    }

    /// Who was heard by a connection that is closed now may be gone; what was heard before somebody looked says nothing.
    fn forget_heard(&mut self, connection: &Connection) {
        if self.is_quiet() {
            self.heard.clear();
        }
        self.heard.retain(|_, by| by.as_ref() != Some(connection));
    }

    /// Notes by what a sticky queue is polled.
    pub(super) fn note_sticky(&mut self, queue: &QueueId, connection: Option<&Connection>) {
        let Some(connection) = connection else { return };
        if self.sticky.get(queue) != Some(connection) {
            self.sticky.insert(queue.clone(), connection.clone());
        }
    }

    /// Whether somebody polls that queue as a sticky one, over a connection.
    pub(super) fn is_sticky(&self, queue: &QueueId) -> bool {
        self.sticky.contains_key(queue)
    }

    /// Forgets a task that was answered or is over.
    pub(super) fn note(&mut self, key: Key, execution: &Execution) {
        if !self.tasks.is_empty()
            && let Some((task, _)) = self.tasks.get(&key)
            && !execution.is_in_hand(task)
        {
            self.tasks.remove(&key);
        }
    }

    pub(super) fn has_work(&self) -> bool {
        self.former.as_ref().is_some_and(|former| !former.suspects.is_empty())
    }

    fn of(&self, connection: &Connection) -> Vec<(Key, TaskInHand)> {
        let theirs = self.tasks.iter().filter(|(_, (_, by))| by == connection);
        theirs.map(|(key, (task, _))| (*key, task.clone())).collect()
    }
}

impl Owner {
    /// Notes that the workflow task of an execution was handed over, by a connection or within this process.
    pub(super) fn note_in_hand(&mut self, key: Key, connection: Option<&Connection>) {
        if let Some(former) = &mut self.hands.former {
            former.fresh.insert(key);
        }
        let Some(connection) = connection else { return };
        let task = self.executions.get(key).and_then(|slot| slot.execution.task_in_hand());
        if let Some(task) = task {
            self.hands.tasks.insert(key, (task, connection.clone()));
        }
    }

    pub(super) fn connection_closed(&mut self, connection: Connection) {
        let is_theirs = |caller: &Caller| caller.connection() == Some(&connection);
        self.matching.drop_polls(is_theirs);
        let theirs = self.hands.sticky.iter().filter(|(_, by)| **by == connection);
        let theirs: Vec<_> = theirs.map(|(queue, _)| queue.clone()).collect();
        for queue in theirs {
            self.hands.sticky.remove(&queue);
            self.unload(&queue);
        }
        self.hands.forget_heard(&connection);
        if !self.hands.of(&connection).is_empty() {
            self.hands.closed.push(connection.clone());
            self.waits.add(self.patience, GRACE, Wait::Connection(connection));
        }
    }

    /// Gives out again what was handed over by a connection that was closed, unless the worker has come back.
    pub(super) fn give_out_again(&mut self, connection: &Connection) {
        let living = self.living();
        self.hands.closed.retain(|closed| closed != connection);
        for (key, task) in self.hands.of(connection) {
            match task.worker.and_then(|worker| living.get(&worker)) {
                Some(Some(other)) => {
                    self.hands.tasks.insert(key, (task, other.clone()));
                }
                Some(None) => {
                    self.hands.tasks.remove(&key);
                }
                None => self.abandon(key, task),
            }
        }
    }

    /// Workers that the engine before this one gave tasks to have had the time to come.
    pub(super) fn look_for_orphans(&mut self) {
        let living = self.living();
        let until = (self.now + TASK_MAX).nanos();
        let suspects = match self.store.due((i64::MIN, Key::MIN), until, WINDOW_MAX) {
            Ok(due) => due.into_iter().map(|(_, key)| key).collect(),
            Err(error) => {
                self.broken = Some(error.to_string());
                return;
            }
        };
        self.hands.former = Some(Former {
            living,
            suspects,
            fresh: self.hands.former.take().unwrap_or_default().fresh,
        })
        .filter(|former| !former.suspects.is_empty());
    }

    /// Takes back tasks that found nobody to take them, and some of those whose workers are gone since before this engine.
    pub(super) fn take_back_tasks(&mut self) {
        for key in self.outbox.take_returned() {
            let task = self.executions.get(key).and_then(|slot| slot.execution.task_in_hand());
            if let Some(task) = task {
                self.abandon(key, task);
            }
        }
        for (key, task) in self.outbox.take_returned_activities() {
            self.give_back(key, Input::ActivityTaskAbandoned(task));
        }
        for _ in 0..LOOKED_AT_PER_TURN {
            let former = self.hands.former.as_mut();
            let Some(key) = former.and_then(|former| former.suspects.pop_front()) else {
                return;
            };
            match self.orphan(key) {
                Ok(Some(task)) => self.abandon(key, task),
                Ok(None) => {}
                Err(error) => tracing::error!(key, %error, "an execution cannot be read"),
            }
            if !self.hands.has_work() {
                self.hands.former = None;
            }
        }
    }

    /// The task of an execution whose worker was there before this engine, and is not any more.
    fn orphan(&self, key: Key) -> Result<Option<TaskInHand>, RpcError> {
        let Some(former) = &self.hands.former else {
            return Ok(None);
        };
        if former.fresh.contains(&key) {
            return Ok(None);
        }
        let task = match self.executions.get(key) {
            Some(slot) => slot.execution.task_in_hand(),
            None => match self.store.head(key, 0).map_err(|error| errors::unreadable(&error))? {
                Some(head) => snapshot::task_in_hand(&head.state.core)
                    .map_err(|error| errors::unavailable(&format!("execution {key} cannot be read: {error}")))?,
                None => None,
            },
        };
        Ok(task.filter(|task| task.worker.is_some_and(|worker| !former.living.contains_key(&worker))))
    }

    fn abandon(&mut self, key: Key, task: TaskInHand) {
        self.give_back(key, Input::WorkflowTaskAbandoned(task));
    }

    fn give_back(&mut self, key: Key, task: Input) {
        if let Err(error) = self.load(key) {
            tracing::error!(key, %error, "an execution whose worker is gone cannot be loaded");
            return;
        }
        match self.decide(key, task) {
            // Answered meanwhile.
            Ok(_) | Err(Reject::Stale) => {}
            Err(reject) => tracing::error!(key, %reject, "a task whose worker is gone was not given back"),
        }
    }

    /// The workers that poll, or have polled since somebody looks.
    fn living(&self) -> Living {
        let mut living = self.hands.heard.clone();
        for poll in self.matching.polls() {
            let by = poll.caller.connection();
            let is_closed = by.is_some_and(|by| self.hands.closed.contains(by));
            if let Some(worker) = worker_number(&poll.worker)
                && poll.caller.is_there()
                && !is_closed
            {
                living.insert(worker, by.cloned());
            }
        }
        living
    }
}
