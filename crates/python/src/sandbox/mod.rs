//! The guard around workflow code: what must not be called there asks first.
//!
//! Python code can reach the clock, randomness, files, sockets and threads only through functions of C. Each such
//! function is guarded where it is defined, by `slots`: its entry in its type's or module's method table leads through
//! a few instructions that look whether this thread runs guarded workflow code, and everywhere else go on to the
//! function itself. So nothing is wrapped or replaced that Python can see: functions and classes stay what they are,
//! names that were imported before are guarded too, and so are calls out of other packages.
//!
//! A guarded thread asks the run's guard, a Python callable with the table of what is forbidden; see
//! `everloop.worker.workflow_sandbox._guard`. `thread` says which threads are guarded.
//!
//! What is written in Python and must be guarded is called through a `call`, or asks by itself. The state of a module
//! that is each run's own is found through `globals`.
//!
//! Absent from here: which functions there are and which of them a workflow may call.

mod call;
mod globals;
mod memory;
mod slots;
pub(crate) mod thread;

use pyo3::prelude::*;

/// Adds this area's functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(slots::sandbox_guard_functions, module)?)?;
    module.add_function(wrap_pyfunction!(call::sandbox_guarded_call, module)?)?;
    module.add_function(wrap_pyfunction!(call::sandbox_ask, module)?)?;
    module.add_class::<globals::Globals>()?;
    module.add_function(wrap_pyfunction!(thread::sandbox_is_guarded, module)?)
}
