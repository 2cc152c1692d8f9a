//! Keeps the interpreter's record of a workflow thread for as long as the thread lives.
//!
//! Attaching a thread that the interpreter doesn't know makes such a record, and detaching it throws the record
//! away, at each activation. A thread that stays known only takes and releases the lock.

use std::{any::Any, marker::PhantomData, sync::Arc};

use everloop_machines::{Activation, Completion};
use everloop_worker::{Eviction, Passage, WorkflowRuntime};
use pyo3::ffi;

use super::{passage::PythonPassage, process_end::Threads};

/// A runtime whose threads stay known to the interpreter, and whose payloads go through a passage if it has one.
pub(super) struct OnKnownThreads<R> {
    pub(super) runtime: R,
    pub(super) passage: Option<PythonPassage>,
    pub(super) threads: Arc<Threads>,
}

impl<R: WorkflowRuntime> WorkflowRuntime for OnKnownThreads<R> {
    fn activate(&self, activation: Activation) -> Completion {
        let _inside = self.threads.enter();
        self.runtime.activate(activation)
    }

    fn evict(&self, run_id: &str, why: &Eviction) {
        let _inside = self.threads.enter();
        self.runtime.evict(run_id, why);
        if let Some(passage) = &self.passage {
            passage.forget(run_id);
        }
    }

    fn interrupt(&self, run_id: &str) -> Option<String> {
        let _inside = self.threads.enter();
        self.runtime.interrupt(run_id)
    }

    fn deadlocked(&self, run_id: &str, message: &str, stack: Option<&str>) {
        let _inside = self.threads.enter();
        self.runtime.deadlocked(run_id, message, stack);
    }

    fn whereabouts(&self, run_id: &str) -> Option<String> {
        let _inside = self.threads.enter();
        self.runtime.whereabouts(run_id)
    }

    fn place(&self, run_id: &str, place: u64) -> Option<String> {
        let _inside = self.threads.enter();
        self.runtime.place(run_id, place)
    }

    fn mismatch_fails_workflow(&self, workflow_type: &str) -> bool {
        self.runtime.mismatch_fails_workflow(workflow_type)
    }

    fn passage(&self) -> Option<Arc<dyn Passage>> {
        let passage = self.passage.clone()?;
        Some(Arc::new(passage))
    }

    fn enter_thread(&self) -> Box<dyn Any> {
        Box::new(Known::new(Arc::clone(&self.threads)))
    }
}

/// This thread is known to the interpreter, and not attached.
struct Known {
    state: ffi::PyGILState_STATE,
    thread: *mut ffi::PyThreadState,
    threads: Arc<Threads>,
    /// It must be dropped on the thread that made it.
    _not_send: PhantomData<*mut ()>,
}

impl Known {
    fn new(threads: Arc<Threads>) -> Self {
        threads.add_own();
        // SAFETY: the interpreter is initialised, since it loaded this module; the lock taken by the first call is
        // released by the second, on the same thread.
        unsafe {
            let state = ffi::PyGILState_Ensure();
            let thread = ffi::PyEval_SaveThread();
            Self {
                state,
                thread,
                threads,
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
        self.threads.remove_own();
    }
}
