//! Python's view of a worker: options, slots, activity execution and shutdown.

use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
