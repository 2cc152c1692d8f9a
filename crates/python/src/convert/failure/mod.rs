//! The default rules between exceptions and failures.
//!
//! A `FailureError` keeps its kind; a Nexus handler's error is Python's business; any other exception becomes an
//! application failure of its class's name. An error that came from the wire goes back as it came.

mod from_exception;
mod to_exception;

use everloop_proto::failure::v1::Failure;
use prost::Message;
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyType},
};

use super::{Converter, message};

/// Whether message and stack trace of failures can be read on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attributes {
    Readable,
    /// They go into a payload, which a codec can encode.
    Encoded,
}

impl Attributes {
    pub(super) fn encoded_if(encoded: bool) -> Self {
        if encoded { Self::Encoded } else { Self::Readable }
    }
}

/// The default rules, with what they need.
pub(super) struct Standard<'a> {
    converter: &'a Converter,
    attributes: Attributes,
    /// A subclass of the default converter, which must see the causes too.
    subclass: Option<Py<PyAny>>,
}

impl<'a> Standard<'a> {
    pub(super) fn new(converter: &'a Converter, attributes: Attributes) -> Self {
        Self {
            converter,
            attributes,
            subclass: None,
        }
    }
}

/// The classes of `everloop.exceptions`.
struct Classes {
    failure_error: Py<PyType>,
    application: Py<PyType>,
    application_category: Py<PyType>,
    timeout: Py<PyType>,
    timeout_type: Py<PyType>,
    cancelled: Py<PyType>,
    terminated: Py<PyType>,
    server: Py<PyType>,
    activity: Py<PyType>,
    child_workflow: Py<PyType>,
    nexus_operation: Py<PyType>,
    retry_state: Py<PyType>,
}

impl Classes {
    fn get(py: Python<'_>) -> PyResult<&Self> {
        static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
        CLASSES.get_or_try_init(py, || {
            let module = py.import("everloop.exceptions")?;
            let find =
                |name: &str| -> PyResult<Py<PyType>> { Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind()) };
            Ok(Self {
                failure_error: find("FailureError")?,
                application: find("ApplicationError")?,
                application_category: find("ApplicationErrorCategory")?,
                timeout: find("TimeoutError")?,
                timeout_type: find("TimeoutType")?,
                cancelled: find("CancelledError")?,
                terminated: find("TerminatedError")?,
                server: find("ServerError")?,
                activity: find("ActivityError")?,
                child_workflow: find("ChildWorkflowError")?,
                nexus_operation: find("NexusOperationError")?,
                retry_state: find("RetryState")?,
            })
        })
    }
}

/// What `DefaultFailureConverter` itself calls: the encoded failure of an exception.
#[pyfunction]
pub(super) fn failure_from_exception<'py>(
    exception: Bound<'py, PyAny>,
    payload_converter: Bound<'py, PyAny>,
    encode_common_attributes: bool,
    failure_converter: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let converter = Converter::of_payloads(&payload_converter)?;
    let rules = Standard {
        converter: &converter,
        attributes: Attributes::encoded_if(encode_common_attributes),
        subclass: subclass(failure_converter)?,
    };
    Ok(PyBytes::new(
        exception.py(),
        &rules.failure_of(&exception)?.encode_to_vec(),
    ))
}

/// What `DefaultFailureConverter` itself calls: the exception of a failure message.
#[pyfunction]
pub(super) fn exception_from_failure<'py>(
    failure: Bound<'py, PyAny>,
    payload_converter: Bound<'py, PyAny>,
    failure_converter: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let converter = Converter::of_payloads(&payload_converter)?;
    let rules = Standard {
        converter: &converter,
        attributes: Attributes::Readable,
        subclass: subclass(failure_converter)?,
    };
    rules.exception_of(failure.py(), &message::failure_from_py(&failure)?)
}

fn subclass(failure_converter: Bound<'_, PyAny>) -> PyResult<Option<Py<PyAny>>> {
    let rules = failure_converter.py().import("everloop.converter._standard")?;
    let is_standard = rules
        .getattr("is_standard_failure_converter")?
        .call1((&failure_converter,))?;
    Ok(if is_standard.is_truthy()? {
        None
    } else {
        Some(failure_converter.unbind())
    })
}

/// A failure by a subclass's `to_failure`.
fn by_subclass(subclass: &Bound<'_, PyAny>, converter: &Converter, exception: &Bound<'_, PyAny>) -> PyResult<Failure> {
    let py = subclass.py();
    let failure = message::failure_to_py(py, &Failure::default())?;
    subclass.call_method1("to_failure", (exception, converter.payload_converter(py)?, &failure))?;
    message::failure_from_py(&failure)
}
