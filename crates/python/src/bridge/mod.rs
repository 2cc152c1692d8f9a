//! The ways across the seam: Rust futures into asyncio, and Rust threads into the user's loop.
//!
//! A future given to [`future`] is polled once where it is called, which is all that a ready answer
//! needs. Otherwise the user's asyncio loop is its executor: whoever wakes the future only puts it
//! into that loop's queue and writes one byte to a pipe the loop watches, without touching the
//! interpreter. The loop then polls everything that became ready in one go (see `queue`). So an
//! embedded call crosses no extra thread, and a thousand completions cost one wake-up.
//!
//! Futures that need the network run on the runtime's own threads instead ([`spawned`]), because
//! each packet would otherwise wake the loop.
//!
//! Futures that wait for Python code in their turn are steps of the task that awaits them ([`driven`]).

mod driven;
mod errors;
mod queue;
mod runtime;
mod task;

use pyo3::prelude::*;

pub(crate) use driven::{Desk, driven};
pub(crate) use errors::Failure;
pub(crate) use queue::LoopHandle;
pub(crate) use runtime::runtime;
pub(crate) use task::{future, spawned};

/// Adds this area's classes and functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<queue::Drain>()?;
    module.add_class::<driven::Driven>()?;
    module.add_class::<task::Abort>()
}
