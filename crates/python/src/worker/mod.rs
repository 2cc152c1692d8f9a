//! Python's view of a worker: options, activity execution and shutdown.
//!
//! [`binding`] is the worker itself. Workflows run in the runtime of the area `workflow`; activities in the
//! user's asyncio loop or executor, where the Python class `everloop.worker._activity_host.ActivityHost` is told of
//! each as an [`attempt`].

mod attempt;
mod binding;
mod executor;
mod interrupt;
mod options;
pub(crate) mod owners;
mod passage;
mod process_end;
mod replayer;
mod supplier;
mod threads;

use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<binding::Worker>()?;
    module.add_class::<replayer::Replayer>()?;
    module.add_class::<attempt::ActivityAttempt>()?;
    module.add_class::<passage::Passing>()?;
    module.add_class::<supplier::Wish>()?;
    module.add_class::<process_end::WorkflowThreads>()?;
    module.add_function(wrap_pyfunction!(process_end::wait_for_ever, module)?)?;
    module.add_function(wrap_pyfunction!(interrupt::raise_in_thread, module)?)?;
    module.add_function(wrap_pyfunction!(interrupt::clear_thread_exception, module)?)
}
