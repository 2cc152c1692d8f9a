//! The options of a worker as Python gives them: a dict with the names of the fields below.

use std::{num::NonZeroUsize, time::Duration};

use everloop_worker::{
    ActivityOptions, EnvironmentTold, HeartbeatOptions, Options, Pollers, Remote, SizeCheck, SizeWarnings, Versioning,
    WorkflowOptions,
};
use pyo3::{exceptions::PyValueError, prelude::*};

#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct WorkerOptions {
    pub(super) namespace: String,
    pub(super) task_queue: String,
    identity: String,
    build_id: Option<String>,
    max_cached_workflows: usize,
    workflow_slots: usize,
    activity_slots: usize,
    local_activity_slots: usize,
    /// Minimum, maximum and initial number; without a minimum it is fixed.
    workflow_pollers: (Option<usize>, usize, usize),
    activity_pollers: (Option<usize>, usize, usize),
    nonsticky_to_sticky_poll_ratio: f64,
    no_remote_activities: bool,
    sticky_queue_schedule_to_start_timeout: Duration,
    max_heartbeat_throttle_interval: Duration,
    default_heartbeat_throttle_interval: Duration,
    max_activities_per_second: Option<f64>,
    max_task_queue_activities_per_second: Option<f64>,
    eager_activities_max: usize,
    graceful_shutdown_timeout: Duration,
    deadlock_timeout: Option<Duration>,
    long_task: Duration,
    disable_payload_error_limit: bool,
    /// Zero for never.
    payloads_warn_size: usize,
    memo_warn_size: usize,
    heartbeat_interval: Option<Duration>,
    plugins: Vec<String>,
    storage_drivers: Vec<String>,
    tells_environment: bool,
}

impl WorkerOptions {
    /// The options of the Rust worker.
    ///
    /// # Errors
    /// A `ValueError` that names the number that must not be zero.
    pub(super) fn resolve(self) -> PyResult<Options> {
        let pollers = |(minimum, maximum, initial): (Option<usize>, usize, usize), name: &str| {
            let Some(minimum) = minimum else {
                return positive(maximum, &format!("{name}.maximum")).map(Pollers::Fixed);
            };
            Ok::<_, PyErr>(Pollers::Scaled {
                minimum: positive(minimum, &format!("{name}.minimum"))?,
                maximum: positive(maximum, &format!("{name}.maximum"))?,
                initial: positive(initial, &format!("{name}.initial"))?,
            })
        };
        Ok(Options {
            namespace: self.namespace,
            task_queue: self.task_queue,
            identity: self.identity,
            client_name: "temporal-python".to_owned(),
            versioning: self.build_id.map_or(Versioning::Unversioned, Versioning::BuildId),
            workflows: Some(WorkflowOptions {
                cached_max: self.max_cached_workflows,
                slots: positive(self.workflow_slots, "max_concurrent_workflow_tasks")?,
                pollers: pollers(self.workflow_pollers, "workflow_task_poller_behavior")?,
                nonsticky_ratio: self.nonsticky_to_sticky_poll_ratio,
                sticky_schedule_to_start_timeout: self.sticky_queue_schedule_to_start_timeout,
                deadlock_timeout: self.deadlock_timeout,
                long_task: self.long_task,
                eager_activities_max: NonZeroUsize::new(self.eager_activities_max),
                ..WorkflowOptions::default()
            }),
            activities: Some(ActivityOptions {
                slots: positive(self.activity_slots, "max_concurrent_activities")?,
                local_slots: positive(self.local_activity_slots, "max_concurrent_local_activities")?,
                pollers: pollers(self.activity_pollers, "activity_task_poller_behavior")?,
                remote: if self.no_remote_activities {
                    Remote::Off
                } else {
                    Remote::Polled
                },
                per_second_max: self.max_activities_per_second,
                queue_per_second_max: self.max_task_queue_activities_per_second,
                heartbeat_throttle_max: self.max_heartbeat_throttle_interval,
                heartbeat_throttle_default: self.default_heartbeat_throttle_interval,
                ..ActivityOptions::default()
            }),
            size_check: if self.disable_payload_error_limit {
                SizeCheck::LeftToServer
            } else {
                SizeCheck::Checked
            },
            size_warnings: SizeWarnings::above(self.payloads_warn_size, self.memo_warn_size),
            graceful_shutdown_timeout: self.graceful_shutdown_timeout,
            heartbeat: HeartbeatOptions {
                interval: self.heartbeat_interval,
                plugins: self.plugins,
                drivers: self.storage_drivers,
                environment: if self.tells_environment {
                    EnvironmentTold::Told
                } else {
                    EnvironmentTold::Withheld
                },
            },
            ..Options::default()
        })
    }
}

fn positive(number: usize, name: &str) -> PyResult<NonZeroUsize> {
    NonZeroUsize::new(number).ok_or_else(|| PyValueError::new_err(format!("{name} must be positive, it is 0")))
}
