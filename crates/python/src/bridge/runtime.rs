//! The process's tokio runtime: made when first needed, shared by all connections, servers and workers.

use std::sync::OnceLock;

use pyo3::{exceptions::PyRuntimeError, prelude::*};
use tokio::runtime::{Builder, Handle, Runtime};

/// I/O and timers are all that runs here: workflow code, activities and SQLite have threads of their own.
const THREADS: usize = 2;

struct Shared {
    runtime: Runtime,
    process: u32,
}

static SHARED: OnceLock<Shared> = OnceLock::new();

/// The runtime of this process.
///
/// # Errors
/// A `RuntimeError` in a process forked from one that used everloop: threads do not survive a fork.
pub(crate) fn runtime() -> PyResult<&'static Handle> {
    if SHARED.get().is_none() {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("everloop-io")
            .enable_all()
            .build()
            .map_err(|error| PyRuntimeError::new_err(format!("cannot start the runtime's threads: {error}")))?;
        // Another thread may have been first; its runtime stays and this one goes.
        if let Err(late) = SHARED.set(Shared {
            runtime,
            process: std::process::id(),
        }) {
            late.runtime.shutdown_background();
        }
    }
    let shared = SHARED.get().expect("the runtime was set just above");
    let process = std::process::id();
    if shared.process == process {
        return Ok(shared.runtime.handle());
    }
    Err(PyRuntimeError::new_err(format!(
        "process {process} was forked from process {}, which already used everloop, and its threads did not come along; \
         use the \"spawn\" or \"forkserver\" start method of multiprocessing, or connect only after the fork",
        shared.process
    )))
}
