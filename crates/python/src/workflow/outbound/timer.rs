//! Timers: the loop's own, and those of `workflow.sleep`.

use std::time::Duration;

use everloop_machines::{Command, completion::StartTimer};
use everloop_proto::sdk::v1::EventGroupMarker;
use pyo3::{exceptions::PyRuntimeError, prelude::*};

use crate::workflow::{
    event_loop::WorkflowLoop,
    handles::{OnFire, TimerHandle},
    instance::must_current,
};

impl WorkflowLoop {
    pub(in crate::workflow) fn add_timer_command(
        &self,
        py: Python<'_>,
        seq: u32,
        seconds: f64,
        summary: Option<String>,
        markers: Vec<EventGroupMarker>,
    ) -> PyResult<()> {
        // Whole nanoseconds: the same float must always become the same duration.
        let duration = Duration::from_nanos((seconds * 1e9).round() as u64);
        if !seconds.is_finite() {
            return Err(PyRuntimeError::new_err(format!(
                "a timer cannot take {seconds} seconds"
            )));
        }
        let user_metadata = Self::user_metadata(py, &self.converter, summary, None)?;
        let timer = StartTimer {
            seq,
            duration,
            user_metadata,
        };
        self.command(py, Command::StartTimer(timer), markers)
    }
}

/// Starts a timer that resolves a future; both are returned.
#[pyfunction]
pub(in crate::workflow) fn workflow_start_timer<'py>(
    py: Python<'py>,
    seconds: f64,
    summary: Option<String>,
    event_groups: Option<Bound<'py, PyAny>>,
) -> PyResult<(Bound<'py, PyAny>, Py<TimerHandle>)> {
    let run = must_current(py)?;
    let future = WorkflowLoop::future(&run)?;
    if summary.is_some() {
        *run.get().timer_summary.lock() = summary;
    }
    let markers = run.get().markers(py, event_groups.as_ref())?;
    let on_fire = OnFire::Wake(future.clone().unbind());
    let timer = WorkflowLoop::start_marked_timer(&run, seconds, None, on_fire, markers)?;
    Ok((future, timer))
}

/// Names the purpose of the next timer that the loop starts, and its event groups.
#[pyfunction]
pub(in crate::workflow) fn workflow_name_next_timer(
    py: Python<'_>,
    summary: Option<String>,
    event_groups: Option<Py<PyAny>>,
) -> PyResult<()> {
    let run = must_current(py)?;
    *run.get().timer_summary.lock() = summary;
    let old = std::mem::replace(&mut *run.get().timer_groups.lock(), event_groups);
    drop(old);
    Ok(())
}

/// A future that is resolved when the function returns something true.
#[pyfunction]
pub(in crate::workflow) fn workflow_add_condition<'py>(
    py: Python<'py>,
    holds: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let run = must_current(py)?;
    run.get().may_act(py, "wait condition")?;
    let future = WorkflowLoop::future(&run)?;
    run.get().conditions.add(holds.unbind(), future.clone().unbind());
    Ok(future)
}
