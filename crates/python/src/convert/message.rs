//! Wire messages as Python sees them: opaque references that turn into protobuf messages on demand, and the
//! two-way passage between prost structs and `everloop.api` messages.
//!
//! The protobuf package is imported by the first call that needs a message class, never before.

use everloop_proto::{common::v1::Payload, failure::v1::Failure};
use prost::Message;
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyType},
};

/// A payload that Python carries without looking into it.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct PayloadRef(pub(crate) Payload);

/// A failure that Python carries without looking into it.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct FailureRef(pub(crate) Failure);

#[pymethods]
impl PayloadRef {
    /// The payload as an `everloop.api.common.v1.Payload`.
    fn message<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        payload_to_py(py, &self.0)
    }
}

#[pymethods]
impl FailureRef {
    /// The failure as an `everloop.api.failure.v1.Failure`.
    fn message<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        failure_to_py(py, &self.0)
    }
}

/// An `everloop.api.common.v1.Payload` with the content of `payload`.
pub(crate) fn payload_to_py<'py>(py: Python<'py>, payload: &Payload) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    to_py(CLASS.import(py, "everloop.api.common.v1", "Payload")?, payload)
}

/// The content of a Python `Payload` message, or of a [`PayloadRef`].
pub(crate) fn payload_from_py(message: &Bound<'_, PyAny>) -> PyResult<Payload> {
    match message.cast::<PayloadRef>() {
        Ok(payload) => Ok(payload.get().0.clone()),
        Err(_) => from_py(message),
    }
}

/// An `everloop.api.failure.v1.Failure` with the content of `failure`.
pub(crate) fn failure_to_py<'py>(py: Python<'py>, failure: &Failure) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    to_py(CLASS.import(py, "everloop.api.failure.v1", "Failure")?, failure)
}

/// The content of a Python `Failure` message, or of a [`FailureRef`].
pub(crate) fn failure_from_py(message: &Bound<'_, PyAny>) -> PyResult<Failure> {
    match message.cast::<FailureRef>() {
        Ok(failure) => Ok(failure.get().0.clone()),
        Err(_) => from_py(message),
    }
}

/// A message of the Python `class` with the content of the wire `message`.
pub(crate) fn to_py<'py>(class: &Bound<'py, PyType>, message: &impl Message) -> PyResult<Bound<'py, PyAny>> {
    let bytes = PyBytes::new(class.py(), &message.encode_to_vec());
    class.call_method1("FromString", (bytes,))
}

/// The content of any Python protobuf message, read as `M`.
///
/// # Errors
/// Whatever `SerializeToString` raises, and `ValueError` if the bytes are no `M`.
pub(crate) fn from_py<M: Message + Default>(message: &Bound<'_, PyAny>) -> PyResult<M> {
    let bytes = message.call_method0("SerializeToString")?;
    M::decode(bytes.cast::<PyBytes>()?.as_bytes())
        .map_err(|error| pyo3::exceptions::PyValueError::new_err(format!("message does not parse: {error}")))
}
