//! What the log is told about runs. The texts are in `everloop.workflow._records`, since Python's `logging` writes them.
//!
//! Nothing here may fail: a record that cannot be written is reported as Python reports what it cannot raise.

use pyo3::{BoundObject, IntoPyObject, intern, prelude::*, types::PyTuple};

use super::{event_loop::WorkflowLoop, outcome::exception, python_names::Names};

impl WorkflowLoop {
    /// A task failed with `error`. Code that held its thread too long was reported when that was found.
    pub(super) fn log_task_failure(&self, py: Python<'_>, error: &PyErr) {
        if !was_held_too_long(py, error)
            && let Ok(error) = exception(py, error)
        {
            say(py, "report_task_failure", (error, self.identity()));
        }
    }

    /// A signal could not be decoded.
    pub(super) fn log_dropped_signal(&self, py: Python<'_>, name: &str, error: &PyErr) {
        say(py, "report_dropped_signal", (name, error.value(py), self.identity()));
    }

    /// The workflow, or an update, raised `error`.
    pub(super) fn log_raised(&self, py: Python<'_>, what: &str, error: &PyErr) {
        if !was_held_too_long(py, error)
            && let Ok(error) = exception(py, error)
        {
            say(py, "report_raised", (what, error, &self.start.run_id));
        }
    }

    fn identity(&self) -> (&str, &str, &str, &str, &str, u32) {
        let start = &self.start;
        (
            &start.run_id,
            &start.workflow_id,
            &start.workflow_type,
            &start.task_queue,
            &start.namespace,
            start.attempt,
        )
    }
}

/// Whether `error` is what interrupts code that holds its thread.
fn was_held_too_long(py: Python<'_>, error: &PyErr) -> bool {
    Names::get(py).is_ok_and(|names| error.is_instance(py, names.deadlock_error.bind(py)))
}

/// Calls one of the functions of `everloop.workflow._records`.
pub(super) fn say<'py>(py: Python<'py>, how: &str, args: impl IntoPyObject<'py, Target = PyTuple>) {
    let said = Names::get(py).and_then(|names| {
        let args = args.into_pyobject(py).map_err(Into::into)?.into_bound();
        names.records.bind(py).getattr(how)?.call1(args)
    });
    if let Err(error) = said {
        error.write_unraisable(py, None);
    }
}

/// Whether the log wants to know which runs are forgotten.
///
/// # Errors
/// What asking raises.
pub(super) fn wants_evictions(py: Python<'_>) -> PyResult<bool> {
    let records = Names::get(py)?.records.bind(py);
    records.call_method0(intern!(py, "logs_evictions"))?.is_truthy()
}
