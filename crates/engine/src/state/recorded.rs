//! What the history of a run says: the fold of its events, and of nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use everloop_proto::common::v1::{Header, Payload, Priority, WorkerVersionStamp};
use everloop_proto::history::v1::{ActivityTaskScheduledEventAttributes, WorkflowExecutionStartedEventAttributes};
use everloop_proto::sdk::v1::UserMetadata;
use everloop_proto::update::v1::{Outcome, Request};
use everloop_proto::workflow::v1::VersioningOverride;
use imbl::{OrdMap, OrdSet};

use super::{ResetPoints, Status, Table, TimeSkipping};
use crate::Timestamp;

/// What the history says. Changed only by [`crate::evolve`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recorded {
    pub(crate) started: Arc<WorkflowExecutionStartedEventAttributes>,
    pub(crate) user_metadata: Option<Arc<UserMetadata>>,
    pub(crate) start_time: Timestamp,
    pub(crate) status: Status,
    pub(crate) close: Option<Close>,
    pub(crate) last_event_id: i64,
    pub(crate) history_bytes: i64,

    /// The open workflow task, if it is written in history.
    pub(crate) task: Option<RecordedTask>,
    /// Whether there ever was a workflow task: there is none yet during the first backoff.
    pub(crate) task_was_scheduled: bool,
    /// The started event of the last completed workflow task; 0 before the first.
    pub(crate) previous_started_event_id: i64,
    /// The event of the last completed workflow task itself; 0 before the first.
    pub(crate) completed_event_id: i64,
    pub(crate) worker_version: Option<WorkerVersionStamp>,
    /// The completed workflow tasks that a reset can go back to by their builds.
    pub(crate) reset_points: ResetPoints,

    pub(crate) cancel_requested: bool,
    pub(crate) signals: i64,
    /// The request ids of signals, by the signal's number; for the records.
    pub(crate) signal_requests: Table<String>,
    /// The same, to look up.
    pub(crate) signal_request_ids: OrdSet<String>,

    /// Pending activities by their scheduled event id.
    pub(crate) activities: Table<Activity>,
    pub(crate) activity_ids: OrdMap<String, i64>,
    /// Pending timers by their started event id.
    pub(crate) timers: Table<Timer>,
    pub(crate) timer_ids: OrdMap<String, i64>,

    /// Accepted updates, by the id of the event that says so.
    pub(crate) updates: Table<Update>,
    pub(crate) update_ids: OrdMap<String, i64>,
    /// How many of them have no outcome.
    pub(crate) updates_open: usize,

    /// Updates that a reset brought along and no worker has accepted, by the id of the event that says so.
    pub(crate) admitted: Table<Arc<Request>>,

    /// What the options are that can be changed while the run is open.
    pub(crate) options: Arc<Options>,
    /// The clock, if it is not the world's.
    pub(crate) time_skipping: Option<Arc<TimeSkipping>>,
    /// Request ids that were attached to the run after its start, by the id of the event that says so.
    pub(crate) attached_requests: Table<String>,

    /// Children, by the id of the event that initiated them.
    pub(crate) children: Table<Child>,
    /// Signals and cancel requests to other workflows that have no answer yet, by the id of the event that initiated
    /// them.
    pub(crate) externals: Table<External>,

    pub(crate) memo: Arc<BTreeMap<String, Payload>>,
    pub(crate) search_attributes: Arc<BTreeMap<String, Payload>>,
}

/// Options of a run that can be changed while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    pub versioning_override: Option<VersioningOverride>,
    pub priority: Option<Priority>,
}

/// A workflow task as far as history has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordedTask {
    pub scheduled_event_id: i64,
    pub started_event_id: Option<i64>,
}

/// The last event of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    pub event_id: i64,
    pub time: Timestamp,
}

/// A pending activity as far as history has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    pub scheduled: Arc<ActivityTaskScheduledEventAttributes>,
    pub scheduled_at: Timestamp,
    pub cancel_requested_event_id: Option<i64>,
}

/// An accepted update.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    pub update_id: String,
    pub outcome: Option<Arc<Outcome>>,
}

/// A child that is not over.
#[derive(Clone, Debug, PartialEq)]
pub struct Child {
    pub namespace: String,
    pub namespace_id: String,
    pub workflow_id: String,
    pub workflow_type: String,
    /// A `ParentClosePolicy`.
    pub parent_close_policy: i32,
    pub control: String,
    pub header: Option<Header>,
    pub started: Option<ChildStart>,
}

/// That a child has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChildStart {
    pub event_id: i64,
    pub run_id: String,
}

/// A signal or a cancel request to another workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub kind: ExternalKind,
    pub namespace: String,
    pub namespace_id: String,
    pub workflow_id: String,
    pub run_id: String,
    pub control: String,
}

/// What is under way to another workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExternalKind {
    Signal,
    Cancel,
}

impl Table<External> {
    /// Whether as many of a kind are under way as may be. They are counted only if all together are so many.
    pub(crate) fn reach(&self, kind: ExternalKind, most: usize) -> bool {
        self.len() >= most && self.iter().filter(|(_, external)| external.kind == kind).count() >= most
    }
}

/// A pending timer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub timer_id: String,
    pub fires_at: Timestamp,
}
