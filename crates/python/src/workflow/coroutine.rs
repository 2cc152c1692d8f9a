//! Resuming Python coroutines from Rust.

use std::ptr;

use pyo3::{exceptions::PyStopIteration, ffi, intern, prelude::*};

/// What a coroutine did when it was resumed.
pub(super) enum Resumed<'py> {
    /// It waits for this.
    Yielded(Bound<'py, PyAny>),
    Returned(Bound<'py, PyAny>),
    Raised(PyErr),
}

/// Resumes with `None`, which is what an event loop always sends.
pub(super) fn send<'py>(coroutine: &Bound<'py, PyAny>) -> Resumed<'py> {
    let py = coroutine.py();
    let mut result = ptr::null_mut();
    // SAFETY: both arguments are live objects, and `result` is filled exactly as the status says.
    unsafe {
        match ffi::PyIter_Send(coroutine.as_ptr(), ffi::Py_None(), &raw mut result) {
            ffi::PySendResult::PYGEN_NEXT => Resumed::Yielded(Bound::from_owned_ptr(py, result)),
            ffi::PySendResult::PYGEN_RETURN => Resumed::Returned(Bound::from_owned_ptr(py, result)),
            ffi::PySendResult::PYGEN_ERROR => Resumed::Raised(PyErr::fetch(py)),
        }
    }
}

/// Resumes by raising `error` where the coroutine waits.
pub(super) fn throw<'py>(coroutine: &Bound<'py, PyAny>, error: PyErr) -> Resumed<'py> {
    let py = coroutine.py();
    match coroutine.call_method1(intern!(py, "throw"), (error.into_value(py),)) {
        Ok(yielded) => Resumed::Yielded(yielded),
        Err(error) if error.is_instance_of::<PyStopIteration>(py) => {
            match error.value(py).getattr(intern!(py, "value")) {
                Ok(value) => Resumed::Returned(value),
                Err(error) => Resumed::Raised(error),
            }
        }
        Err(error) => Resumed::Raised(error),
    }
}
