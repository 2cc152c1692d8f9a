//! What the worker asks of a language runtime: one activation of one workflow run.
//!
//! An activation holds the jobs that one workflow task (or an eviction, or a query) amounts to. A
//! runtime applies the jobs in the order given, runs the workflow until nothing more can run, and
//! answers with a [`crate::Completion`]. Payloads and failures stay wire types: converting them is
//! the runtime's matter.
//!
//! Sequence numbers (`seq`) are given by the runtime when it creates a timer, an activity, a child
//! and so on; each kind counts for itself, from 1.

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use everloop_proto::{
    common::v1::{Header, Memo, Payload, Payloads, Priority, RetryPolicy, SearchAttributes, WorkflowExecution},
    enums::v1::ContinueAsNewInitiator,
    failure::v1::Failure,
};
use std::time::Duration;

/// The named payloads of a header.
pub type Headers = BTreeMap<String, Payload>;

/// One activation of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Activation {
    pub run_id: String,
    /// Workflow time: when the workflow task being applied started.
    pub now: SystemTime,
    /// Whether these jobs were seen before by some worker. Queries count as replaying: nothing that
    /// they do is new.
    pub is_replaying: bool,
    /// Number of events in the history up to the workflow task being applied.
    pub history_length: u32,
    pub history_size_bytes: u64,
    pub continue_as_new_suggested: bool,
    /// Why, as numbers of the wire's `SuggestContinueAsNewReason`.
    pub continue_as_new_reasons: Vec<i32>,
    pub target_worker_deployment_version_changed: bool,
    /// The build id of the worker that completed (or now executes) this task; empty if unknown.
    pub build_id: String,
    pub deployment_name: String,
    /// Language-level behaviour flags recorded with the task being replayed; when not replaying,
    /// all flags ever recorded in this run.
    pub lang_flags: Vec<u32>,
    /// The version of the SDK that completed the last task for which one is recorded.
    pub last_sdk_version: Option<Arc<str>>,
    pub jobs: Vec<Job>,
}

/// One thing that happened, or one thing asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// Always the first job of a run's first activation.
    Initialize(Box<Initialize>),
    /// New entropy for the run's deterministic random numbers (after a reset).
    UpdateRandomSeed {
        seed: u64,
    },
    /// A patch marker lies ahead in the history.
    NotifyHasPatch {
        patch_id: String,
    },
    FireTimer {
        seq: u32,
    },
    ResolveActivity {
        seq: u32,
        resolution: ActivityResolution,
    },
    ResolveChildStart {
        seq: u32,
        outcome: ChildStart,
    },
    ResolveChild {
        seq: u32,
        resolution: ChildResolution,
    },
    /// `None`: the signal was delivered.
    ResolveSignalExternal {
        seq: u32,
        failure: Option<Failure>,
    },
    /// `None`: the cancel request was delivered.
    ResolveCancelExternal {
        seq: u32,
        failure: Option<Failure>,
    },
    ResolveNexusStart {
        seq: u32,
        outcome: NexusStart,
    },
    ResolveNexus {
        seq: u32,
        resolution: NexusResolution,
    },
    Signal(Box<Signal>),
    Update(Box<Update>),
    Cancel {
        reason: String,
    },
    Query(Box<Query>),
}

/// The start of a run. A cached run keeps it, so what is large and rare is in boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Initialize {
    pub workflow_type: String,
    pub workflow_id: String,
    pub run_id: String,
    pub namespace: String,
    pub task_queue: String,
    pub arguments: Vec<Payload>,
    pub headers: Headers,
    pub random_seed: u64,
    pub identity: String,
    pub attempt: u32,
    pub start_time: SystemTime,
    pub execution_timeout: Option<Duration>,
    pub run_timeout: Option<Duration>,
    pub task_timeout: Duration,
    pub execution_expiration_time: Option<SystemTime>,
    pub parent: Option<Box<ParentExecution>>,
    pub root: Option<WorkflowExecution>,
    pub first_execution_run_id: String,
    /// The run that this one is a reset of, or its own.
    pub original_execution_run_id: String,
    pub continued_run_id: Option<String>,
    pub continued_initiator: ContinueAsNewInitiator,
    pub continued_failure: Option<Box<Failure>>,
    pub last_completion_result: Option<Payloads>,
    pub retry_policy: Option<Box<RetryPolicy>>,
    pub cron_schedule: String,
    pub cron_schedule_to_schedule_interval: Option<Duration>,
    pub memo: Option<Memo>,
    pub search_attributes: Option<SearchAttributes>,
    pub priority: Option<Priority>,
}

/// The workflow that started this one as its child.
#[derive(Clone, Debug, PartialEq)]
pub struct ParentExecution {
    pub namespace: String,
    pub workflow_id: String,
    pub run_id: String,
}

/// How an activity (local or not) ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityResolution {
    Completed {
        result: Option<Payload>,
    },
    /// The failure is an activity failure whose cause is what went wrong.
    Failed {
        failure: Failure,
    },
    /// The failure is an activity failure whose cause is a canceled failure.
    Canceled {
        failure: Failure,
    },
    /// A local activity must wait longer than a workflow task lasts: start a timer, then schedule it
    /// again with this attempt.
    Backoff {
        attempt: u32,
        backoff: Duration,
        original_schedule_time: Option<SystemTime>,
    },
}

/// Whether a child came to be.
#[derive(Clone, Debug, PartialEq)]
pub enum ChildStart {
    Started {
        run_id: String,
    },
    /// The id is in use.
    AlreadyExists {
        workflow_id: String,
        workflow_type: String,
    },
    NamespaceNotFound {
        namespace: String,
    },
    /// The server knows no such version.
    InvalidVersioningOverride,
    /// Canceled before it started.
    Canceled {
        failure: Failure,
    },
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ChildResolution {
    Completed { result: Option<Payload> },
    Failed { failure: Failure },
    Canceled { failure: Failure },
}

/// Whether a Nexus operation started.
#[derive(Clone, Debug, PartialEq)]
pub enum NexusStart {
    /// Started, to be completed later; the token names it.
    Async {
        operation_token: String,
    },
    /// Completed at once; its result follows as [`Job::ResolveNexus`].
    Sync,
    Failed {
        failure: Failure,
    },
}

/// How a Nexus operation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum NexusResolution {
    Completed { result: Option<Payload> },
    Failed { failure: Failure },
    Canceled { failure: Failure },
    TimedOut { failure: Failure },
}

/// A signal received.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    pub name: String,
    pub input: Vec<Payload>,
    pub identity: String,
    pub headers: Headers,
    /// The event that delivered it: commands of its handler are marked with it.
    pub event_id: i64,
}

/// An update to validate and, if accepted, to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub id: String,
    /// Names the exchange; echoed in every [`crate::completion::UpdateResponse`].
    pub protocol_instance_id: String,
    pub name: String,
    pub input: Vec<Payload>,
    pub headers: Headers,
    pub identity: String,
    /// False when replaying: the update was accepted then.
    pub run_validator: bool,
}

/// A query to answer in the same completion.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// Echoed in the answer.
    pub id: String,
    pub query_type: String,
    pub arguments: Vec<Payload>,
    pub headers: Headers,
}

/// Turns a wire header into named payloads.
#[must_use]
pub fn headers(header: Option<Header>) -> Headers {
    header.map(|header| header.fields).unwrap_or_default()
}
