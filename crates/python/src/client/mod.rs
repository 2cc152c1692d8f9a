//! Python's view of a connection: calls of any RPC on an `Api`, over gRPC or embedded.

use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
