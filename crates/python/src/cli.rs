//! The `everloop` command inside the wheel: the console script calls it with its arguments.

use pyo3::prelude::*;

/// Runs the command and returns its exit code. It keeps the thread until the command ends.
#[pyfunction]
fn cli_main(py: Python<'_>, args: Vec<std::ffi::OsString>) -> u8 {
    py.detach(|| everloop_cli::main_from(args))
}

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(cli_main, module)?)
}
