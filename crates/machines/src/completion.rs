//! What a language runtime answers to an activation: commands in the order the workflow made them.

use std::{collections::BTreeMap, time::Duration, time::SystemTime};

use everloop_proto::{
    common::v1::{Payload, Payloads, Priority, RetryPolicy, SearchAttributes},
    enums::v1::{ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy, WorkflowTaskFailedCause},
    failure::v1::Failure,
    sdk::v1::{EventGroupMarker, UserMetadata},
    workflow::v1::VersioningOverride,
};

use crate::activation::Headers;

/// The outcome of one activation.
#[derive(Clone, Debug, PartialEq)]
pub enum Completion {
    /// The workflow ran as far as it could.
    Done(Done),
    /// The workflow task failed; the server will try it again.
    TaskFailed(TaskFailed),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Done {
    pub commands: Vec<Command>,
    /// Behaviour flags the runtime relied on for the first time.
    pub used_lang_flags: Vec<u32>,
    pub versioning_behavior: VersioningBehavior,
    /// Markers that tie commands, by their index, to what made the workflow issue them. They end up
    /// on the commands' events and decide nothing.
    pub event_group_markers: BTreeMap<usize, Vec<EventGroupMarker>>,
    /// Where in the workflow's code each command was made, as numbers that mean something to the runtime alone: for
    /// people, if the commands turn out not to be those of the history. Zero, and what is missing at the end, is
    /// unknown. Only a replay needs them.
    pub places: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TaskFailed {
    pub failure: Failure,
    pub cause: WorkflowTaskFailedCause,
}

/// What the workflow asked for. `seq` is chosen by the runtime, see [`crate::activation`].
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    StartTimer(StartTimer),
    CancelTimer {
        seq: u32,
    },
    ScheduleActivity(Box<ScheduleActivity>),
    ScheduleLocalActivity(Box<ScheduleLocalActivity>),
    /// Of an activity or a local activity.
    CancelActivity {
        seq: u32,
    },
    StartChild(Box<StartChild>),
    CancelChild {
        seq: u32,
        reason: String,
    },
    SignalExternal(Box<SignalExternal>),
    CancelSignalExternal {
        seq: u32,
    },
    CancelExternal(Box<CancelExternal>),
    ScheduleNexus(Box<ScheduleNexus>),
    CancelNexus {
        seq: u32,
    },
    SetPatch {
        patch_id: String,
        deprecated: bool,
    },
    UpsertSearchAttributes {
        search_attributes: SearchAttributes,
    },
    /// A payload that encodes null removes its key.
    ModifyProperties {
        upserted_memo: BTreeMap<String, Payload>,
    },
    UpdateResponse(Box<UpdateResponse>),
    QueryResult(Box<QueryResult>),
    CompleteWorkflow {
        result: Option<Payload>,
    },
    FailWorkflow {
        failure: Failure,
    },
    CancelWorkflow {
        details: Option<Payloads>,
    },
    ContinueAsNew(Box<ContinueAsNew>),
}

impl Command {
    /// Whether it ends the run.
    #[must_use]
    pub fn closes_workflow(&self) -> bool {
        matches!(
            self,
            Self::CompleteWorkflow { .. }
                | Self::FailWorkflow { .. }
                | Self::CancelWorkflow { .. }
                | Self::ContinueAsNew(_)
        )
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct StartTimer {
    pub seq: u32,
    pub duration: Duration,
    pub user_metadata: Option<UserMetadata>,
}

/// What becomes of the waiting workflow when it cancels an activity or a child.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CancellationType {
    /// Request the cancellation and go on at once.
    #[default]
    TryCancel,
    /// Request the cancellation and wait for the other side's answer.
    WaitCancellationCompleted,
    /// Go on at once and tell nobody.
    Abandon,
    /// Children and Nexus only: request it and wait until the request is delivered.
    WaitCancellationRequested,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleActivity {
    pub seq: u32,
    /// Empty: the sequence number as text.
    pub activity_id: String,
    pub activity_type: String,
    /// Empty: the workflow's.
    pub task_queue: String,
    pub headers: Headers,
    pub arguments: Vec<Payload>,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub heartbeat_timeout: Option<Duration>,
    pub retry_policy: Option<RetryPolicy>,
    pub cancellation_type: CancellationType,
    /// Set: never hand the activity out with the reply of the workflow task.
    pub eager_execution_disabled: bool,
    pub versioning_intent: i32,
    pub priority: Option<Priority>,
    pub user_metadata: Option<UserMetadata>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleLocalActivity {
    pub seq: u32,
    pub activity_id: String,
    pub activity_type: String,
    pub headers: Headers,
    pub arguments: Vec<Payload>,
    /// 1 unless it is scheduled again after [`crate::activation::ActivityResolution::Backoff`].
    pub attempt: u32,
    pub original_schedule_time: Option<SystemTime>,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub retry_policy: Option<RetryPolicy>,
    /// Longer waits between attempts become workflow timers. Default: one minute.
    pub local_retry_threshold: Option<Duration>,
    pub cancellation_type: CancellationType,
    /// Whether its marker tells with what it was called, for people.
    pub include_arguments_in_marker: bool,
    pub user_metadata: Option<UserMetadata>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct StartChild {
    pub seq: u32,
    /// Empty: this workflow's.
    pub namespace: String,
    pub workflow_id: String,
    pub workflow_type: String,
    /// Empty: this workflow's.
    pub task_queue: String,
    pub input: Vec<Payload>,
    pub execution_timeout: Option<Duration>,
    pub run_timeout: Option<Duration>,
    pub task_timeout: Option<Duration>,
    pub parent_close_policy: ParentClosePolicy,
    pub id_reuse_policy: WorkflowIdReusePolicy,
    pub retry_policy: Option<RetryPolicy>,
    pub cron_schedule: String,
    pub headers: Headers,
    pub memo: BTreeMap<String, Payload>,
    pub search_attributes: Option<SearchAttributes>,
    pub cancellation_type: CancellationType,
    pub versioning_intent: i32,
    pub versioning_override: Option<VersioningOverride>,
    pub priority: Option<Priority>,
    pub user_metadata: Option<UserMetadata>,
}

/// Whom a signal or cancel request goes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    External {
        namespace: String,
        workflow_id: String,
        run_id: String,
    },
    Child {
        workflow_id: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct SignalExternal {
    pub seq: u32,
    pub target: Target,
    pub signal_name: String,
    pub arguments: Vec<Payload>,
    pub headers: Headers,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CancelExternal {
    pub seq: u32,
    pub namespace: String,
    pub workflow_id: String,
    pub run_id: String,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ScheduleNexus {
    pub seq: u32,
    pub endpoint: String,
    pub service: String,
    pub operation: String,
    pub input: Option<Payload>,
    pub schedule_to_close_timeout: Option<Duration>,
    pub schedule_to_start_timeout: Option<Duration>,
    pub start_to_close_timeout: Option<Duration>,
    pub headers: BTreeMap<String, String>,
    pub cancellation_type: CancellationType,
    pub user_metadata: Option<UserMetadata>,
}

/// One step of an update: first acceptance or rejection, then, if accepted, completion.
#[derive(Clone, Debug, PartialEq)]
pub struct UpdateResponse {
    pub protocol_instance_id: String,
    pub response: UpdateStep,
}

#[derive(Clone, Debug, PartialEq)]
pub enum UpdateStep {
    Accepted,
    Rejected {
        failure: Failure,
    },
    Completed {
        result: Option<Payload>,
    },
    /// The update was accepted and its handler failed.
    Failed {
        failure: Failure,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct QueryResult {
    pub query_id: String,
    pub outcome: Result<Payload, Failure>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ContinueAsNew {
    /// Empty: the same.
    pub workflow_type: String,
    /// Empty: the same.
    pub task_queue: String,
    pub arguments: Vec<Payload>,
    pub run_timeout: Option<Duration>,
    pub task_timeout: Option<Duration>,
    pub backoff_start_interval: Option<Duration>,
    pub memo: BTreeMap<String, Payload>,
    pub headers: Headers,
    /// `None`: carried over from this run.
    pub search_attributes: Option<SearchAttributes>,
    pub retry_policy: Option<RetryPolicy>,
    pub versioning_intent: i32,
    pub initial_versioning_behavior: i32,
}
