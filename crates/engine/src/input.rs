//! What can happen to an execution. The rules for each are in `input/<input>.rs`.

pub(crate) mod activity_canceled;
pub(crate) mod activity_completed;
pub(crate) mod activity_failed;
pub(crate) mod activity_heartbeat;
pub mod activity_mask;
pub(crate) mod activity_options;
pub(crate) mod activity_oversized;
pub(crate) mod activity_pause;
pub(crate) mod activity_reset;
pub(crate) mod activity_task_abandoned;
pub(crate) mod activity_task_started;
pub(crate) mod cancel;
pub(crate) mod deadline;
pub(crate) mod options;
pub(crate) mod query;
pub(crate) mod signal;
pub(crate) mod sticky_reset;
pub(crate) mod terminate;
pub(crate) mod update;
pub(crate) mod workflow_task_abandoned;
pub(crate) mod workflow_task_completed;
pub(crate) mod workflow_task_failed;
pub(crate) mod workflow_task_started;

use everloop_proto::common::v1::{Payloads, WorkerVersionStamp};
use everloop_proto::failure::v1::Failure;
use everloop_proto::query::v1::WorkflowQuery;
use everloop_proto::workflowservice::v1::{
    PauseActivityRequest, RequestCancelWorkflowExecutionRequest, ResetActivityRequest,
    RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskFailedRequest, SignalWorkflowExecutionRequest,
    TerminateWorkflowExecutionRequest, UnpauseActivityRequest, UpdateActivityOptionsRequest,
    UpdateWorkflowExecutionOptionsRequest, UpdateWorkflowExecutionRequest,
};

use crate::state::TaskInHand;
use crate::token;

/// An operator pauses activities.
#[derive(Clone, Debug)]
pub struct PauseActivity {
    pub request: PauseActivityRequest,
    /// Whether an activity that is paused already is an error.
    pub once: bool,
}

/// What can happen to an execution.
#[expect(
    clippy::large_enum_variant,
    reason = "an input is moved once, from who has it to the rule for it"
)]
#[derive(Clone, Debug)]
pub enum Input {
    // From clients.
    Signal(Box<SignalWorkflowExecutionRequest>),
    Cancel(Box<RequestCancelWorkflowExecutionRequest>),
    Terminate(Box<TerminateWorkflowExecutionRequest>),
    Update(Box<UpdateWorkflowExecutionRequest>),
    Query(Query),
    /// Nobody waits for that query any more.
    QueryAbandoned {
        query_id: String,
    },

    // From workers.
    WorkflowTaskStarted(WorkflowTaskStarted),
    WorkflowTaskCompleted(WorkflowTaskCompleted),
    WorkflowTaskFailed(WorkflowTaskFailed),
    /// Who has the workflow task is gone, or never got it.
    WorkflowTaskAbandoned(TaskInHand),
    StickyReset,
    ActivityTaskStarted(ActivityTaskStarted),
    /// Nobody got the activity task.
    ActivityTaskAbandoned(ActivityTaskAbandoned),
    ActivityCompleted(ActivityCompleted),
    ActivityFailed(ActivityFailed),
    ActivityCanceled(ActivityCanceled),
    ActivityHeartbeat(ActivityHeartbeat),

    // From operators.
    UpdateOptions(Box<UpdateWorkflowExecutionOptionsRequest>),
    PauseActivity(Box<PauseActivity>),
    UnpauseActivity(Box<UnpauseActivityRequest>),
    ResetActivity(Box<ResetActivityRequest>),
    UpdateActivityOptions(Box<UpdateActivityOptionsRequest>),

    /// The time of [`crate::Execution::next_deadline`] has come. All that is due happens; harmless if nothing is.
    Deadline,
}

/// A query. Its id is the caller's choice, unique while it is pending.
#[derive(Clone, Debug)]
pub struct Query {
    pub query_id: String,
    pub query: WorkflowQuery,
    /// A `QueryRejectCondition`.
    pub reject_condition: i32,
}

/// A poller takes the workflow task that an effect announced.
#[derive(Clone, Debug)]
pub struct WorkflowTaskStarted {
    pub scheduled_event_id: i64,
    pub attempt: i32,
    pub identity: String,
    /// Identifies the hand-over: a repeated input with the same id gets the same task.
    pub request_id: String,
    /// Whether the poll was on the sticky queue; then only news are sent.
    pub polled: Polled,
    pub worker_version: Option<WorkerVersionStamp>,
    /// See [`worker_number`].
    pub worker: Option<u64>,
}

/// A short name for a worker by its instance key; `None` if it tells none. It is kept with the tasks that the worker has, so
/// that they can be told from those of others after a crash.
#[must_use]
pub fn worker_number(instance_key: &str) -> Option<u64> {
    // FNV-1a, which is the same in every version of ours, as what is kept must be.
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (!instance_key.is_empty()).then(|| instance_key.bytes().fold(0xcbf2_9ce4_8422_2325, add))
}

/// The kind of queue a poll was on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polled {
    Normal,
    Sticky,
}

/// A worker has done a workflow task.
#[derive(Clone, Debug)]
pub struct WorkflowTaskCompleted {
    pub token: token::WorkflowTask,
    pub request: Box<RespondWorkflowTaskCompletedRequest>,
}

/// A worker could not do a workflow task.
#[derive(Clone, Debug)]
pub struct WorkflowTaskFailed {
    pub token: token::WorkflowTask,
    pub request: Box<RespondWorkflowTaskFailedRequest>,
}

/// A poller takes the activity task that an effect announced.
#[derive(Clone, Debug)]
pub struct ActivityTaskStarted {
    pub scheduled_event_id: i64,
    pub attempt: i32,
    /// As the effect had it.
    pub stamp: u32,
    pub identity: String,
    /// Identifies the hand-over: a repeated input with the same id gets the same task.
    pub request_id: String,
    pub worker_version: Option<WorkerVersionStamp>,
}

/// An activity task that was handed to somebody who had left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActivityTaskAbandoned {
    pub scheduled_event_id: i64,
    pub attempt: i32,
}

/// Which activity a worker speaks of.
#[derive(Clone, Debug)]
pub enum Activity {
    Token(token::ActivityTask),
    Id(String),
}

#[derive(Clone, Debug)]
pub struct ActivityCompleted {
    pub activity: Activity,
    pub identity: String,
    pub result: Option<Payloads>,
}

#[derive(Clone, Debug)]
pub struct ActivityFailed {
    pub activity: Activity,
    pub identity: String,
    pub failure: Option<Failure>,
    pub last_heartbeat_details: Option<Payloads>,
}

#[derive(Clone, Debug)]
pub struct ActivityCanceled {
    pub activity: Activity,
    pub identity: String,
    pub details: Option<Payloads>,
}

#[derive(Clone, Debug)]
pub struct ActivityHeartbeat {
    pub activity: Activity,
    pub identity: String,
    pub details: Option<Payloads>,
}
