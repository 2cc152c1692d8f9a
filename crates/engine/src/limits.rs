//! The limits and defaults that decisions obey, with those of the official server as default where nothing else is said.

mod setting;

use std::sync::Arc;
use std::time::Duration;

pub use setting::Error;

use crate::search_attributes::Registry;

/// Limits and defaults of one namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Longest id (workflow, activity, timer, task queue, type, signal name, request), in bytes.
    pub id_bytes_max: usize,
    pub payload_bytes_max: usize,
    pub memo_bytes_max: usize,
    pub pending_activities_max: usize,
    /// Cancel requests that are under way to other workflows.
    pub pending_cancels_max: usize,
    pub pending_children_max: usize,
    /// Signals that are under way to other workflows.
    pub pending_signals_max: usize,
    pub updates_in_flight_max: usize,
    pub updates_max: usize,
    pub signals_max: u64,
    /// Events that may wait in the buffer of a started workflow task.
    pub buffered_events_max: usize,
    pub buffered_bytes_max: usize,
    /// Queries that may wait for a workflow task.
    pub buffered_queries_max: usize,
    pub suggest_continue_as_new_events: i64,
    pub suggest_continue_as_new_bytes: i64,
    pub workflow_task_timeout: Duration,
    pub workflow_task_timeout_max: Duration,
    /// How long a chain of forced new workflow tasks may last in total.
    pub workflow_task_heartbeat_max: Duration,
    /// A run that continues as new sooner than this after its start has the new run wait for the rest.
    pub continue_as_new_interval_min: Duration,
    pub activity_failure_bytes_max: usize,
    pub links_max: usize,
    pub link_bytes_max: usize,
    pub history_events_max: i64,
    pub history_bytes_max: i64,
    /// What a run may hold besides its history.
    pub state_bytes_max: usize,
    /// The search attributes that may be set.
    pub search_attributes: Arc<Registry>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            id_bytes_max: 1000,
            payload_bytes_max: 2 << 20,
            memo_bytes_max: 2 << 20,
            pending_activities_max: 2000,
            pending_cancels_max: 2000,
            pending_children_max: 2000,
            pending_signals_max: 2000,
            updates_in_flight_max: 10,
            updates_max: 2000,
            signals_max: 10_000,
            buffered_events_max: 100,
            buffered_bytes_max: 2 << 20,
            buffered_queries_max: 1000,
            suggest_continue_as_new_events: 4096,
            suggest_continue_as_new_bytes: 4 << 20,
            workflow_task_timeout: Duration::from_secs(10),
            workflow_task_timeout_max: Duration::from_secs(120),
            workflow_task_heartbeat_max: Duration::from_secs(30 * 60),
            continue_as_new_interval_min: Duration::from_secs(1),
            activity_failure_bytes_max: 4 << 10,
            links_max: 10,
            link_bytes_max: 4000,
            history_events_max: 51_200,
            history_bytes_max: 50 << 20,
            state_bytes_max: 8 << 20,
            search_attributes: Arc::default(),
        }
    }
}
