//! The threads that run workflow code, and how one is found and interrupted from outside.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use pyo3::{ffi, prelude::*};

use super::python_names::Names;

/// Keeps a thread known to the interpreter between activations.
///
/// Without it every activation would make and destroy a thread state, with all that hangs on it.
pub(super) struct Attached {
    state: ffi::PyGILState_STATE,
    detached: *mut ffi::PyThreadState,
}

impl Attached {
    pub(super) fn new() -> Self {
        // SAFETY: the interpreter runs, since a runtime exists; the state is released on the same thread.
        unsafe {
            let state = ffi::PyGILState_Ensure();
            Self {
                state,
                detached: ffi::PyEval_SaveThread(),
            }
        }
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // SAFETY: as above. When the interpreter is gone, so is the thread state, and nothing may be touched.
        unsafe {
            if ffi::Py_IsInitialized() == 0 {
                return;
            }
            ffi::PyEval_RestoreThread(self.detached);
            ffi::PyGILState_Release(self.state);
        }
    }
}

/// How Python identifies this thread.
pub(super) fn identity() -> u64 {
    // SAFETY: asks the operating system, nothing else.
    let identity = unsafe { ffi::PyThread_get_thread_ident() };
    #[allow(clippy::useless_conversion, reason = "it is 32 bits wide on some platforms")]
    identity.into()
}

/// Ends what [`interrupt`] began, on the interrupted thread: an exception that nobody has met yet must not be
/// raised in the next run. False if there was no interruption. The arguments are what the run keeps of its thread.
pub(super) fn was_interrupted(thread_id: &AtomicU64, interrupted: &AtomicBool) -> bool {
    let thread = thread_id.swap(0, Relaxed);
    if !interrupted.swap(false, Relaxed) {
        return false;
    }
    if let Ok(thread) = thread.try_into() {
        // SAFETY: withdraws a pending exception of this very thread, if there is one.
        unsafe { ffi::PyThreadState_SetAsyncExc(thread, std::ptr::null_mut()) };
    }
    true
}

/// What ends the activation of a run that was interrupted.
pub(super) fn held_too_long(py: Python<'_>) -> PyResult<PyErr> {
    let class = Names::get(py)?.deadlock_error.bind(py).clone();
    Ok(PyErr::from_type(class, ("the workflow held its thread for too long",)))
}

/// Says where the code of a run is, and raises in it, so that it gives its thread back.
///
/// Code that waits in a blocking call of C notices only when that call returns. `thread` is 0 if the run has none.
pub(super) fn interrupt(py: Python<'_>, thread: u64, interrupted: &AtomicBool) -> Option<String> {
    if thread == 0 {
        return None;
    }
    let names = Names::get(py).ok()?;
    let stack = names
        .support
        .bind(py)
        .call_method1("stack_of_thread", (thread,))
        .and_then(|stack| stack.extract())
        .ok();
    interrupted.store(true, Relaxed);
    // SAFETY: the class is alive for the length of the call, which takes its own reference.
    unsafe {
        ffi::PyThreadState_SetAsyncExc(thread.try_into().ok()?, names.deadlock_error.as_ptr());
    }
    stack
}
