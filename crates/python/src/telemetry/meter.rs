//! What user code records metrics with, under the classes of `everloop._core_meter`.

use std::time::Duration;

use everloop_metrics::{Attributes, Instrument, Kind, Metric, Metrics, Number, Recorder, Value};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyFloat, PyInt, PyMapping, PyString},
};

/// Makes metrics with certain attributes.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Meter {
    metrics: Metrics,
    attributes: Attributes,
}

impl Meter {
    pub(super) fn new(metrics: Metrics) -> Self {
        Self {
            metrics,
            attributes: Attributes::default(),
        }
    }
}

#[pymethods]
impl Meter {
    fn with_attributes(&self, more: &Bound<'_, PyMapping>) -> PyResult<Self> {
        Ok(Self {
            metrics: self.metrics.clone(),
            attributes: attributes(&self.attributes, more)?,
        })
    }

    /// A metric of that kind: `counter`, `gauge`, `histogram` or `duration`.
    #[pyo3(signature = (kind, name, description, unit))]
    fn metric(
        &self,
        kind: &str,
        name: String,
        description: Option<String>,
        unit: Option<String>,
    ) -> PyResult<MetricRef> {
        let kind = match kind {
            "counter" => Kind::Counter,
            "gauge" => Kind::Gauge,
            "histogram" => Kind::Histogram,
            "duration" => Kind::Durations,
            other => return Err(PyValueError::new_err(format!("there is no kind of metric {other:?}"))),
        };
        let instrument = self.metrics.instrument(Metric {
            name,
            description,
            unit,
            kind,
        });
        Ok(MetricRef::new(instrument, self.attributes.clone()))
    }
}

/// A metric with attributes.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct MetricRef {
    instrument: Instrument,
    attributes: Attributes,
    recorder: Recorder,
}

impl MetricRef {
    fn new(instrument: Instrument, attributes: Attributes) -> Self {
        Self {
            recorder: instrument.bind(&attributes),
            instrument,
            attributes,
        }
    }

    fn with(&self, more: Option<&Bound<'_, PyMapping>>, record: impl FnOnce(&Recorder)) -> PyResult<()> {
        match more {
            None => record(&self.recorder),
            Some(more) => record(&self.instrument.bind(&attributes(&self.attributes, more)?)),
        }
        Ok(())
    }
}

#[pymethods]
impl MetricRef {
    fn with_attributes(&self, more: &Bound<'_, PyMapping>) -> PyResult<Self> {
        Ok(Self::new(self.instrument.clone(), attributes(&self.attributes, more)?))
    }

    /// Adds to a counter, sets a gauge, or puts a value into a histogram.
    #[pyo3(signature = (value, more))]
    fn record_int(&self, value: u64, more: Option<&Bound<'_, PyMapping>>) -> PyResult<()> {
        self.with(more, |recorder| recorder.record(Number::Int(value)))
    }

    #[pyo3(signature = (value, more))]
    fn record_float(&self, value: f64, more: Option<&Bound<'_, PyMapping>>) -> PyResult<()> {
        self.with(more, |recorder| recorder.record(Number::Float(value)))
    }

    #[pyo3(signature = (value, more))]
    fn record_duration(&self, value: Duration, more: Option<&Bound<'_, PyMapping>>) -> PyResult<()> {
        self.with(more, |recorder| recorder.duration(value))
    }
}

fn attributes(base: &Attributes, more: &Bound<'_, PyMapping>) -> PyResult<Attributes> {
    let mut read = Vec::with_capacity(more.len()?);
    for item in more.items()?.iter() {
        let (name, value): (String, Bound<'_, PyAny>) = item.extract()?;
        let value = attribute(&value).ok_or_else(|| {
            PyTypeError::new_err(format!(
                "Invalid value type for key {name}, must be str, int, float, or bool"
            ))
        })?;
        read.push((name, value));
    }
    Ok(base.with(read))
}

/// A boolean is an integer in Python, and is asked for first.
fn attribute(value: &Bound<'_, PyAny>) -> Option<Value> {
    if let Ok(flag) = value.cast::<PyBool>() {
        return Some(Value::Bool(flag.is_true()));
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Some(Value::from(&*text.to_cow().ok()?));
    }
    if value.cast::<PyInt>().is_ok() {
        let small = value.extract().map(Value::Int);
        return small.or_else(|_| value.extract().map(Value::Float)).ok();
    }
    value.cast::<PyFloat>().ok()?.extract().ok().map(Value::Float)
}
