//! The way from a guarded function to the guard of the run that calls it.

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
    let refusal = guard.bind(name.py()).call1((name, argument))?;
    if refusal.is_none() {
        return Ok(());
    }
    Err(PyErr::from_value(refusal))
}
