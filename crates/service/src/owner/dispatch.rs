//! Bringing tasks and polls together. What the hand-over means to the execution is decided at once, in the same
//! turn and commit that made the task ready.

use std::sync::Arc;

use everloop_engine::{
    IdSource as _, Input, Reply as Decided, Target, Timestamp, input,
    input::Polled,
    matching::{self, Kind, QueueId, Rank},
};
use everloop_proto::{
    Connection, Reply,
    common::v1::WorkerVersionStamp,
    taskqueue::v1::PollerScalingDecision,
    workflowservice::v1::{PollActivityTaskQueueResponse, PollWorkflowTaskQueueResponse},
};
use everloop_store::Key;

use crate::{
    errors,
    promise::Promise,
    request::{Poll, QueueDescription},
};

use super::{Owner, meters::Found, queries::QueryHistory};

/// Something that waits for a worker.
#[derive(Debug)]
pub(super) enum Task {
    Workflow {
        key: Key,
        target: Target,
        scheduled_event_id: i64,
        attempt: i32,
        /// The place of its row while it is on a sticky queue.
        adrift: Option<i64>,
    },
    Activity {
        key: Key,
        queue: Arc<str>,
        scheduled_event_id: i64,
        attempt: i32,
        stamp: u32,
        priority: i32,
    },
    Query {
        id: String,
    },
}

/// Who waits for a task.
#[derive(Debug)]
pub(super) enum Caller {
    Workflow(WorkflowCaller),
    Activity {
        promise: Promise<PollActivityTaskQueueResponse>,
        version: Option<WorkerVersionStamp>,
        connection: Option<Connection>,
    },
}

#[derive(Debug)]
pub(super) struct WorkflowCaller {
    promise: Promise<PollWorkflowTaskQueueResponse>,
    version: Option<WorkerVersionStamp>,
    polled: Polled,
    connection: Option<Connection>,
}

impl Caller {
    pub(super) fn is_there(&self) -> bool {
        match self {
            Self::Workflow(caller) => caller.promise.is_awaited(),
            Self::Activity { promise, .. } => promise.is_awaited(),
        }
    }

    /// What the poll came by.
    pub(super) fn connection(&self) -> Option<&Connection> {
        match self {
            Self::Workflow(caller) => caller.connection.as_ref(),
            Self::Activity { connection, .. } => connection.as_ref(),
        }
    }
}

type Waiting = matching::Poll<Caller>;

/// How many tasks that nobody wants any more one turn passes over for a poll.
const STALE_MAX: usize = 64;

impl Owner {
    /// Offers all tasks that this turn has made ready, and those that doing so makes ready.
    pub(super) fn dispatch(&mut self) {
        while let Some(task) = self.tasks.pop_front() {
            self.offer(task);
        }
    }

    fn offer(&mut self, task: Task) {
        let Some((id, rank)) = self.place(&task) else { return };
        if self.is_held(&id) {
            return self.keep(&id, rank, task);
        }
        match self.matching.take_poll(&id, self.patience, Caller::is_there) {
            Some((turn, poll)) => {
                self.matching.passed_on(&id, self.patience);
                if let Err(poll) = self.hand_over(&id, task, poll, Found::AtOnce) {
                    self.matching.wait_on(&id, turn, poll);
                }
            }
            None => self.keep(&id, rank, task),
        }
    }

    /// The queue for a task, and its rank there; `None` if nobody wants it any more.
    fn place(&mut self, task: &Task) -> Option<(QueueId, Rank)> {
        match task {
            Task::Workflow { key, target, .. } => {
                if !self.is_loaded(*key) {
                    return None;
                }
                let namespace = self.executions.get(*key)?.namespace;
                Some((self.workflow_queue(namespace, target), Rank::default()))
            }
            Task::Activity {
                key, queue, priority, ..
            } => {
                if !self.is_loaded(*key) {
                    return None;
                }
                let namespace = self.executions.get(*key)?.namespace;
                let rank = u8::try_from(*priority)
                    .ok()
                    .filter(|level| (1..=5).contains(level))
                    .map(Rank::Priority);
                let id = QueueId {
                    namespace,
                    kind: Kind::Activity,
                    name: Arc::clone(queue),
                };
                Some((id, rank.unwrap_or_default()))
            }
            Task::Query { id } => {
                let (key, target) = self.query_target(id)?;
                self.load(key).ok()?;
                let namespace = self.executions.get(key)?.namespace;
                let queue = self.workflow_queue(namespace, &target);
                if target.sticky.as_deref() == Some(queue.name.as_ref()) {
                    self.query_is_on_sticky(id.clone());
                }
                Some((queue, Rank::Urgent))
            }
        }
    }

    /// The sticky queue as long as its worker is there, else the normal one.
    fn workflow_queue(&mut self, namespace: u32, target: &Target) -> QueueId {
        if let Some(sticky) = &target.sticky {
            let id = QueueId {
                namespace,
                kind: Kind::Workflow,
                name: sticky.as_str().into(),
            };
            if self.matching.is_polled(&id, self.patience, Caller::is_there) {
                return id;
            }
        }
        QueueId {
            namespace,
            kind: Kind::Workflow,
            name: target.queue.as_str().into(),
        }
    }

    pub(super) fn poll_workflow_task(&mut self, poll: Poll, promise: Promise<PollWorkflowTaskQueueResponse>) {
        let polled = if poll.is_sticky { Polled::Sticky } else { Polled::Normal };
        let caller = WorkflowCaller {
            promise,
            version: poll.worker_version.clone(),
            polled,
            connection: poll.connection.clone(),
        };
        self.poll(poll, Kind::Workflow, Caller::Workflow(caller));
    }

    pub(super) fn poll_activity_task(&mut self, poll: Poll, promise: Promise<PollActivityTaskQueueResponse>) {
        let caller = Caller::Activity {
            promise,
            version: poll.worker_version.clone(),
            connection: poll.connection.clone(),
        };
        self.poll(poll, Kind::Activity, caller);
    }

    /// Serves a poll from the backlog, or lets it wait.
    fn poll(&mut self, poll: Poll, kind: Kind, caller: Caller) {
        let namespace = match self.namespaces.number(&poll.namespace) {
            Ok(namespace) => namespace,
            Err(error) => match caller {
                Caller::Workflow(caller) => return self.outbox.put(caller.promise, Err(error)),
                Caller::Activity { promise, .. } => return self.outbox.put(promise, Err(error)),
            },
        };
        if self.workers.is_gone(&poll.worker) {
            return self.expire_caller(caller);
        }
        self.hands.hear(&poll.worker, poll.connection.as_ref());
        // What this turn has made ready comes after what has waited longer.
        let id = QueueId {
            namespace,
            kind,
            name: poll.queue.into(),
        };
        if poll.is_sticky {
            self.hands.note_sticky(&id, poll.connection.as_ref());
        }
        let Poll {
            identity,
            worker,
            patience,
            worker_version,
            tasks_per_second,
            ..
        } = poll;
        let build_id = worker_version.map(|version| version.build_id).unwrap_or_default();
        let mut poll = Waiting {
            identity,
            worker,
            since: self.patience,
            expires: self.patience + patience,
            caller,
        };
        self.matching.greet(&id, (&poll.identity, &build_id), self.patience);
        if kind == Kind::Activity {
            self.matching.limit(&id, tasks_per_second, self.patience);
        }
        self.adopt(&id);
        for _ in 0..STALE_MAX {
            let Some(task) = self.next_task(&id) else {
                return self.matching.wait(&id, poll);
            };
            match self.hand_over(&id, task, poll, Found::InBacklog) {
                Ok(()) => return,
                Err(unserved) => poll = unserved,
            }
        }
        self.matching.wait(&id, poll);
        self.backlog.is_hungry(&id);
    }

    /// Goes on with a queue whose polls wait though there may be tasks for them.
    pub(super) fn feed(&mut self, id: &QueueId) {
        for _ in 0..STALE_MAX {
            let Some((turn, poll)) = self.matching.take_poll(id, self.patience, Caller::is_there) else {
                return;
            };
            let Some(task) = self.next_task(id) else {
                return self.matching.wait_on(id, turn, poll);
            };
            if let Err(poll) = self.hand_over(id, task, poll, Found::InBacklog) {
                self.matching.wait_on(id, turn, poll);
            }
        }
        self.backlog.is_hungry(id);
    }

    /// Gives a task to a poll; gives the poll back if nobody wants the task any more.
    fn hand_over(&mut self, id: &QueueId, task: Task, poll: Waiting, found: Found) -> Result<(), Waiting> {
        match (task, poll.caller) {
            (
                Task::Workflow {
                    key,
                    target,
                    scheduled_event_id,
                    attempt,
                    ..
                },
                Caller::Workflow(caller),
            ) => {
                let started = input::WorkflowTaskStarted {
                    scheduled_event_id,
                    attempt,
                    identity: poll.identity.clone(),
                    request_id: self.ids.random(),
                    polled: caller.polled,
                    worker_version: caller.version.clone(),
                    worker: input::worker_number(&poll.worker),
                };
                match self.start_task(key, Input::WorkflowTaskStarted(started)) {
                    Some(Decided::WorkflowTask(handed)) => {
                        self.note_in_hand(key, caller.connection.as_ref());
                        let since = handed.response.scheduled_time;
                        self.note_handed_out(key, Kind::Workflow, (&target.queue, caller.polled), found, since);
                        let mut reply = self.fill(key, *handed);
                        if let Ok(response) = &mut reply {
                            response.poller_scaling_decision = self.scaling(id, poll.since);
                        }
                        self.outbox.put_workflow_task(key, caller.promise, reply);
                        Ok(())
                    }
                    _ => Err(Waiting {
                        caller: Caller::Workflow(caller),
                        ..poll
                    }),
                }
            }
            (
                Task::Activity {
                    key,
                    queue,
                    scheduled_event_id,
                    attempt,
                    stamp,
                    ..
                },
                Caller::Activity {
                    promise,
                    version,
                    connection,
                },
            ) => {
                let started = input::ActivityTaskStarted {
                    scheduled_event_id,
                    attempt,
                    stamp,
                    identity: poll.identity.clone(),
                    request_id: self.ids.random(),
                    worker_version: version.clone(),
                };
                match self.start_task(key, Input::ActivityTaskStarted(started)) {
                    Some(Decided::ActivityTask(mut handed)) => {
                        let since = handed.response.current_attempt_scheduled_time;
                        self.note_handed_out(key, Kind::Activity, (&queue, Polled::Normal), found, since);
                        handed.response.poller_scaling_decision = self.scaling(id, poll.since);
                        self.outbox
                            .put_activity_task((key, handed.attempt), promise, Ok(handed.response));
                        Ok(())
                    }
                    _ => Err(Waiting {
                        caller: Caller::Activity {
                            promise,
                            version,
                            connection,
                        },
                        ..poll
                    }),
                }
            }
            (Task::Query { id: query_id }, Caller::Workflow(caller)) => {
                if self.query_target(&query_id).is_none() {
                    return Err(Waiting {
                        caller: Caller::Workflow(caller),
                        ..poll
                    });
                }
                let history = match caller.polled {
                    Polled::Normal => QueryHistory::Full,
                    Polled::Sticky => QueryHistory::None,
                };
                let mut reply = self.query_task(&query_id, history);
                if let Ok(response) = &mut reply {
                    response.poller_scaling_decision = self.scaling(id, poll.since);
                }
                self.outbox.put(caller.promise, reply);
                Ok(())
            }
            // Kinds have queues of their own, so that the rest does not come about.
            (_, caller) => Err(Waiting { caller, ..poll }),
        }
    }

    /// What a worker is told of the number of its polls.
    fn scaling(&mut self, id: &QueueId, since: Timestamp) -> Option<PollerScalingDecision> {
        let hint = self.matching.hint(id, since, self.patience)?;
        Some(PollerScalingDecision {
            poll_request_delta_suggestion: hint,
        })
    }

    /// Decides that a task starts; `None` if it is not wanted any more.
    fn start_task(&mut self, key: Key, input: Input) -> Option<Decided> {
        if !self.is_loaded(key) {
            return None;
        }
        self.decide(key, input).ok()
    }

    /// Wire: a poll that finds nothing is answered by an empty response.
    pub(super) fn expire_poll(&mut self, poll: Waiting) {
        self.expire_caller(poll.caller);
    }

    fn expire_caller(&mut self, caller: Caller) {
        match caller {
            Caller::Workflow(caller) => {
                self.outbox
                    .put(caller.promise, Ok(PollWorkflowTaskQueueResponse::default()));
            }
            Caller::Activity { promise, .. } => self.outbox.put(promise, Ok(PollActivityTaskQueueResponse::default())),
        }
    }

    /// A worker is gone: what waits for it goes to the normal queues.
    pub(super) fn unload_queue(&mut self, namespace: &str, name: &str) -> Reply<()> {
        let namespace = self.namespaces.number(namespace)?;
        let id = QueueId {
            namespace,
            kind: Kind::Workflow,
            name: name.into(),
        };
        self.unload(&id);
        Ok(())
    }

    /// Takes back what waits on a queue that nobody polls any more.
    pub(super) fn unload(&mut self, id: &QueueId) {
        for mut task in self.matching.unload(id) {
            self.take_off_adrift(&mut task);
            self.tasks.push_back(task);
        }
    }

    pub(super) fn describe_queue(&mut self, namespace: &str, kind: Kind, name: &str) -> Reply<QueueDescription> {
        let namespace = self.namespaces.number(namespace)?;
        let id = QueueId {
            namespace,
            kind,
            name: name.into(),
        };
        self.adopt(&id);
        let mut found = self.matching.describe(&id, self.patience);
        if let Some(after) = found.rest {
            if !found.is_counted {
                self.count_rest(&id, after)
                    .map_err(|error| errors::unreadable(&error))?;
                found = self.matching.describe(&id, self.patience);
            }
            let oldest = self.oldest_of_rest(&id, after);
            let oldest = oldest.map_err(|error| errors::unreadable(&error))?;
            let age = oldest.map(|oldest| self.patience.since(oldest)).unwrap_or_default();
            found.backlog_age = found.backlog_age.max(age);
        }
        let config = self.queue_configs.get(&id).cloned();
        let at = |last: Timestamp| (self.now - self.patience.since(last)).into();
        Ok(QueueDescription {
            pollers: found.pollers.iter().map(|poller| at(poller.last)).collect(),
            queue: found,
            config,
        })
    }
}
