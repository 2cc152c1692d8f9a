//! What executions say to each other: children and their parents, signals and cancel requests to other workflows.
//!
//! A message is an effect of one decision and, through [`crate::deliver`], the input of another. The service takes it
//! to its recipient within the same commit, so that no message is lost or delivered twice.

use everloop_proto::common::v1::{Header, Payloads, Priority, WorkflowExecution};
use everloop_proto::enums::v1::RetryState;
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::StartChildWorkflowExecutionInitiatedEventAttributes;
use everloop_proto::sdk::v1::UserMetadata;

use crate::Identity;

/// A message on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub from: Identity,
    pub to: Address,
    pub body: Body,
}

/// Whom a message is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub namespace: String,
    pub workflow_id: String,
    /// Empty for the latest run of the workflow id, open or closed.
    pub run_id: String,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Begin as a child.
    StartChild(Box<StartChild>),
    /// The parent is over; `first_run_id` names the chain of runs that is meant.
    ParentClosed { first_run_id: String, ask: ParentAsks },
    /// A signal from another workflow.
    Signal(Box<Signal>),
    /// A cancel request from another workflow.
    Cancel {
        initiated_event_id: i64,
        reason: String,
        child_only: bool,
    },

    /// The child has begun.
    ChildStarted { initiated_event_id: i64, run_id: String },
    /// There is a workflow with the child's id already.
    ChildExists { initiated_event_id: i64 },
    /// The child is over; `first_run_id` names its chain of runs. After a reset of the parent another child may have
    /// been initiated by an event of the same id.
    ChildClosed {
        initiated_event_id: i64,
        first_run_id: String,
        close: Box<ChildClose>,
    },
    /// What became of a signal.
    SignalAnswer {
        initiated_event_id: i64,
        delivery: ExternalDelivery,
    },
    /// What became of a cancel request.
    CancelAnswer {
        initiated_event_id: i64,
        delivery: ExternalDelivery,
    },
}

/// What a child begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct StartChild {
    pub initiated_event_id: i64,
    pub initiated: StartChildWorkflowExecutionInitiatedEventAttributes,
    pub user_metadata: Option<UserMetadata>,
    pub root: WorkflowExecution,
    /// What it has of its own or else of its parent; the event names its own alone.
    pub priority: Option<Priority>,
}

/// What a closed parent asks of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentAsks {
    Terminate,
    Cancel,
}

/// A signal from another workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    pub initiated_event_id: i64,
    pub name: String,
    pub input: Option<Payloads>,
    pub header: Option<Header>,
    pub request_id: String,
    /// Only a child of the sender takes it.
    pub child_only: bool,
}

/// How a child closed.
#[derive(Clone, Debug, PartialEq)]
pub enum ChildClose {
    Completed(Option<Payloads>),
    Failed(Option<Box<Failure>>, RetryState),
    Canceled(Option<Payloads>),
    TimedOut(RetryState),
    Terminated,
}

/// Whether a signal or a cancel request reached its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalDelivery {
    Done,
    NotFound,
    /// The recipient takes no more signals.
    TooMany,
}
