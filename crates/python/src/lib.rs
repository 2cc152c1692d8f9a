//! The extension module `everloop._core`.
//!
//! It binds the client and the worker, holds the workflow event loop and converts payloads. It has no
//! rules of the engine. Each area registers its own classes and functions; only `everloop._bridge`
//! imports them in Python.

mod bridge;
mod cli;
mod client;
mod convert;
mod envconfig;
mod sandbox;
mod startup_pages;
mod telemetry;
mod worker;
mod workflow;

use pyo3::prelude::*;

/// Messages are many small allocations that one thread makes and another frees.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    everloop_cli::allocator::give_back_soon();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    bridge::register(module)?;
    cli::register(module)?;
    convert::register(module)?;
    client::register(module)?;
    envconfig::register(module)?;
    sandbox::register(module)?;
    telemetry::register(module)?;
    worker::register(module)?;
    workflow::register(module)?;
    startup_pages::release();
    Ok(())
}
