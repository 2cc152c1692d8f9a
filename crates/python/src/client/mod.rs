//! Python's client: connections, the calls that clients make often, and raw calls of any RPC.
//!
//! A [`Connection`] is an `Api` with a Python handle, over gRPC or embedded; the worker takes its `Api`
//! from there too. A `ClientCore` is a connection with a namespace, an identity and a converter: one Rust
//! function per call, Python values in and out, no protobuf package. What comes in are the input objects
//! of `everloop.client`'s interceptors, read attribute by attribute.

mod async_activity;
mod connection;
mod control;
mod core;
mod delegate;
mod embedded;
mod environment;
mod raw_start;
mod read;
mod result;
mod start;
mod update;
mod update_with_start;
mod workers;

use pyo3::prelude::*;

pub(crate) use connection::Connection;
pub(crate) use read::{no_timedelta, versioning_override};
pub(crate) use workers::Workers;

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Connection>()?;
    module.add_class::<core::ClientCore>()?;
    module.add_class::<update::UpdateOutcome>()?;
    module.add_function(wrap_pyfunction!(connection::rpc, module)?)?;
    module.add_function(wrap_pyfunction!(environment::open_environment, module)?)?;
    module.add_function(wrap_pyfunction!(environment::is_engine_setting, module)?)?;
    module.add_function(wrap_pyfunction!(connection::connect, module)?)
}
