//! The way from guarded code to the run that it belongs to: to its guard, and to its state.

use pyo3::{
    prelude::*,
    types::{PyDict, PyString},
};

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

/// What a run keeps in the globals of its modules.
pub(super) struct ModuleState {
    /// The object that the sandbox made for the run.
    run: Py<PyAny>,
    /// The globals that the run has used, as they are in this run: dicts by the names of modules.
    values: Py<PyDict>,
}

/// Where a global's value comes from on this thread.
pub(crate) enum Global<'py> {
    /// No guarded run is here: the module has it.
    Shared,
    /// The run on this thread has used it before.
    Used(Bound<'py, PyAny>),
    /// The run on this thread has not, or has deleted it, or does not isolate the module.
    Unused,
}

/// A global of a module as the run on this thread sees it.
///
/// # Errors
/// What looking for the name in dicts raises.
pub(crate) fn global_of_run<'py>(module: &Bound<'py, PyString>, name: &Bound<'py, PyString>) -> PyResult<Global<'py>> {
    let py = name.py();
    let Some(run) = current(py) else {
        return Ok(Global::Shared);
    };
    let run = run.get();
    if run.workflow.guard.is_none() {
        return Ok(Global::Shared);
    }
    let values = match &*run.module_state.lock() {
        Some(state) => state.values.clone_ref(py).into_bound(py),
        None => return Ok(Global::Unused),
    };
    let Some(of_module) = values.get_item(module)? else {
        return Ok(Global::Unused);
    };
    let found = of_module.cast::<PyDict>()?.get_item(name)?;
    Ok(found.map_or(Global::Unused, Global::Used))
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
    let found = run.module_state.lock().as_ref().map(|state| state.run.clone_ref(py));
    let state = match found {
        Some(state) => state,
        None => {
            let state = make.call0()?;
            let values = state.getattr("values")?.cast_into::<PyDict>()?.unbind();
            let state = state.unbind();
            let run_state = state.clone_ref(py);
            *run.module_state.lock() = Some(Box::new(ModuleState { run: run_state, values }));
            state
        }
    };
    Ok(Some((state, guard.clone_ref(py))))
}
