//! [`Converter`]: one Python `DataConverter` as Rust uses it.

use everloop_proto::{common::v1::Payload, failure::v1::Failure};
use pyo3::{exceptions::PyNotImplementedError, prelude::*, types::PyType};

/// The payload and failure conversion of one `DataConverter`. Cloning is cheap.
#[derive(Clone)]
pub(crate) struct Converter;

impl Converter {
    /// The default converter, without asking Python.
    pub(crate) fn standard() -> Self {
        Self
    }

    /// The conversion that an `everloop.converter.DataConverter` object describes.
    pub(crate) fn of(data_converter: &Bound<'_, PyAny>) -> PyResult<Self> {
        let _ = data_converter;
        Ok(Self)
    }

    /// The same conversion for payloads that belong to `context`, a Python `SerializationContext`.
    ///
    /// Ask [`Self::wants_context`] first: making the context object is the costly part.
    pub(crate) fn with_context(&self, context: &Bound<'_, PyAny>) -> PyResult<Self> {
        let _ = context;
        Ok(self.clone())
    }

    /// Whether [`Self::with_context`] could make a difference; never for the default converter.
    pub(crate) fn wants_context(&self) -> bool {
        false
    }

    /// The payload converter as a Python object (an `everloop.converter.PayloadConverter`).
    pub(crate) fn payload_converter<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Err(unfinished(py))
    }

    /// One payload per value.
    pub(crate) fn encode<'py>(&self, py: Python<'py>, values: &[Bound<'py, PyAny>]) -> PyResult<Vec<Payload>> {
        let _ = values;
        Err(unfinished(py))
    }

    /// The payload of one value.
    pub(crate) fn encode_one(&self, value: &Bound<'_, PyAny>) -> PyResult<Payload> {
        Err(unfinished(value.py()))
    }

    /// One value per payload. `hints` is a Python sequence of types, of which those beyond the payloads are
    /// ignored; payloads beyond the hints, or all of them without hints, are decoded as they come.
    ///
    /// Whether hints apply at all when their number differs from the payloads' is for the caller to decide.
    pub(crate) fn decode<'py>(
        &self,
        py: Python<'py>,
        payloads: &[Payload],
        hints: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let _ = (payloads, hints);
        Err(unfinished(py))
    }

    /// The value of one payload, read as the type `hint` if there is one.
    pub(crate) fn decode_one<'py>(
        &self,
        py: Python<'py>,
        payload: &Payload,
        hint: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let _ = (payload, hint);
        Err(unfinished(py))
    }

    /// The failure that stands for a raised exception, with its chain of causes.
    pub(crate) fn failure_from_exception(&self, exception: &Bound<'_, PyAny>) -> PyResult<Failure> {
        Err(unfinished(exception.py()))
    }

    /// The exception that stands for a failure, with its chain of causes.
    pub(crate) fn exception_from_failure<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
    ) -> PyResult<Bound<'py, PyAny>> {
        let _ = failure;
        Err(unfinished(py))
    }
}

fn unfinished(py: Python<'_>) -> PyErr {
    let _ = py.get_type::<PyType>();
    PyNotImplementedError::new_err("conversion is being built")
}
