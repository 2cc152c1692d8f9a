//! Payload and failure conversion: Python objects to wire messages and back.
//!
//! [`Converter`] is what the client, the worker and the workflow runtime hold. It stands for one Python
//! `DataConverter`, less its codec and its external storage, which are asynchronous and belong to whoever
//! moves payloads. When the converter is the default one, everything happens in Rust with the bytes that the
//! default Python converter would give; otherwise the user's converter is called with `everloop.api` messages.
//!
//! [`message`] moves single wire messages across the seam for those who must show them to Python.

mod converter;
pub(crate) mod descriptors;
mod failure;
mod json;
mod known;
pub(crate) mod message;
mod subject;

pub(crate) use converter::Converter;
use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<message::PayloadRef>()?;
    module.add_class::<message::FailureRef>()?;
    module.add_class::<json::Codec>()?;
    module.add_function(wrap_pyfunction!(failure::failure_from_exception, module)?)?;
    module.add_function(wrap_pyfunction!(failure::exception_from_failure, module)?)?;
    module.add_function(wrap_pyfunction!(descriptors::descriptor_index, module)?)?;
    module.add_function(wrap_pyfunction!(descriptors::descriptor_file, module)?)
}
