//! Payload and failure conversion.

use pyo3::{prelude::*, types::PyBytes};

/// The encoded descriptor set that the message classes of `everloop.api` are built from.
#[pyfunction]
fn descriptors(py: Python<'_>) -> Bound<'_, PyBytes> {
    PyBytes::new(py, everloop_proto::DESCRIPTORS)
}

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(descriptors, module)?)
}
