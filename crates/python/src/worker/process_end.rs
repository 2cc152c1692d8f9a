//! The threads that run workflow code, as the end of the process finds them.
//!
//! A thread that runs Python while the interpreter is taken down is ended by the interpreter, from within and through all
//! the frames of Rust that called it, which ends the process with a signal. So before that nothing new begins, what
//! runs has a moment to end, and what does not is stopped by an exception whose making never returns.
//! `everloop.worker._process_end` does all this when the program ends.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
};

use parking_lot::Mutex;
use pyo3::{ffi, prelude::*, types::PySet};

/// The threads that run workflow code of one worker, and what they do in the interpreter.
#[derive(Default)]
pub(super) struct Threads {
    identities: Mutex<BTreeSet<u64>>,
    /// Pieces of work under way.
    inside: AtomicUsize,
    is_over: AtomicBool,
}

/// A piece of work in the interpreter, from its beginning to its end.
pub(super) struct Inside<'a>(&'a Threads);

impl Threads {
    /// Adds this thread.
    pub(super) fn add_own(&self) {
        self.identities.lock().insert(own_identity());
    }

    /// Removes this thread.
    pub(super) fn remove_own(&self) {
        self.identities.lock().remove(&own_identity());
    }

    /// Begins a piece of work. Once the process is about to end, nothing begins any more and this never returns.
    pub(super) fn enter(&self) -> Inside<'_> {
        // Whoever ends the process sets the mark before it looks at the number: one of the two sees the other.
        let inside = Inside(self);
        self.inside.fetch_add(1, Ordering::SeqCst);
        if self.is_over.load(Ordering::SeqCst) {
            drop(inside);
            wait();
        }
        inside
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::SeqCst);
    }
}

/// The threads of one worker, for Python.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct WorkflowThreads(pub(super) Arc<Threads>);

#[pymethods]
impl WorkflowThreads {
    /// What Python calls them now.
    fn identities(&self) -> Vec<u64> {
        self.0.identities.lock().iter().copied().collect()
    }

    /// Lets no further piece of work begin.
    fn close(&self) {
        self.0.is_over.store(true, Ordering::SeqCst);
    }

    /// How many pieces of work are under way.
    fn inside(&self) -> usize {
        self.0.inside.load(Ordering::SeqCst)
    }
}

/// Adds the thread to `parked` and waits, without the interpreter, until the process is gone.
#[pyfunction]
pub(crate) fn wait_for_ever(parked: &Bound<'_, PySet>) -> PyResult<()> {
    parked.add(own_identity())?;
    parked.py().detach(|| wait())
}

fn wait() -> ! {
    loop {
        thread::park();
    }
}

fn own_identity() -> u64 {
    // SAFETY: asks the operating system, nothing else.
    let identity = unsafe { ffi::PyThread_get_thread_ident() };
    #[allow(clippy::useless_conversion, reason = "it is 32 bits wide on some platforms")]
    identity.into()
}
