//! The state of one execution: what its history says, and what history can't say.

mod agenda;
mod buffer;
mod describe;
mod listing;
mod recorded;
mod reset_points;
mod size;
mod table;
mod time_skipping;
mod transient;
mod work;

use std::sync::Arc;
use std::time::Duration;

use everloop_proto::common::v1::{Payload, WorkflowExecution};
use everloop_proto::enums::v1::WorkflowExecutionStatus;
use everloop_proto::history::v1::WorkflowExecutionStartedEventAttributes;

pub(crate) use agenda::{Agenda, Deadline};
pub use buffer::Buffer;
pub(crate) use buffer::closed_activity;
pub(crate) use describe::{activity_options, original_options};
pub use recorded::{
    Activity, Child, ChildStart, Close, External, ExternalKind, Options, Recorded, RecordedTask, Timer, Update,
};
pub use reset_points::{ResetPoint, ResetPoints};
pub(crate) use size::{bytes_after, bytes_of};
pub use table::Table;
pub use time_skipping::TimeSkipping;
pub(crate) use time_skipping::{SKIPS_MAX, ahead};
pub use transient::{
    AdmittedUpdate, Interference, Pause, PendingQuery, Phase, Progress, Sticky, Task, TaskInHand, TaskKind, TaskStart,
    Transient,
};

pub use work::Work;

use crate::{Effect, Target, Timestamp};

/// Which run an execution is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The name of the namespace.
    pub namespace: String,
    pub namespace_id: String,
    pub workflow_id: String,
    pub run_id: String,
}

impl Identity {
    /// The run as the wire names it.
    #[must_use]
    pub fn to_wire(&self) -> WorkflowExecution {
        WorkflowExecution {
            workflow_id: self.workflow_id.clone(),
            run_id: self.run_id.clone(),
        }
    }
}

/// Whether a run is open, or how it closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    #[default]
    Running,
    Completed,
    Failed,
    Canceled,
    Terminated,
    ContinuedAsNew,
    TimedOut,
}

impl Status {
    #[must_use]
    pub fn is_running(self) -> bool {
        self == Self::Running
    }

    /// The status as it is on the wire.
    #[must_use]
    pub fn to_wire(self) -> WorkflowExecutionStatus {
        match self {
            Self::Running => WorkflowExecutionStatus::Running,
            Self::Completed => WorkflowExecutionStatus::Completed,
            Self::Failed => WorkflowExecutionStatus::Failed,
            Self::Canceled => WorkflowExecutionStatus::Canceled,
            Self::Terminated => WorkflowExecutionStatus::Terminated,
            Self::ContinuedAsNew => WorkflowExecutionStatus::ContinuedAsNew,
            Self::TimedOut => WorkflowExecutionStatus::TimedOut,
        }
    }

    pub(crate) fn from_wire(number: i32) -> Option<Self> {
        Some(match WorkflowExecutionStatus::try_from(number).ok()? {
            WorkflowExecutionStatus::Running => Self::Running,
            WorkflowExecutionStatus::Completed => Self::Completed,
            WorkflowExecutionStatus::Failed => Self::Failed,
            WorkflowExecutionStatus::Canceled => Self::Canceled,
            WorkflowExecutionStatus::Terminated => Self::Terminated,
            WorkflowExecutionStatus::ContinuedAsNew => Self::ContinuedAsNew,
            WorkflowExecutionStatus::TimedOut => Self::TimedOut,
            WorkflowExecutionStatus::Unspecified | WorkflowExecutionStatus::Paused => return None,
        })
    }
}

/// One run of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    pub(crate) identity: Arc<Identity>,
    pub(crate) recorded: Recorded,
    pub(crate) transient: Transient,
    /// Follows from the other two; kept up to date by the draft.
    pub(crate) agenda: Agenda,
    /// How large the rest is besides the history; the same holds of it.
    pub(crate) bytes: usize,
}

impl Execution {
    pub(crate) fn new(identity: Identity) -> Self {
        Self {
            identity: Arc::new(identity),
            recorded: Recorded::default(),
            transient: Transient::default(),
            agenda: Agenda::default(),
            bytes: 0,
        }
    }

    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    #[must_use]
    pub fn status(&self) -> Status {
        self.recorded.status
    }

    /// What the history says.
    #[must_use]
    pub fn recorded(&self) -> &Recorded {
        &self.recorded
    }

    /// What history can't say.
    #[must_use]
    pub fn transient(&self) -> &Transient {
        &self.transient
    }

    /// The attributes of the first event.
    #[must_use]
    pub fn started(&self) -> &WorkflowExecutionStartedEventAttributes {
        &self.recorded.started
    }

    /// The run that a reset of this one began, if there is one.
    #[must_use]
    pub fn reset_run_id(&self) -> Option<&str> {
        self.transient.reset_run_id.as_deref()
    }

    /// The request id of the start.
    #[must_use]
    pub fn start_request_id(&self) -> &str {
        &self.transient.start_request_id
    }

    /// The id of the last event in history.
    #[must_use]
    pub fn last_event_id(&self) -> i64 {
        self.recorded.last_event_id
    }

    #[must_use]
    pub fn start_time(&self) -> Timestamp {
        self.transient.reset_at.unwrap_or(self.recorded.start_time)
    }

    /// When the first workflow task may run: the start, or later with a delay.
    #[must_use]
    pub fn execution_time(&self) -> Timestamp {
        if let Some(reset_at) = self.transient.reset_at {
            return reset_at;
        }
        self.recorded.start_time + crate::convert::duration(self.recorded.started.first_workflow_task_backoff.as_ref())
    }

    #[must_use]
    pub fn close_time(&self) -> Option<Timestamp> {
        self.recorded.close.as_ref().map(|close| close.time)
    }

    /// The memo as it is now.
    #[must_use]
    pub fn memo(&self) -> &std::collections::BTreeMap<String, Payload> {
        &self.recorded.memo
    }

    /// The search attributes as they are now.
    #[must_use]
    pub fn search_attributes(&self) -> &std::collections::BTreeMap<String, Payload> {
        &self.recorded.search_attributes
    }

    /// The same, shared: as long as it is the same map, nothing has changed.
    #[must_use]
    pub fn search_attributes_shared(&self) -> Arc<std::collections::BTreeMap<String, Payload>> {
        Arc::clone(&self.recorded.search_attributes)
    }

    #[must_use]
    pub fn workflow_type(&self) -> &str {
        self.recorded
            .started
            .workflow_type
            .as_ref()
            .map_or("", |kind| &kind.name)
    }

    /// The normal task queue.
    #[must_use]
    pub fn task_queue(&self) -> &str {
        self.recorded
            .started
            .task_queue
            .as_ref()
            .map_or("", |queue| &queue.name)
    }

    /// When [`crate::Input::Deadline`] is to be given next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        // The agenda is by the run's own clock.
        self.agenda.next().map(|(time, _)| time - self.ahead())
    }

    /// How far the run's clock is ahead of the world's.
    pub(crate) fn ahead(&self) -> Duration {
        self.recorded
            .time_skipping
            .as_ref()
            .map_or(Duration::ZERO, |clock| clock.ahead)
    }

    /// Whether any task waits for a poller.
    #[must_use]
    pub fn has_ready(&self) -> bool {
        self.transient.task.as_ref().is_some_and(|task| task.started.is_none()) || !self.agenda.waiting().is_empty()
    }

    /// Whether its workflow task, if it has one, is in its records: a speculative one isn't.
    #[must_use]
    pub fn is_task_recorded(&self) -> bool {
        let task = self.transient.task.as_ref();
        task.is_some_and(|task| task.kind != TaskKind::Speculative)
    }

    /// Whether it holds something that its records don't: queries or updates that wait.
    #[must_use]
    pub fn is_volatile(&self) -> bool {
        !self.transient.queries.is_empty() || !self.transient.updates.is_empty()
    }

    /// The workflow task that a worker has, if one has it.
    #[must_use]
    pub fn task_in_hand(&self) -> Option<TaskInHand> {
        self.transient.task.as_ref()?.in_hand()
    }

    /// Whether that handing over of a workflow task has no answer yet.
    #[must_use]
    pub fn is_in_hand(&self, hand: &TaskInHand) -> bool {
        let task = self.transient.task.as_ref();
        task.is_some_and(|task| {
            task.attempt == hand.attempt
                && task.started.as_ref().is_some_and(|started| {
                    started.event_id == hand.started_event_id && started.request_id == hand.request_id
                })
        })
    }

    /// The started event of the last completed workflow task; 0 before the first.
    #[must_use]
    pub fn previous_started_event_id(&self) -> i64 {
        self.recorded.previous_started_event_id
    }

    /// Whether a worker has the workflow in memory, as far as it has told.
    #[must_use]
    pub fn is_sticky(&self) -> bool {
        self.transient.sticky.is_some()
    }

    /// The tasks that wait for a poller, as the effects that announced them: for a service that has lost its queues.
    #[must_use]
    pub fn ready_effects(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(task) = self.transient.task.as_ref().filter(|task| task.started.is_none()) {
            effects.push(self.task_ready(task));
        }
        for scheduled_event_id in self.agenda.waiting() {
            if let Some(progress) = self.progress(*scheduled_event_id)
                && let Some(activity) = self.activity(*scheduled_event_id)
            {
                effects.push(activity_ready(
                    &activity,
                    *scheduled_event_id,
                    &progress,
                    &self.recorded.options,
                ));
            }
        }
        effects
    }

    pub(crate) fn task_ready(&self, task: &Task) -> Effect {
        let target = Target {
            sticky: task.sticky_queue.clone(),
            queue: self.task_queue().to_owned(),
        };
        Effect::WorkflowTaskReady {
            target,
            scheduled_event_id: task.scheduled_event_id,
            attempt: task.attempt,
        }
    }

    /// Where a workflow task would be served now.
    pub(crate) fn target(&self) -> Target {
        Target {
            sticky: self.transient.sticky.as_ref().map(|sticky| sticky.queue.clone()),
            queue: self.task_queue().to_owned(),
        }
    }

    /// A pending activity with the options that hold now, which an operator may have changed.
    pub(crate) fn activity(&self, scheduled_event_id: i64) -> Option<Activity> {
        let mut activity = self.recorded.activities.get(scheduled_event_id)?.clone();
        let progress = self.transient.progress.get(scheduled_event_id);
        if let Some(interference) = progress.and_then(|progress| progress.interference.as_ref()) {
            if let Some(scheduled) = &interference.scheduled {
                activity.scheduled = Arc::clone(scheduled);
            }
            activity.scheduled_at = interference.scheduled_at.unwrap_or(activity.scheduled_at);
        }
        Some(activity)
    }

    /// How far a pending activity is; nothing if it isn't pending, or if its end waits in the buffer.
    pub(crate) fn progress(&self, scheduled_event_id: i64) -> Option<Progress> {
        let activity = self.recorded.activities.get(scheduled_event_id)?;
        if self.transient.buffer.closed_activities().contains(&scheduled_event_id) {
            return None;
        }
        let progress = self.transient.progress.get(scheduled_event_id).cloned();
        Some(progress.unwrap_or_else(|| Progress::first(activity.scheduled_at)))
    }

    /// When the run has to be over, by its run timeout or by that of its chain.
    pub(crate) fn run_expires_at(&self) -> Option<Timestamp> {
        let started = &self.recorded.started;
        // The time of a run counts from where it may do something.
        let from = self.execution_time();
        let run = crate::convert::timeout(started.workflow_run_timeout.as_ref()).map(|timeout| from + timeout);
        let chain = self.chain_expires_at();
        run.into_iter().chain(chain).min()
    }

    /// When the chain of runs has to be over.
    pub(crate) fn chain_expires_at(&self) -> Option<Timestamp> {
        if let Some(reset_at) = self.transient.reset_at {
            let whole = crate::convert::timeout(self.recorded.started.workflow_execution_timeout.as_ref());
            return whole.map(|whole| reset_at + whole);
        }
        self.recorded
            .started
            .workflow_execution_expiration_time
            .map(Timestamp::from)
            .filter(|time| time.nanos() > 0)
    }
}

pub(crate) fn activity_ready(
    activity: &Activity,
    scheduled_event_id: i64,
    progress: &Progress,
    options: &Options,
) -> Effect {
    let scheduled = &activity.scheduled;
    let own = scheduled.priority.as_ref().map(|own| own.priority_key);
    let inherited = options.priority.as_ref().map(|workflow| workflow.priority_key);
    Effect::ActivityTaskReady {
        queue: scheduled
            .task_queue
            .as_ref()
            .map(|queue| queue.name.clone())
            .unwrap_or_default(),
        scheduled_event_id,
        attempt: progress.attempt,
        stamp: progress.stamp,
        priority: own.filter(|key| *key != 0).or(inherited).unwrap_or_default(),
    }
}
