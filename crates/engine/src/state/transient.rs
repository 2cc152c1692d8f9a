//! What history can't say of a run: attempts, heartbeats, the sticky queue, the current workflow task, events that
//! wait in the buffer, pending queries and updates. All but queries, updates and the speculative tasks that carry these
//! survive a restart.

use std::sync::Arc;
use std::time::Duration;

use everloop_proto::common::v1::{Payloads, WorkerVersionStamp};
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::ActivityTaskScheduledEventAttributes;
use everloop_proto::query::v1::WorkflowQuery;
use everloop_proto::update::v1::Request;
use imbl::OrdMap;

use super::{Buffer, Table};
use crate::Timestamp;

/// What history can't say.
#[derive(Clone, Debug, PartialEq)]
pub struct Transient {
    pub(crate) start_request_id: String,
    /// When this run was begun by the reset of another; its timeouts count from then.
    pub(crate) reset_at: Option<Timestamp>,
    /// The run that a reset of this one began.
    pub(crate) reset_run_id: Option<String>,
    /// Why the last workflow tasks failed, since the last that was completed.
    pub(crate) task_problem: Option<String>,
    /// The types of the activities that operators have paused, in order; lists show them without reading activities.
    pub(crate) paused_types: Vec<String>,
    /// The current workflow task, written in history or not. Idle runs, most of all, have none, and drafts share it.
    pub(crate) task: Option<Arc<Task>>,
    /// The attempt that the current or the next workflow task is.
    pub(crate) task_attempt: i32,
    /// Since when workflow tasks follow each other by force; counts against the limit of such chains.
    pub(crate) task_heartbeat_since: Option<Timestamp>,
    pub(crate) sticky: Option<Sticky>,
    pub(crate) buffer: Buffer,
    /// How far pending activities are, by scheduled event id. Without a row: waiting for the first start.
    pub(crate) progress: Table<Progress>,
    pub(crate) queries: OrdMap<String, PendingQuery>,
    /// Updates that are admitted, in the order they came.
    pub(crate) updates: OrdMap<u64, AdmittedUpdate>,
}

impl Default for Transient {
    fn default() -> Self {
        Self {
            start_request_id: String::new(),
            reset_at: None,
            reset_run_id: None,
            task_problem: None,
            paused_types: Vec::new(),
            task: None,
            task_attempt: 1,
            task_heartbeat_since: None,
            sticky: None,
            buffer: Buffer::default(),
            progress: Table::default(),
            queries: OrdMap::new(),
            updates: OrdMap::new(),
        }
    }
}

impl Transient {
    /// Takes the workflow task out, to be changed or to be gone.
    pub(crate) fn take_task(&mut self) -> Option<Task> {
        self.task.take().map(Arc::unwrap_or_clone)
    }
}

/// The worker queue on which workflow tasks find the workflow in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticky {
    pub queue: String,
    pub schedule_to_start: Duration,
}

/// Whether a workflow task is written in history from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskKind {
    /// Written when it is scheduled and when it is started.
    Normal,
    /// An attempt after the first: written only when it completes; until then its event ids are only reserved.
    Transient,
    /// A task that only carries updates: written when its completion, or anything else, gives reason to.
    Speculative,
}

/// A workflow task that is scheduled or started.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    pub kind: TaskKind,
    pub scheduled_event_id: i64,
    pub attempt: i32,
    pub sticky_queue: Option<String>,
    pub scheduled_at: Timestamp,
    pub original_scheduled_at: Timestamp,
    /// Only on sticky queues.
    pub schedule_to_start: Option<Duration>,
    pub start_to_close: Duration,
    pub started: Option<TaskStart>,
}

impl Task {
    pub(crate) fn in_hand(&self) -> Option<TaskInHand> {
        let started = self.started.as_ref()?;
        Some(TaskInHand {
            started_event_id: started.event_id,
            attempt: self.attempt,
            request_id: started.request_id.clone(),
            worker: started.worker,
        })
    }
}

/// How a workflow task was handed to a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskStart {
    pub event_id: i64,
    pub at: Timestamp,
    pub request_id: String,
    pub identity: String,
    pub history_bytes: i64,
    /// `SuggestContinueAsNewReason`s; none is no suggestion.
    pub continue_as_new_reasons: Vec<i32>,
    pub worker_version: Option<WorkerVersionStamp>,
    /// The number of the worker that has it, if it told its key.
    pub worker: Option<u64>,
}

/// One handing over of a workflow task that has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskInHand {
    pub started_event_id: i64,
    pub attempt: i32,
    pub request_id: String,
    pub worker: Option<u64>,
}

/// How far a pending activity is.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub attempt: i32,
    pub phase: Phase,
    /// When this attempt was, or will be, put on its queue.
    pub scheduled_at: Timestamp,
    pub last_failure: Option<Arc<Failure>>,
    pub heartbeat_details: Option<Arc<Payloads>>,
    pub heartbeat_at: Option<Timestamp>,
    pub last_started_at: Option<Timestamp>,
    pub last_worker_identity: String,
    pub last_attempt_completed_at: Option<Timestamp>,
    pub retry_interval: Option<Duration>,
    /// Raised whenever somebody interferes, so that a task announced before is not taken any more.
    pub stamp: u32,
    /// What an operator made of it, if one did.
    pub interference: Option<Arc<Interference>>,
}

/// What operators made of a pending activity, which history does not tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interference {
    /// The schedule with other options than in history.
    pub scheduled: Option<Arc<ActivityTaskScheduledEventAttributes>>,
    /// Since when it counts as scheduled, if not since its event.
    pub scheduled_at: Option<Timestamp>,
    pub pause: Option<Pause>,
    /// The attempt that a worker has was reset; the worker is told.
    pub was_reset: bool,
    /// The next attempt is not to learn the heartbeats of those before.
    pub forgets_heartbeats: bool,
}

/// That an activity gets no new attempt for now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    pub at: Timestamp,
    pub identity: String,
    pub reason: String,
}

impl Progress {
    pub(crate) fn first(scheduled_at: Timestamp) -> Self {
        Self {
            attempt: 1,
            phase: Phase::Scheduled,
            scheduled_at,
            last_failure: None,
            heartbeat_details: None,
            heartbeat_at: None,
            last_started_at: None,
            last_worker_identity: String::new(),
            last_attempt_completed_at: None,
            retry_interval: None,
            stamp: 0,
            interference: None,
        }
    }

    /// Whether an operator has paused the activity.
    pub(crate) fn is_paused(&self) -> bool {
        self.pause().is_some()
    }

    pub(crate) fn pause(&self) -> Option<&Pause> {
        self.interference.as_ref()?.pause.as_ref()
    }

    /// Changes what operators made of it.
    pub(crate) fn interfere(&mut self) -> &mut Interference {
        Arc::make_mut(self.interference.get_or_insert_default())
    }
}

/// Where an activity's attempt stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// On its queue.
    Scheduled,
    /// With a worker.
    Started {
        at: Timestamp,
        request_id: String,
        worker_version: Option<WorkerVersionStamp>,
    },
    /// Waiting until its next attempt is put on the queue.
    Backoff,
}

/// An update that no workflow has accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct AdmittedUpdate {
    pub request: Arc<Request>,
    /// Whether a worker has it.
    pub sent: bool,
    /// Whether an event says that it is admitted, as after a reset.
    pub is_written: bool,
}

impl AdmittedUpdate {
    pub(crate) fn id(&self) -> &str {
        self.request.meta.as_ref().map_or("", |meta| &meta.update_id)
    }
}

/// A query that waits for a workflow task.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingQuery {
    pub query: Arc<WorkflowQuery>,
    /// Whether the current workflow task carries it.
    pub handed: bool,
}
