//! A guarded call of a function that is written in Python, where somebody looks the function up each time.

use pyo3::{prelude::*, types::PyString};

use super::thread;
use crate::workflow;

/// Calls a function of one argument, on a guarded thread only if the guard allows it.
#[pyclass(frozen, module = "everloop._core", name = "SandboxGuardedCall")]
pub(super) struct GuardedCall {
    function: Py<PyAny>,
    name: Py<PyString>,
}

#[pymethods]
impl GuardedCall {
    fn __call__<'py>(&self, py: Python<'py>, argument: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if thread::is_guarded() {
            let _lifted = thread::Scope::new(false);
            workflow::ask_guard(self.name.bind(py), Some(argument))?;
        }
        self.function.bind(py).call1((argument,))
    }
}

/// The function, guarded by that name.
#[pyfunction]
pub(super) fn sandbox_guarded_call(function: Py<PyAny>, name: Py<PyString>) -> GuardedCall {
    GuardedCall { function, name }
}

/// On a guarded thread, asks the run's guard by one of its methods, and raises what it answers.
#[pyfunction]
pub(super) fn sandbox_ask(question: &Bound<'_, PyString>, name: &Bound<'_, PyString>) -> PyResult<()> {
    if !thread::is_guarded() {
        return Ok(());
    }
    let _lifted = thread::Scope::new(false);
    workflow::ask_guard_about(question, name)
}
