//! JSON payloads: what `json.dumps` and `json.loads` do with the default encoder and with type hints, in Rust.
//!
//! Whatever is common is done here, byte for byte as the default Python converter does it. Whatever is not, and every
//! error, goes to the Python implementation, which has the last word: a [`Codec`] never has an opinion of its own.

mod number;
mod parser;
mod plan;
mod shape;
mod typed;
mod writer;

use bytes::Bytes;
use plan::Plans;
use pyo3::{prelude::*, types::PyBytes};
use shape::Shapes;

/// Encodes and decodes JSON payloads. It remembers what it learned about the classes it has met.
#[pyclass(frozen, module = "everloop._core", name = "JsonCodec")]
#[derive(Default)]
pub(crate) struct Codec {
    shapes: Shapes,
    plans: Plans,
}

impl Codec {
    /// The JSON text of a value, in ASCII.
    pub(super) fn encode(&self, value: &Bound<'_, PyAny>) -> PyResult<Bytes> {
        let mut writer = writer::Writer::new(&self.shapes);
        match writer.value(value, writer::Mode::Plain) {
            Ok(()) => Ok(Bytes::from(writer.into_text())),
            Err(_) => encode_in_python(value),
        }
    }

    /// The value of a JSON text, as the type that the hint asks for.
    pub(super) fn decode<'py>(
        &self,
        py: Python<'py>,
        text: &[u8],
        hint: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if let Some(json) = parser::parse(text) {
            let decoded = match hint {
                None => typed::untyped(py, &json),
                Some(hint) => self
                    .plans
                    .of(hint)
                    .and_then(|plan| typed::typed(py, &self.plans, &plan, &json)),
            };
            if let Ok(value) = decoded {
                return Ok(value);
            }
        }
        let hint = hint.map_or_else(|| py.None().into_bound(py), Clone::clone);
        rules(py, "decode_json")?.call1((PyBytes::new(py, text), hint))
    }
}

#[pymethods]
impl Codec {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// The JSON text of a value.
    fn dumps<'py>(&self, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(value.py(), &self.encode(value)?))
    }

    /// The value of a JSON text, as the type that the hint asks for.
    #[pyo3(signature = (text, hint=None))]
    fn loads<'py>(&self, py: Python<'py>, text: &[u8], hint: Option<Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let hint = match hint {
            Some(hint) if hint.is_truthy()? => Some(hint),
            _ => None,
        };
        self.decode(py, text, hint.as_ref())
    }
}

fn encode_in_python(value: &Bound<'_, PyAny>) -> PyResult<Bytes> {
    let text = rules(value.py(), "encode_json")?.call1((value,))?;
    Ok(Bytes::copy_from_slice(text.cast::<PyBytes>()?.as_bytes()))
}

/// A function of the Python module that has the rules this module leaves out.
fn rules<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("everloop.converter._json_rules")?.getattr(name)
}
