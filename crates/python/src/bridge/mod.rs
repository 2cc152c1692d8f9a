//! The two ways across the seam: Rust futures into asyncio, and Python callables out of Rust threads.

use pyo3::prelude::*;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
