//! The way from guarded code to the run that it belongs to: to its guard, and to its state.

use pyo3::{prelude::*, types::PyString};

use super::instance::current;

/// Asks the guard of the current run whether `name` may be called now, with that first argument if it is known.
///
/// # Errors
/// The guard's answer, if it is no. It is returned by the guard and raised from here, so that the first line of its
/// traceback is the user's.
pub(crate) fn ask_guard(name: &Bound<'_, PyString>, argument: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    let Some(run) = current(name.py()) else {
        return Ok(());
    };
    let Some(guard) = &run.get().workflow.guard else {
        return Ok(());
    };
    answered(guard.bind(name.py()).call1((name, argument))?)
}

/// Asks the guard of the current run by one of its methods about `name`.
///
/// # Errors
/// The guard's answer, if it is no.
pub(crate) fn ask_guard_about(question: &Bound<'_, PyString>, name: &Bound<'_, PyString>) -> PyResult<()> {
    let Some(run) = current(name.py()) else {
        return Ok(());
    };
    let Some(guard) = &run.get().workflow.guard else {
        return Ok(());
    };
    answered(guard.bind(name.py()).call_method1(question, (name,))?)
}

fn answered(refusal: Bound<'_, PyAny>) -> PyResult<()> {
    if refusal.is_none() {
        return Ok(());
    }
    Err(PyErr::from_value(refusal))
}

/// The state and the guard of the run on this thread, if it is guarded; `make` makes the state at first.
#[pyfunction]
pub(super) fn workflow_run_state<'py>(
    py: Python<'py>,
    make: &Bound<'py, PyAny>,
) -> PyResult<Option<(Py<PyAny>, Py<PyAny>)>> {
    let Some(run) = current(py) else {
        return Ok(None);
    };
    let run = run.get();
    let Some(guard) = &run.workflow.guard else {
        return Ok(None);
    };
    let found = run.module_state.lock().as_ref().map(|state| state.clone_ref(py));
    let state = match found {
        Some(state) => state,
        None => {
            let state = make.call0()?.unbind();
            *run.module_state.lock() = Some(state.clone_ref(py));
            state
        }
    };
    Ok(Some((state, guard.clone_ref(py))))
}
