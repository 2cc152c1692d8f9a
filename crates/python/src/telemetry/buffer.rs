//! Buffered metrics as Python objects: the same object for the same metric and the same attributes each time.

use std::collections::BTreeMap;

use everloop_metrics::{Attributes, Kind, Metric, Number, Update, Value};
use parking_lot::Mutex;
use pyo3::{prelude::*, types::PyDict};

/// A metric that updates name.
#[pyclass(frozen, get_all, module = "everloop._core")]
pub(crate) struct BufferedMetric {
    name: String,
    description: Option<String>,
    unit: Option<String>,
    kind: u8,
}

/// One value that was recorded.
#[pyclass(frozen, get_all, module = "everloop._core")]
pub(crate) struct BufferedUpdate {
    metric: Py<BufferedMetric>,
    value: Py<PyAny>,
    attributes: Py<PyDict>,
}

/// The objects made so far.
#[derive(Default)]
pub(super) struct Objects(Mutex<Known>);

#[derive(Default)]
struct Known {
    metrics: BTreeMap<Metric, Py<BufferedMetric>>,
    attributes: BTreeMap<Attributes, Py<PyDict>>,
}

impl Objects {
    pub(super) fn update(&self, py: Python<'_>, update: Update) -> PyResult<BufferedUpdate> {
        let mut known = self.0.lock();
        let metric = match known.metrics.get(&*update.metric) {
            Some(made) => made.clone_ref(py),
            None => {
                let made = Py::new(py, BufferedMetric::new(&update.metric))?;
                known.metrics.insert((*update.metric).clone(), made.clone_ref(py));
                made
            }
        };
        let attributes = match known.attributes.get(&update.attributes) {
            Some(made) => made.clone_ref(py),
            None => {
                let made = dict(py, &update.attributes)?;
                known.attributes.insert(update.attributes, made.clone_ref(py));
                made
            }
        };
        let value = match update.value {
            Number::Int(value) => value.into_pyobject(py)?.into_any().unbind(),
            Number::Float(value) => value.into_pyobject(py)?.into_any().unbind(),
        };
        Ok(BufferedUpdate {
            metric,
            value,
            attributes,
        })
    }
}

impl BufferedMetric {
    fn new(metric: &Metric) -> Self {
        let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Self {
            name: metric.name.clone(),
            description: some(&metric.description),
            unit: some(&metric.unit),
            kind: match metric.kind {
                Kind::Counter => 0,
                Kind::Gauge => 1,
                Kind::Histogram | Kind::Durations => 2,
            },
        }
    }
}

fn dict(py: Python<'_>, attributes: &Attributes) -> PyResult<Py<PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in attributes.iter() {
        match value {
            Value::Text(text) => dict.set_item(name, &**text)?,
            Value::Int(int) => dict.set_item(name, int)?,
            Value::Float(float) => dict.set_item(name, float)?,
            Value::Bool(flag) => dict.set_item(name, flag)?,
        }
    }
    Ok(dict.unbind())
}
