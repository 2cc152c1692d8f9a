//! Local activities, and the waits between their attempts that are too long for a workflow task.

use std::time::{Duration, SystemTime};

use everloop_machines::{Command, completion::ScheduleLocalActivity};
use everloop_proto::sdk::v1::EventGroupMarker;
use pyo3::prelude::*;

use super::{
    activity::{Target, await_activity, cancellation_type, require_timeout},
    arguments, duration, headers, retry_policy,
};
use crate::workflow::{
    event_loop::WorkflowLoop,
    handles::{Again, OnFire},
    instance::must_current,
};

/// Schedules a local activity. Returns an `Operation` to await, or with `as_task` an `ActivityHandle`.
#[pyfunction]
#[allow(
    clippy::too_many_arguments,
    reason = "the public signature's options, passed on without a record in between"
)]
pub(in crate::workflow) fn workflow_start_local_activity<'py>(
    py: Python<'py>,
    activity: &Bound<'py, PyAny>,
    arg: Bound<'py, PyAny>,
    args: &Bound<'py, PyAny>,
    result_type: Option<Bound<'py, PyAny>>,
    schedule_to_close_timeout: Option<Bound<'py, PyAny>>,
    schedule_to_start_timeout: Option<Bound<'py, PyAny>>,
    start_to_close_timeout: Option<Bound<'py, PyAny>>,
    retry: Option<Bound<'py, PyAny>>,
    local_retry_threshold: Option<Bound<'py, PyAny>>,
    cancellation: i32,
    activity_id: Option<String>,
    summary: Option<String>,
    header_payloads: Option<Bound<'py, PyAny>>,
    event_groups: Option<Bound<'py, PyAny>>,
    as_task: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "start local activity")?;
    let target = Target::read(activity, result_type)?;
    let args = arguments(arg, args)?;
    require_timeout(start_to_close_timeout.as_ref(), schedule_to_close_timeout.as_ref())?;
    let retry_policy = retry_policy(retry.as_ref())?;
    let markers = this.markers(py, event_groups.as_ref())?;
    let converter = this.activity_converter(py, activity_id.as_deref(), &target.name, "", true)?;
    let seq = this.pending.next_activity();
    let command = ScheduleLocalActivity {
        seq,
        activity_id: activity_id.unwrap_or_default(),
        activity_type: target.name.clone(),
        headers: headers(header_payloads.as_ref())?,
        arguments: converter.encode(py, &args)?,
        attempt: 1,
        original_schedule_time: None,
        schedule_to_close_timeout: duration("schedule_to_close_timeout", schedule_to_close_timeout.as_ref())?,
        schedule_to_start_timeout: duration("schedule_to_start_timeout", schedule_to_start_timeout.as_ref())?,
        start_to_close_timeout: duration("start_to_close_timeout", start_to_close_timeout.as_ref())?,
        retry_policy,
        local_retry_threshold: duration("local_retry_threshold", local_retry_threshold.as_ref())?,
        cancellation_type: cancellation_type(cancellation),
        include_arguments_in_marker: false,
        user_metadata: WorkflowLoop::user_metadata(py, &converter, summary, None)?,
    };
    let attempt = LocalAttempt {
        command: Box::new(command),
        markers,
    };
    this.attempt_locally(py, seq, attempt)?;
    await_activity(&run, seq, target, converter, as_task)
}

/// What a local activity is scheduled with, each time.
#[derive(Clone)]
pub(in crate::workflow) struct LocalAttempt {
    command: Box<ScheduleLocalActivity>,
    markers: Vec<EventGroupMarker>,
}

impl WorkflowLoop {
    fn attempt_locally(&self, py: Python<'_>, seq: u32, attempt: LocalAttempt) -> PyResult<()> {
        self.pending.local_activities.lock().insert(seq, attempt.clone());
        self.command(py, Command::ScheduleLocalActivity(attempt.command), attempt.markers)
    }

    /// Starts the timer after which a local activity is scheduled again.
    pub(in crate::workflow) fn schedule_again(
        slf: &Bound<'_, Self>,
        seq: u32,
        attempt: u32,
        backoff: Duration,
        original_schedule_time: Option<SystemTime>,
    ) -> PyResult<()> {
        let this = slf.get();
        let operation = this.pending.activities.lock().remove(&seq);
        let next = this.pending.local_activities.lock().remove(&seq);
        let (Some(operation), Some(mut next)) = (operation, next) else {
            return Ok(());
        };
        next.command.attempt = attempt;
        next.command.original_schedule_time = original_schedule_time;
        let markers = next.markers.clone();
        let again = OnFire::Again(Again {
            operation: operation.clone_ref(slf.py()),
            attempt: next,
        });
        let timer = Self::start_marked_timer(slf, backoff.as_secs_f64(), None, again, markers)?;
        operation.get().back_off(timer);
        Ok(())
    }

    /// The wait is over: the next attempt, under a new number.
    pub(in crate::workflow) fn start_again(slf: &Bound<'_, Self>, again: Again) -> PyResult<()> {
        let Again { operation, mut attempt } = again;
        let this = slf.get();
        let seq = this.pending.next_activity();
        attempt.command.seq = seq;
        operation.get().renumber(seq);
        this.pending.activities.lock().insert(seq, operation);
        this.attempt_locally(slf.py(), seq, attempt)
    }
}
