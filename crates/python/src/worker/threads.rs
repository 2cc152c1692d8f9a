//! Keeps the interpreter's record of a workflow thread for as long as the thread lives.
//!
//! Attaching a thread that the interpreter doesn't know makes such a record, and detaching it throws the record
//! away, at each activation. A thread that stays known only takes and releases the lock.

use std::{any::Any, marker::PhantomData};

use everloop_machines::{Activation, Completion};
use everloop_worker::WorkflowRuntime;
use pyo3::ffi;

/// A runtime whose threads stay known to the interpreter.
pub(super) struct OnKnownThreads<R>(pub(super) R);

impl<R: WorkflowRuntime> WorkflowRuntime for OnKnownThreads<R> {
    fn activate(&self, activation: Activation) -> Completion {
        self.0.activate(activation)
    }

    fn evict(&self, run_id: &str) {
        self.0.evict(run_id);
    }

    fn interrupt(&self, run_id: &str) -> Option<String> {
        self.0.interrupt(run_id)
    }

    fn enter_thread(&self) -> Box<dyn Any> {
        Box::new(Known::new())
    }
}

/// This thread is known to the interpreter, and not attached.
struct Known {
    state: ffi::PyGILState_STATE,
    thread: *mut ffi::PyThreadState,
    /// It must be dropped on the thread that made it.
    _not_send: PhantomData<*mut ()>,
}

impl Known {
    fn new() -> Self {
        // SAFETY: the interpreter is initialised, since it loaded this module; the lock taken by the first call is
        // released by the second, on the same thread.
        unsafe {
            let state = ffi::PyGILState_Ensure();
            let thread = ffi::PyEval_SaveThread();
            Self {
                state,
                thread,
                _not_send: PhantomData,
            }
        }
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        // SAFETY: it undoes `new` in reverse order, on the same thread, with what `new` was given.
        unsafe {
            ffi::PyEval_RestoreThread(self.thread);
            ffi::PyGILState_Release(self.state);
        }
    }
}
