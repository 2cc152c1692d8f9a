//! What of a schedule is stored. Field numbers are on disk: never change or reuse one.
//!
//! Two records, since the definition can be large (the arguments of the workflow) and changes rarely, and the progress is
//! small and changes with each action.

use everloop_proto::common::v1::{Memo, Payloads, SearchAttributes, WorkflowExecution};
use everloop_proto::failure::v1::Failure;
use everloop_proto::schedule::v1::{ScheduleAction, ScheduleActionResult, SchedulePolicies, ScheduleSpec};
use prost::Message;

/// What was asked for.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Definition {
    #[prost(string, tag = "1")]
    pub(super) namespace: String,
    #[prost(string, tag = "2")]
    pub(super) schedule_id: String,
    #[prost(message, optional, tag = "3")]
    pub(super) spec: Option<ScheduleSpec>,
    #[prost(message, optional, tag = "4")]
    pub(super) action: Option<ScheduleAction>,
    #[prost(message, required, tag = "5")]
    pub(super) policies: SchedulePolicies,
    #[prost(message, optional, tag = "6")]
    pub(super) memo: Option<Memo>,
    #[prost(message, optional, tag = "7")]
    pub(super) search_attributes: Option<SearchAttributes>,
    #[prost(string, tag = "8")]
    pub(super) request_id: String,
    /// Times are nanoseconds since the epoch.
    #[prost(int64, tag = "9")]
    pub(super) created: i64,
    #[prost(int64, optional, tag = "10")]
    pub(super) updated: Option<i64>,
}

/// How far it is.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Progress {
    #[prost(string, tag = "1")]
    pub(super) notes: String,
    #[prost(bool, tag = "2")]
    pub(super) paused: bool,
    #[prost(bool, tag = "3")]
    pub(super) limited_actions: bool,
    #[prost(int64, tag = "4")]
    pub(super) remaining_actions: i64,
    #[prost(int64, tag = "5")]
    pub(super) conflict_token: i64,
    /// Occurrences up to this nominal time have been looked at.
    #[prost(int64, tag = "6")]
    pub(super) processed: i64,
    #[prost(message, repeated, tag = "7")]
    pub(super) buffer: Vec<Waiting>,
    #[prost(message, repeated, tag = "8")]
    pub(super) backfills: Vec<Backfill>,
    #[prost(message, repeated, tag = "9")]
    pub(super) running: Vec<Running>,
    #[prost(message, repeated, tag = "10")]
    pub(super) recent: Vec<ScheduleActionResult>,
    #[prost(int64, tag = "11")]
    pub(super) action_count: i64,
    #[prost(int64, tag = "12")]
    pub(super) missed_catchup_window: i64,
    #[prost(int64, tag = "13")]
    pub(super) overlap_skipped: i64,
    #[prost(int64, tag = "14")]
    pub(super) buffer_dropped: i64,
    #[prost(message, optional, tag = "15")]
    pub(super) last_completion_result: Option<Payloads>,
    #[prost(message, optional, tag = "16")]
    pub(super) continued_failure: Option<Failure>,
    /// Of the latest patches.
    #[prost(string, repeated, tag = "17")]
    pub(super) request_ids: Vec<String>,
    /// Since when there is nothing more to do.
    #[prost(int64, optional, tag = "18")]
    pub(super) idle_since: Option<i64>,
}

/// Who asked for an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Cause {
    Spec = 0,
    /// A trigger or a backfill: it ignores pause and limits.
    Manual = 1,
}

/// An action that has to wait.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Waiting {
    #[prost(int64, tag = "1")]
    pub(super) nominal: i64,
    #[prost(int64, tag = "2")]
    pub(super) actual: i64,
    /// A `ScheduleOverlapPolicy`; 0 for that of the schedule.
    #[prost(int32, tag = "3")]
    pub(super) overlap_policy: i32,
    #[prost(enumeration = "Cause", tag = "4")]
    pub(super) cause: i32,
}

/// A backfill that is not through.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Backfill {
    #[prost(int64, tag = "1")]
    pub(super) after: i64,
    #[prost(int64, tag = "2")]
    pub(super) end: i64,
    #[prost(int32, tag = "3")]
    pub(super) overlap_policy: i32,
}

/// What a running workflow was asked for the sake of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub(super) enum Asked {
    Nothing = 0,
    Cancel = 1,
    Terminate = 2,
}

/// A workflow that was started and is not over.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Running {
    /// Its first run.
    #[prost(message, required, tag = "1")]
    pub(super) execution: WorkflowExecution,
    #[prost(enumeration = "Asked", tag = "2")]
    pub(super) asked: i32,
}
