//! The workflow runtime: an asyncio event loop in Rust, activations in and commands out.

use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
