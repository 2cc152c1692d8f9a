//! Exceptions thrown into other threads.

use std::ffi::{c_long, c_ulong};

use pyo3::{exceptions::PyValueError, ffi, prelude::*, types::PyType};

/// Throws an exception of that type into the thread, which meets it at its next line of Python.
#[pyfunction]
pub(crate) fn raise_in_thread(thread_id: c_ulong, exception: &Bound<'_, PyType>) -> PyResult<()> {
    // SAFETY: the interpreter is attached, as `exception` proves, and takes its own reference to the type.
    match unsafe { ffi::PyThreadState_SetAsyncExc(c_long::from_ne_bytes(thread_id.to_ne_bytes()), exception.as_ptr()) }
    {
        0 => Err(PyValueError::new_err(format!("no thread has the id {thread_id}"))),
        _ => Ok(()),
    }
}

/// Takes back what was thrown into the thread and has not been met yet.
#[pyfunction]
pub(crate) fn clear_thread_exception(py: Python<'_>, thread_id: c_ulong) {
    let _ = py;
    // SAFETY: the interpreter is attached; a null exception clears the one that is pending.
    unsafe { ffi::PyThreadState_SetAsyncExc(c_long::from_ne_bytes(thread_id.to_ne_bytes()), std::ptr::null_mut()) };
}
