//! What a worker gives a [`crate::Run`] and what it gets back: the task, the step to take next, and
//! the contents of the answer to the server. Task tokens, identities and sticky queues are the
//! worker's own matter and do not appear here.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, SystemTime},
};

use everloop_proto::{
    command::v1 as wire,
    common::v1::{Payload, Payloads},
    enums::v1::{VersioningBehavior, WorkflowTaskFailedCause},
    failure::v1::Failure,
    history::v1::HistoryEvent,
    protocol::v1::Message,
    query::v1::{WorkflowQuery, WorkflowQueryResult},
    sdk::v1::WorkflowTaskCompletedMetadata,
    workflowservice::v1::PollWorkflowTaskQueueResponse,
};

use crate::{activation::Activation, completion::ScheduleLocalActivity, error::Error};

/// What is the same for all runs of one worker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunOptions {
    pub namespace: String,
    /// The worker's queue; activities without one of their own go there.
    pub task_queue: String,
    /// Recorded in histories, so that an operator sees what ran a workflow.
    pub sdk_name: String,
    pub sdk_version: Arc<str>,
    /// Of this worker; empty if it has none.
    pub build_id: String,
    pub deployment_name: String,
}

/// One workflow task, or one query of a workflow that has no task open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskInput {
    pub workflow_id: String,
    pub run_id: String,
    pub workflow_type: String,
    /// Events of this task: all, or those after what the run has seen.
    pub history: Vec<HistoryEvent>,
    /// Whether `history` ends where the task does; if not, [`Step::NeedHistory`] asks for the rest.
    pub history_complete: bool,
    pub previous_started_event_id: i64,
    /// Zero for a query without a task.
    pub started_event_id: i64,
    pub attempt: u32,
    /// Set: no workflow task, only this question.
    pub query: Option<WorkflowQuery>,
    pub queries: BTreeMap<String, WorkflowQuery>,
    pub messages: Vec<Message>,
}

impl TaskInput {
    /// Takes what the rules need out of a poll's answer. The answer keeps its token, its times and
    /// its page token; a non-empty page token means the history goes on.
    #[must_use]
    pub fn take(poll: &mut PollWorkflowTaskQueueResponse) -> Self {
        let execution = poll.workflow_execution.clone().unwrap_or_default();
        Self {
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
            workflow_type: poll
                .workflow_type
                .as_ref()
                .map(|of| of.name.clone())
                .unwrap_or_default(),
            history: poll.history.take().map(|history| history.events).unwrap_or_default(),
            history_complete: poll.next_page_token.is_empty(),
            previous_started_event_id: poll.previous_started_event_id,
            started_event_id: poll.started_event_id,
            attempt: u32::try_from(poll.attempt).unwrap_or(1),
            query: poll.query.take(),
            queries: std::mem::take(&mut poll.queries).into_iter().collect(),
            messages: std::mem::take(&mut poll.messages),
        }
    }
}

/// How a task fits a run that is in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// [`crate::Run::apply_task`] goes on from where the run stands.
    Continues,
    /// The run is of no use for this task, but the task holds the history from its start: evict the
    /// run and apply the task to a new one.
    Restarts,
    /// The run is of no use and the history does not begin at the first event: evict the run, fetch
    /// the full history, and apply it to a new one.
    NeedsFullHistory,
}

/// What the worker does next for a run; see [`crate::Run::step`].
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Hand it to the language runtime and the answer to [`crate::Run::complete`].
    Activate(Activation),
    /// Fetch the next page and hand it to [`crate::Run::add_history`].
    NeedHistory,
    /// Start and cancel local activities, then call [`crate::Run::step`] again.
    Local(Vec<LocalWork>),
    /// The task waits for local activities: call [`crate::Run::resolve_local_activity`] when one is
    /// done, or [`crate::Run::heartbeat`] when most of the workflow task's timeout is over.
    AwaitLocal,
    /// Send it to the server. The task is done.
    Respond(Response),
    /// No task is open.
    Idle,
}

/// What the worker does for local activities.
#[derive(Clone, Debug, PartialEq)]
pub enum LocalWork {
    Start(Box<ScheduleLocalActivity>),
    Cancel { seq: u32 },
}

/// How one execution of a local activity, retries included, ended.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalOutcome {
    pub seq: u32,
    /// The attempt that ended it, counted from 1.
    pub attempt: u32,
    /// How long it ran; workflow time advances by it.
    pub runtime: Duration,
    pub original_schedule_time: Option<SystemTime>,
    pub result: LocalResult,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LocalResult {
    Completed(Option<Payload>),
    /// The failure itself; the wrapping is done here.
    Failed(Failure),
    Canceled(Option<Failure>),
    TimedOut(Failure),
    /// The next attempt is further away than the local retry threshold.
    Backoff {
        failure: Failure,
        backoff: Duration,
    },
}

/// The contents of the answer to a workflow task or to a query.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// For RespondWorkflowTaskCompleted. If the server refuses it, or if the answer got lost, evict
    /// the run: it no longer knows what it sent.
    Completed(Box<TaskCompleted>),
    /// For RespondWorkflowTaskFailed. Evict the run afterwards.
    Failed(Box<TaskFailure>),
    /// For RespondQueryTaskCompleted.
    QueryAnswered { outcome: Result<Payloads, Failure> },
    /// A task that needs no answer: the end of a replay.
    Nothing,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskCompleted {
    /// Activities with `request_eager_execution` set are those that may start eagerly; the worker
    /// clears the mark where it has no free slot.
    pub commands: Vec<wire::Command>,
    pub messages: Vec<Message>,
    pub query_results: BTreeMap<String, WorkflowQueryResult>,
    pub sdk_metadata: WorkflowTaskCompletedMetadata,
    pub versioning_behavior: VersioningBehavior,
    /// Set: the task went on too long for its timeout because of local activities.
    pub force_create_new_workflow_task: bool,
    /// First attempts of local activities and retries of them not told to the server before.
    pub nonfirst_local_activity_attempts: u32,
    /// The run is over once the server accepts this: evict it afterwards.
    pub closes_run: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskFailure {
    pub cause: WorkflowTaskFailedCause,
    pub failure: Failure,
    /// What went wrong, if it was found here rather than by the language runtime.
    pub error: Option<Error>,
}
