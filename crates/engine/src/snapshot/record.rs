//! The records as protobuf messages. Their field numbers are on disk: never change or reuse one.

use everloop_proto::common::v1::{
    Header, Memo, Payloads, Priority, SearchAttributes, TimeSkippingConfig, WorkerVersionStamp,
};
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::{ActivityTaskScheduledEventAttributes, WorkflowExecutionStartedEventAttributes};
use everloop_proto::sdk::v1::UserMetadata;
use everloop_proto::update::v1::{Outcome, Request};
use everloop_proto::workflow::v1::VersioningOverride;
use prost::Message;

/// The core record. Times are nanoseconds since the epoch, durations nanoseconds.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Core {
    #[prost(uint32, tag = "1")]
    pub(super) version: u32,
    #[prost(string, tag = "2")]
    pub(super) namespace: String,
    #[prost(string, tag = "3")]
    pub(super) namespace_id: String,
    #[prost(string, tag = "4")]
    pub(super) workflow_id: String,
    #[prost(string, tag = "5")]
    pub(super) run_id: String,
    /// A `WorkflowExecutionStatus`.
    #[prost(int32, tag = "6")]
    pub(super) status: i32,
    #[prost(int64, tag = "7")]
    pub(super) start_time: i64,
    #[prost(int64, optional, tag = "8")]
    pub(super) close_time: Option<i64>,
    #[prost(int64, tag = "9")]
    pub(super) close_event_id: i64,
    #[prost(int64, tag = "10")]
    pub(super) last_event_id: i64,
    #[prost(int64, tag = "11")]
    pub(super) history_bytes: i64,
    #[prost(bool, tag = "12")]
    pub(super) task_was_scheduled: bool,
    #[prost(int64, tag = "13")]
    pub(super) previous_started_event_id: i64,
    #[prost(int64, tag = "14")]
    pub(super) completed_event_id: i64,
    #[prost(message, optional, tag = "15")]
    pub(super) worker_version: Option<WorkerVersionStamp>,
    #[prost(bool, tag = "16")]
    pub(super) cancel_requested: bool,
    #[prost(int64, tag = "17")]
    pub(super) signals: i64,
    #[prost(string, tag = "18")]
    pub(super) start_request_id: String,
    #[prost(message, optional, tag = "19")]
    pub(super) task: Option<Task>,
    #[prost(int32, tag = "20")]
    pub(super) task_attempt: i32,
    #[prost(int64, optional, tag = "21")]
    pub(super) task_heartbeat_since: Option<i64>,
    #[prost(string, optional, tag = "22")]
    pub(super) sticky_queue: Option<String>,
    #[prost(int64, tag = "23")]
    pub(super) sticky_schedule_to_start: i64,
    #[prost(int64, optional, tag = "24")]
    pub(super) reset_at: Option<i64>,
    #[prost(string, optional, tag = "25")]
    pub(super) reset_run_id: Option<String>,
    #[prost(string, optional, tag = "26")]
    pub(super) task_problem: Option<String>,
    #[prost(message, repeated, tag = "27")]
    pub(super) reset_points: Vec<ResetPoint>,
    /// The types of the activities that operators have paused.
    #[prost(string, repeated, tag = "28")]
    pub(super) paused_types: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ResetPoint {
    #[prost(int64, tag = "1")]
    pub(super) event_id: i64,
    #[prost(int64, tag = "2")]
    pub(super) at: i64,
    #[prost(string, tag = "3")]
    pub(super) binary_checksum: String,
    /// Absent if it is that of `worker_version`, as it nearly always is.
    #[prost(string, optional, tag = "4")]
    pub(super) build_id: Option<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Options {
    #[prost(message, optional, tag = "1")]
    pub(super) versioning_override: Option<VersioningOverride>,
    #[prost(message, optional, tag = "2")]
    pub(super) priority: Option<Priority>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct TimeSkipping {
    #[prost(message, optional, tag = "1")]
    pub(super) config: Option<TimeSkippingConfig>,
    #[prost(int64, tag = "2")]
    pub(super) ahead: i64,
    #[prost(int32, tag = "3")]
    pub(super) skips: i32,
    #[prost(int64, optional, tag = "4")]
    pub(super) target: Option<i64>,
    #[prost(bool, tag = "5")]
    pub(super) has_arrived: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttachedRequest {
    #[prost(string, tag = "1")]
    pub(super) request_id: String,
}

/// The current workflow task.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Task {
    #[prost(bool, tag = "1")]
    pub(super) transient: bool,
    #[prost(int64, tag = "2")]
    pub(super) scheduled_event_id: i64,
    #[prost(int32, tag = "3")]
    pub(super) attempt: i32,
    #[prost(string, optional, tag = "4")]
    pub(super) sticky_queue: Option<String>,
    #[prost(int64, tag = "5")]
    pub(super) scheduled_at: i64,
    #[prost(int64, tag = "6")]
    pub(super) original_scheduled_at: i64,
    #[prost(int64, optional, tag = "7")]
    pub(super) schedule_to_start: Option<i64>,
    #[prost(int64, tag = "8")]
    pub(super) start_to_close: i64,
    #[prost(message, optional, tag = "9")]
    pub(super) started: Option<TaskStart>,
}

/// How the current workflow task was handed out.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TaskStart {
    #[prost(int64, tag = "1")]
    pub(super) event_id: i64,
    #[prost(int64, tag = "2")]
    pub(super) at: i64,
    #[prost(string, tag = "3")]
    pub(super) request_id: String,
    #[prost(string, tag = "4")]
    pub(super) identity: String,
    #[prost(int64, tag = "5")]
    pub(super) history_bytes: i64,
    #[prost(int32, repeated, tag = "6")]
    pub(super) continue_as_new_reasons: Vec<i32>,
    #[prost(message, optional, tag = "7")]
    pub(super) worker_version: Option<WorkerVersionStamp>,
    #[prost(fixed64, optional, tag = "8")]
    pub(super) worker: Option<u64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Started {
    #[prost(message, optional, tag = "1")]
    pub(super) attributes: Option<WorkflowExecutionStartedEventAttributes>,
    #[prost(message, optional, tag = "2")]
    pub(super) user_metadata: Option<UserMetadata>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Activity {
    #[prost(message, optional, tag = "1")]
    pub(super) scheduled: Option<ActivityTaskScheduledEventAttributes>,
    #[prost(int64, tag = "2")]
    pub(super) scheduled_at: i64,
    #[prost(int64, optional, tag = "3")]
    pub(super) cancel_requested_event_id: Option<i64>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Progress {
    #[prost(int32, tag = "1")]
    pub(super) attempt: i32,
    /// 0 scheduled, 1 started, 2 backoff.
    #[prost(uint32, tag = "2")]
    pub(super) phase: u32,
    #[prost(int64, tag = "3")]
    pub(super) scheduled_at: i64,
    #[prost(int64, tag = "4")]
    pub(super) started_at: i64,
    #[prost(string, tag = "5")]
    pub(super) request_id: String,
    #[prost(message, optional, tag = "6")]
    pub(super) worker_version: Option<WorkerVersionStamp>,
    #[prost(message, optional, tag = "7")]
    pub(super) last_failure: Option<Failure>,
    #[prost(message, optional, tag = "8")]
    pub(super) heartbeat_details: Option<Payloads>,
    #[prost(int64, optional, tag = "9")]
    pub(super) heartbeat_at: Option<i64>,
    #[prost(int64, optional, tag = "10")]
    pub(super) last_started_at: Option<i64>,
    #[prost(string, tag = "11")]
    pub(super) last_worker_identity: String,
    #[prost(int64, optional, tag = "12")]
    pub(super) last_attempt_completed_at: Option<i64>,
    #[prost(int64, optional, tag = "13")]
    pub(super) retry_interval: Option<i64>,
    #[prost(uint32, tag = "14")]
    pub(super) stamp: u32,
    #[prost(message, optional, tag = "15")]
    pub(super) interference: Option<Interference>,
}

/// What operators made of a pending activity.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Interference {
    #[prost(message, optional, tag = "1")]
    pub(super) scheduled: Option<ActivityTaskScheduledEventAttributes>,
    #[prost(int64, optional, tag = "2")]
    pub(super) scheduled_at: Option<i64>,
    #[prost(message, optional, tag = "3")]
    pub(super) pause: Option<Pause>,
    #[prost(bool, tag = "4")]
    pub(super) was_reset: bool,
    #[prost(bool, tag = "5")]
    pub(super) forgets_heartbeats: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Pause {
    #[prost(int64, tag = "1")]
    pub(super) at: i64,
    #[prost(string, tag = "2")]
    pub(super) identity: String,
    #[prost(string, tag = "3")]
    pub(super) reason: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Timer {
    #[prost(string, tag = "1")]
    pub(super) timer_id: String,
    #[prost(int64, tag = "2")]
    pub(super) fires_at: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignalRequest {
    #[prost(string, tag = "1")]
    pub(super) request_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Child {
    #[prost(string, tag = "1")]
    pub(super) namespace: String,
    #[prost(string, tag = "2")]
    pub(super) namespace_id: String,
    #[prost(string, tag = "3")]
    pub(super) workflow_id: String,
    #[prost(string, tag = "4")]
    pub(super) workflow_type: String,
    #[prost(int32, tag = "5")]
    pub(super) parent_close_policy: i32,
    #[prost(string, tag = "6")]
    pub(super) control: String,
    #[prost(message, optional, tag = "7")]
    pub(super) header: Option<Header>,
    /// 0 before the child has begun.
    #[prost(int64, tag = "8")]
    pub(super) started_event_id: i64,
    #[prost(string, tag = "9")]
    pub(super) run_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct External {
    #[prost(string, tag = "1")]
    pub(super) namespace: String,
    #[prost(string, tag = "2")]
    pub(super) namespace_id: String,
    #[prost(string, tag = "3")]
    pub(super) workflow_id: String,
    #[prost(string, tag = "4")]
    pub(super) run_id: String,
    #[prost(string, tag = "5")]
    pub(super) control: String,
    /// A cancel request, and otherwise a signal.
    #[prost(bool, tag = "6")]
    pub(super) cancels: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Update {
    #[prost(string, tag = "1")]
    pub(super) update_id: String,
    /// Absent until there is one.
    #[prost(message, optional, tag = "2")]
    pub(super) outcome: Option<Outcome>,
}

pub(super) type AdmittedUpdate = Request;
pub(super) type MemoRecord = Memo;
pub(super) type SearchAttributesRecord = SearchAttributes;
