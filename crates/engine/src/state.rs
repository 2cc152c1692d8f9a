//! The state of one execution: what its history says, and what history can't say.

use everloop_proto::enums::v1::WorkflowExecutionStatus;
use everloop_proto::history::v1::{HistoryEvent, WorkflowExecutionStartedEventAttributes};
use everloop_proto::workflowservice::v1::DescribeWorkflowExecutionResponse;
use std::sync::Arc;

use crate::snapshot::Error;
use crate::{Effect, ItemKey, Timestamp};

/// Which run an execution is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The name of the namespace.
    pub namespace: String,
    pub namespace_id: String,
    pub workflow_id: String,
    pub run_id: String,
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
}

/// What the history says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    started: Arc<WorkflowExecutionStartedEventAttributes>,
    status: Status,
}

/// What history can't say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transient {}

/// One run of a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Execution {
    identity: Arc<Identity>,
    recorded: Recorded,
    transient: Transient,
}

impl Execution {
    /// Brings an execution back from its records.
    pub fn from_records<'a>(core: &[u8], items: impl IntoIterator<Item = (ItemKey, &'a [u8])>) -> Result<Self, Error> {
        let _ = (core, items.into_iter());
        Err(Error::Missing("everything"))
    }

    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    #[must_use]
    pub fn status(&self) -> Status {
        self.recorded.status
    }

    /// The attributes of the first event.
    #[must_use]
    pub fn started(&self) -> &WorkflowExecutionStartedEventAttributes {
        &self.recorded.started
    }

    /// The id of the last event in history.
    #[must_use]
    pub fn last_event_id(&self) -> i64 {
        0
    }

    #[must_use]
    pub fn start_time(&self) -> Timestamp {
        Timestamp::default()
    }

    #[must_use]
    pub fn close_time(&self) -> Option<Timestamp> {
        None
    }

    /// When [`crate::Input::Deadline`] is to be given next.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    /// The tasks that wait for a poller, as the effects that announced them: for a service that has lost its queues.
    #[must_use]
    pub fn ready_effects(&self) -> Vec<Effect> {
        Vec::new()
    }

    /// Events that are not in history but that workers must see after it: those of an attempt after the first.
    #[must_use]
    pub fn virtual_events(&self) -> Vec<HistoryEvent> {
        Vec::new()
    }

    /// The answer to a describe request.
    #[must_use]
    pub fn describe(&self) -> DescribeWorkflowExecutionResponse {
        DescribeWorkflowExecutionResponse::default()
    }
}
