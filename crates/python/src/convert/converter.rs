//! [`Converter`]: one Python `DataConverter` as Rust uses it.

use std::sync::Arc;

use bytes::Bytes;
use everloop_proto::{common::v1::Payload, failure::v1::Failure};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyList, PyType},
};

use super::{
    failure, json, message,
    subject::{Hint, Subject, Subjects},
};

const NULL: &[u8] = b"binary/null";
const PLAIN: &[u8] = b"binary/plain";
const JSON: &[u8] = b"json/plain";

/// The payload and failure conversion of one `DataConverter`. Cloning is cheap.
///
/// The codec and the external storage of the `DataConverter` are not in it.
#[derive(Clone)]
pub(crate) struct Converter(Arc<Parts>);

struct Parts {
    payloads: Payloads,
    failures: Failures,
    learned: Arc<Learned>,
}

/// What outlives a change of context.
#[derive(Default)]
struct Learned {
    json: json::Codec,
    subjects: Subjects,
}

enum Payloads {
    /// The default converter, done in Rust.
    Standard,
    /// An `everloop.converter.PayloadConverter`.
    Python(Py<PyAny>),
}

enum Failures {
    /// The default converter, done in Rust.
    Standard(failure::Attributes),
    /// An `everloop.converter.FailureConverter`.
    Python(Py<PyAny>),
}

impl Converter {
    fn new(payloads: Payloads, failures: Failures, learned: Arc<Learned>) -> Self {
        Self(Arc::new(Parts {
            payloads,
            failures,
            learned,
        }))
    }

    /// The conversion that an `everloop.converter.DataConverter` object describes.
    ///
    /// # Errors
    /// `AttributeError` if it is no such object.
    pub(crate) fn of(data_converter: &Bound<'_, PyAny>) -> PyResult<Self> {
        let payloads = Payloads::of(&data_converter.getattr("payload_converter")?)?;
        let failures = Failures::of(&data_converter.getattr("failure_converter")?)?;
        Ok(Self::new(payloads, failures, Arc::default()))
    }

    /// The conversion of payloads by an `everloop.converter.PayloadConverter` object, and of failures by the
    /// default rules.
    pub(super) fn of_payloads(payload_converter: &Bound<'_, PyAny>) -> PyResult<Self> {
        let payloads = Payloads::of(payload_converter)?;
        Ok(Self::new(
            payloads,
            Failures::Standard(failure::Attributes::Readable),
            Arc::default(),
        ))
    }

    /// The same conversion for payloads that belong to `context`, a Python `SerializationContext`.
    ///
    /// Ask [`Self::wants_context`] first: making the context object is the costly part.
    ///
    /// # Errors
    /// Whatever the user's converters raise.
    pub(crate) fn with_context(&self, context: &Bound<'_, PyAny>) -> PyResult<Self> {
        if !self.wants_context() {
            return Ok(self.clone());
        }
        let py = context.py();
        let payloads = match &self.0.payloads {
            Payloads::Standard => Payloads::Standard,
            Payloads::Python(converter) => Payloads::Python(adapted(converter.bind(py), context)?),
        };
        let failures = match &self.0.failures {
            Failures::Standard(attributes) => Failures::Standard(*attributes),
            Failures::Python(converter) => Failures::Python(adapted(converter.bind(py), context)?),
        };
        Ok(Self::new(payloads, failures, self.0.learned.clone()))
    }

    /// Whether [`Self::with_context`] could make a difference; never for the default converter.
    pub(crate) fn wants_context(&self) -> bool {
        !matches!(
            (&self.0.payloads, &self.0.failures),
            (Payloads::Standard, Failures::Standard(_))
        )
    }

    /// The payload converter as a Python object (an `everloop.converter.PayloadConverter`).
    ///
    /// # Errors
    /// Whatever its import raises.
    pub(crate) fn payload_converter<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &self.0.payloads {
            Payloads::Python(converter) => Ok(converter.bind(py).clone()),
            Payloads::Standard => {
                static DEFAULT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
                let default = DEFAULT.get_or_try_init(py, || {
                    let class = py.import("everloop.converter")?.getattr("PayloadConverter")?;
                    PyResult::Ok(class.getattr("default")?.unbind())
                })?;
                Ok(default.bind(py).clone())
            }
        }
    }

    /// One payload per value; the user's converter may give fewer.
    ///
    /// # Errors
    /// What the Python converter raises for a value it cannot convert.
    pub(crate) fn encode<'py>(&self, py: Python<'py>, values: &[Bound<'py, PyAny>]) -> PyResult<Vec<Payload>> {
        if let Payloads::Standard = self.0.payloads {
            let mut payloads = Vec::with_capacity(values.len());
            for (index, value) in values.iter().enumerate() {
                let payload = self.encode_standard(value);
                match payload.map_err(|error| in_place(py, error, index, values.len()))? {
                    Some(payload) => payloads.push(payload),
                    None => return self.encode_in_python(py, values),
                }
            }
            return Ok(payloads);
        }
        self.encode_in_python(py, values)
    }

    /// The payload of one value.
    ///
    /// # Errors
    /// As [`Self::encode`].
    pub(crate) fn encode_one(&self, value: &Bound<'_, PyAny>) -> PyResult<Payload> {
        if let Payloads::Standard = self.0.payloads
            && let Some(payload) = self.encode_standard(value)?
        {
            return Ok(payload);
        }
        let payload = self
            .payload_converter(value.py())?
            .call_method1("to_payload", (value,))?;
        message::payload_from_py(&payload)
    }

    /// The payload by the default rules, or `None` if Python must apply them.
    fn encode_standard(&self, value: &Bound<'_, PyAny>) -> PyResult<Option<Payload>> {
        Ok(match self.0.learned.subjects.of(value)? {
            Subject::Null => Some(payload(NULL, Bytes::new())),
            Subject::Bytes => Some(payload(
                PLAIN,
                Bytes::copy_from_slice(value.cast::<PyBytes>()?.as_bytes()),
            )),
            Subject::Json => Some(payload(JSON, self.0.learned.json.encode(value)?)),
            Subject::Raw => Some(raw_payload(value)?),
            Subject::Python => None,
        })
    }

    fn encode_in_python(&self, py: Python<'_>, values: &[Bound<'_, PyAny>]) -> PyResult<Vec<Payload>> {
        let values = PyList::new(py, values)?;
        let payloads = self.payload_converter(py)?.call_method1("to_payloads", (values,))?;
        payloads
            .try_iter()?
            .map(|payload| message::payload_from_py(&payload?))
            .collect()
    }

    /// One value per payload; the user's converter may give fewer. `hints` is a Python sequence of types, of which
    /// those beyond the payloads are ignored; payloads beyond the hints, or all of them without hints, are decoded
    /// as they come, and so are those whose hint is None.
    ///
    /// Whether hints apply at all when their number differs from the payloads' is for the caller to decide.
    ///
    /// # Errors
    /// What the Python converter raises for a payload it cannot convert.
    pub(crate) fn decode<'py>(
        &self,
        py: Python<'py>,
        payloads: &[Payload],
        hints: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let hints: Option<Vec<Bound<'py, PyAny>>> = match hints {
            Some(hints) if !hints.is_none() => Some(hints.try_iter()?.take(payloads.len()).collect::<PyResult<_>>()?),
            _ => None,
        };
        if let Payloads::Standard = self.0.payloads {
            let mut values = Vec::with_capacity(payloads.len());
            for (index, payload) in payloads.iter().enumerate() {
                let hint = hints.as_ref().and_then(|hints| hints.get(index));
                match self.decode_standard(py, payload, hint) {
                    Ok(Some(value)) => values.push(value),
                    // Also after an error: Python's names the payload.
                    Ok(None) | Err(_) => return self.decode_in_python(py, payloads, hints),
                }
            }
            return Ok(values);
        }
        self.decode_in_python(py, payloads, hints)
    }

    /// The value of one payload, read as the type `hint` if there is one.
    ///
    /// # Errors
    /// As [`Self::decode`].
    pub(crate) fn decode_one<'py>(
        &self,
        py: Python<'py>,
        payload: &Payload,
        hint: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Payloads::Standard = self.0.payloads
            && let Ok(Some(value)) = self.decode_standard(py, payload, hint)
        {
            return Ok(value);
        }
        let payload = message::payload_to_py(py, payload)?;
        self.payload_converter(py)?
            .call_method1("from_payload", (payload, hint))
    }

    /// The value by the default rules, or `None` if Python must apply them.
    fn decode_standard<'py>(
        &self,
        py: Python<'py>,
        payload: &Payload,
        hint: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let hint = match hint {
            Some(hint) => self.0.learned.subjects.of_hint(hint)?,
            None => Hint::None,
        };
        let hint = match &hint {
            Hint::None => None,
            Hint::Type(hint) => Some(hint),
            Hint::Raw => return raw_value(py, payload).map(Some),
            Hint::Python => return Ok(None),
        };
        Ok(match payload.metadata.get("encoding").map(|encoding| &**encoding) {
            Some(NULL) if payload.data.is_empty() => Some(py.None().into_bound(py)),
            Some(PLAIN) => Some(PyBytes::new(py, &payload.data).into_any()),
            Some(JSON) => Some(self.0.learned.json.decode(py, &payload.data, hint)?),
            _ => None,
        })
    }

    fn decode_in_python<'py>(
        &self,
        py: Python<'py>,
        payloads: &[Payload],
        hints: Option<Vec<Bound<'py, PyAny>>>,
    ) -> PyResult<Vec<Bound<'py, PyAny>>> {
        if payloads.is_empty() {
            // Users' converters are not asked about nothing.
            return Ok(Vec::new());
        }
        let payloads = payloads.iter().map(|payload| message::payload_to_py(py, payload));
        let payloads = PyList::new(py, payloads.collect::<PyResult<Vec<_>>>()?)?;
        let hints = hints.map(|hints| PyList::new(py, hints)).transpose()?;
        let values = self
            .payload_converter(py)?
            .call_method1("from_payloads", (payloads, hints))?;
        values.try_iter()?.collect()
    }

    /// The failure that stands for a raised exception, with its chain of causes.
    ///
    /// # Errors
    /// What the converters raise for the exception or its details.
    pub(crate) fn failure_from_exception(&self, exception: &Bound<'_, PyAny>) -> PyResult<Failure> {
        match &self.0.failures {
            Failures::Standard(attributes) => failure::Standard::new(self, *attributes).failure_of(exception),
            Failures::Python(converter) => {
                let py = exception.py();
                let failure = message::failure_to_py(py, &Failure::default())?;
                let payload_converter = self.payload_converter(py)?;
                converter.call_method1(py, "to_failure", (exception, payload_converter, &failure))?;
                message::failure_from_py(&failure)
            }
        }
    }

    /// The exception that stands for a failure, with its chain of causes.
    ///
    /// # Errors
    /// What the converters raise for the failure or its details.
    pub(crate) fn exception_from_failure<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
    ) -> PyResult<Bound<'py, PyAny>> {
        match &self.0.failures {
            Failures::Standard(attributes) => failure::Standard::new(self, *attributes).exception_of(py, failure),
            Failures::Python(converter) => {
                let failure = message::failure_to_py(py, failure)?;
                let payload_converter = self.payload_converter(py)?;
                Ok(converter
                    .call_method1(py, "from_failure", (failure, payload_converter))?
                    .into_bound(py))
            }
        }
    }
}

/// The same error, with a note of which of several values could not be converted.
fn in_place(py: Python<'_>, error: PyErr, index: usize, count: usize) -> PyErr {
    if count > 1 {
        let note = format!("It is argument {} of {count}.", index + 1);
        // Python 3.10 has no notes, and the error is good without.
        let _ = error.value(py).call_method1(intern!(py, "add_note"), (note,));
    }
    error
}

impl Payloads {
    fn of(converter: &Bound<'_, PyAny>) -> PyResult<Self> {
        let rules = converter.py().import("everloop.converter._standard")?;
        let is_standard = rules
            .getattr("is_standard_payload_converter")?
            .call1((converter,))?
            .is_truthy()?;
        Ok(if is_standard {
            Self::Standard
        } else {
            Self::Python(converter.clone().unbind())
        })
    }
}

impl Failures {
    fn of(converter: &Bound<'_, PyAny>) -> PyResult<Self> {
        let rules = converter.py().import("everloop.converter._standard")?;
        let is_standard = rules
            .getattr("is_standard_failure_converter")?
            .call1((converter,))?
            .is_truthy()?;
        if !is_standard {
            return Ok(Self::Python(converter.clone().unbind()));
        }
        let encodes = converter.getattr("_encode_common_attributes")?.is_truthy()?;
        Ok(Self::Standard(failure::Attributes::encoded_if(encodes)))
    }
}

/// A converter adapted to a context, or itself if it takes no part in contexts.
fn adapted(converter: &Bound<'_, PyAny>, context: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    static TAKES_PART: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let takes_part = TAKES_PART.import(context.py(), "everloop.converter", "WithSerializationContext")?;
    if !converter.is_instance(takes_part)? {
        return Ok(converter.clone().unbind());
    }
    Ok(converter.call_method1("with_context", (context,))?.unbind())
}

fn payload(encoding: &'static [u8], data: Bytes) -> Payload {
    let metadata = [("encoding".to_owned(), Bytes::from_static(encoding))].into();
    Payload {
        metadata,
        data,
        external_payloads: Vec::new(),
    }
}

/// The payload in a `RawValue`.
fn raw_payload(value: &Bound<'_, PyAny>) -> PyResult<Payload> {
    // One that came from the wire holds the payload without a message.
    match value.getattr("_held") {
        Ok(held) => message::payload_from_py(&held),
        Err(_) => message::payload_from_py(&value.getattr("payload")?),
    }
}

/// A `RawValue` of a payload.
fn raw_value<'py>(py: Python<'py>, payload: &Payload) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let class = CLASS.import(py, "everloop.common", "RawValue")?;
    class.call_method1("_of", (message::PayloadRef(payload.clone()),))
}
