//! What comes out of a decision.

use everloop_proto::activity::v1::ActivityOptions;
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::HistoryEvent;
use everloop_proto::workflow::v1::WorkflowExecutionOptions;
use everloop_proto::workflowservice::v1::{
    PollActivityTaskQueueResponse, PollWorkflowTaskQueueResponse, RecordActivityTaskHeartbeatResponse,
};

use crate::input::ActivityTaskAbandoned;
use crate::{Effect, Execution, Reject, Status, Target, UpdateStatus, Writes};

/// What becomes of an execution through one input.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The execution afterwards.
    pub execution: Execution,
    /// What to append to its history, as one batch, ids final. May be empty.
    pub events: Vec<HistoryEvent>,
    /// The run that follows this one (continue-as-new, retry, cron), to be stored in the same commit.
    pub new_execution: Option<Box<Birth>>,
    /// What to write besides events. With nothing here and no events, no commit is needed.
    pub writes: Writes,
    pub effects: Vec<Effect>,
    /// What to tell who gave the input. An error here does not undo the decision: commit, then answer with it.
    pub reply: Result<Reply, Reject>,
    pub ack: Ack,
}

impl Decision {
    /// Whether there is anything to commit.
    #[must_use]
    pub fn changes_nothing(&self) -> bool {
        self.events.is_empty() && self.writes.is_empty() && self.new_execution.is_none()
    }
}

/// A run that begins.
#[derive(Clone, Debug)]
pub struct Birth {
    pub execution: Execution,
    pub events: Vec<HistoryEvent>,
    pub writes: Writes,
    pub effects: Vec<Effect>,
}

/// When the reply may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ack {
    /// Only when the commit is durable.
    AfterCommit,
    /// As soon as it is decided: to lose it and decide again does no harm.
    Relaxed,
}

/// What to tell who gave the input.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// Done.
    Done,
    /// To [`crate::input::WorkflowTaskStarted`].
    WorkflowTask(Box<HandedWorkflowTask>),
    /// To [`crate::input::ActivityTaskStarted`].
    ActivityTask(Box<HandedActivityTask>),
    /// To [`crate::input::WorkflowTaskCompleted`].
    WorkflowTaskCompleted {
        workflow_task: Option<Box<HandedWorkflowTask>>,
        activity_tasks: Vec<HandedActivityTask>,
        reset_history_event_id: i64,
    },
    /// To an update of the run's options: as they are now.
    Options(Box<WorkflowExecutionOptions>),
    /// To an update of an activity's options: as they are now.
    ActivityOptions(Box<ActivityOptions>),
    /// To a heartbeat.
    Heartbeat(RecordActivityTaskHeartbeatResponse),
    /// To the failure of an activity: what of it was too large.
    ActivityFailed { refused: Vec<Failure> },
    /// To an update: how far it is.
    Update(UpdateStatus),
    /// To a signal: whether it was recorded now, or its request id was known.
    Signaled { request_id: String },
    /// The query has to be sent to a worker at once (see [`Effect::QueryReady`], which is not given in this case).
    QueryDirect(Target),
    /// The query waits for a workflow task; [`Effect::QueryAnswered`], [`Effect::QueryFailed`] or
    /// [`Effect::QueryReady`] will follow.
    QueryWaits,
    /// The query's reject condition holds.
    QueryRejected(Status),
}

/// A workflow task for a worker: the poll's response but for its history.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedWorkflowTask {
    /// Everything but `history`, `next_page_token`, `backlog_count_hint` and what concerns pollers.
    pub response: PollWorkflowTaskQueueResponse,
    /// First event to send: 1, or what follows the last completed task on a sticky queue.
    pub history_from: i64,
    /// Last stored event to send, counting those of this decision.
    pub history_to: i64,
    /// Events that are not stored and follow those (attempts after the first).
    pub virtual_events: Vec<HistoryEvent>,
}

/// An activity task for a worker: the poll's response but for what concerns pollers.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedActivityTask {
    pub response: PollActivityTaskQueueResponse,
    /// What to say if it reaches nobody.
    pub attempt: ActivityTaskAbandoned,
}
