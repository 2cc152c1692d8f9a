//! `Telemetry`: from the options of a runtime to its metrics and their exporter.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use everloop_metrics::{Attributes, Buffer, Metrics, Options, Registry, Sink, TimeUnit, otlp::Temporality, prometheus};
use everloop_telemetry::{
    endpoint::{self, Endpoint},
    push::{self, Exporter, Protocol},
};
use pyo3::{exceptions::PyValueError, prelude::*};

use super::{
    buffer::{BufferedUpdate, Objects},
    meter::Meter,
};
use crate::bridge;

/// Wire: the name by which dashboards know workers of the protocol.
const SERVICE_NAME: &str = "temporal-core-sdk";

/// Metrics and their exporter, which lives as long as this does.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Telemetry {
    metrics: Metrics,
    buffer: Option<(Buffer, Objects)>,
    _endpoint: Option<Endpoint>,
    _exporter: Option<Exporter>,
}

/// The part of the options that all exporters share.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Common {
    prefix: String,
    global_tags: BTreeMap<String, String>,
    attach_service_name: bool,
    durations_as_seconds: bool,
    histogram_bucket_overrides: BTreeMap<String, Vec<f64>>,
}

#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Prometheus {
    bind_address: String,
    counters_total_suffix: bool,
    unit_suffix: bool,
}

#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct OpenTelemetry {
    url: String,
    headers: BTreeMap<String, String>,
    interval: Duration,
    is_delta: bool,
    http: bool,
}

impl Common {
    fn service(&self, name: &'static str) -> Attributes {
        let service = self.attach_service_name.then_some((name, SERVICE_NAME));
        Attributes::default().with(service)
    }

    fn tags(&self) -> Attributes {
        let tags = self.global_tags.iter();
        Attributes::default().with(tags.map(|(name, value)| (name, value.as_str())))
    }

    fn options(&self, attributes: Attributes) -> Options {
        Options {
            prefix: self.prefix.clone(),
            attributes,
            time_unit: self.time_unit(),
            bounds: self.histogram_bucket_overrides.clone(),
            bounds_default: None,
        }
    }

    fn time_unit(&self) -> TimeUnit {
        if self.durations_as_seconds {
            TimeUnit::Seconds
        } else {
            TimeUnit::Milliseconds
        }
    }
}

#[pymethods]
impl Telemetry {
    /// Exactly one of the last three says where metrics go.
    #[new]
    #[pyo3(signature = (common, *, prometheus=None, open_telemetry=None, buffer_size=None))]
    fn new(
        common: Common,
        prometheus: Option<Prometheus>,
        open_telemetry: Option<OpenTelemetry>,
        buffer_size: Option<usize>,
    ) -> PyResult<Self> {
        let tagged = common.options(common.service("service_name").and(&common.tags()));
        if let Some(size) = buffer_size {
            let buffer = Buffer::new(size);
            return Ok(Self {
                metrics: Metrics::new(tagged, Sink::Buffer(buffer.clone())),
                buffer: Some((buffer, Objects::default())),
                _endpoint: None,
                _exporter: None,
            });
        }
        let registry = Registry::default();
        if let Some(config) = open_telemetry {
            let exporter = exporter(&common, config, registry.clone())?;
            let options = common.options(common.service("service_name"));
            return Ok(Self {
                metrics: Metrics::new(options, Sink::Registry(registry)),
                buffer: None,
                _endpoint: None,
                _exporter: Some(exporter),
            });
        }
        let Some(config) = prometheus else {
            return Err(PyValueError::new_err("no destination for metrics is given"));
        };
        let endpoint = endpoint(&common, &config, registry.clone())?;
        Ok(Self {
            metrics: Metrics::new(tagged, Sink::Registry(registry)),
            buffer: None,
            _endpoint: Some(endpoint),
            _exporter: None,
        })
    }

    /// What user code records with.
    fn meter(&self) -> Meter {
        Meter::new(self.metrics.clone())
    }

    /// What was recorded since the last call; only of a buffer.
    fn retrieve_updates(&self, py: Python<'_>) -> PyResult<Vec<BufferedUpdate>> {
        let Some((buffer, objects)) = &self.buffer else {
            return Ok(Vec::new());
        };
        if buffer.has_dropped() {
            tracing::warn!(
                "the metric buffer was full, and values were dropped: empty it more often or make it larger"
            );
        }
        let updates = buffer.take().into_iter();
        updates.map(|update| objects.update(py, update)).collect()
    }
}

impl Telemetry {
    pub(super) fn metrics(&self) -> Option<Metrics> {
        Some(self.metrics.clone())
    }
}

fn endpoint(common: &Common, config: &Prometheus, registry: Registry) -> PyResult<Endpoint> {
    let address: SocketAddr = config.bind_address.parse().map_err(|error| {
        invalid(&format!(
            "Invalid Prometheus address {:?}: {error}",
            config.bind_address
        ))
    })?;
    let names = prometheus::Names {
        total_suffix: config.counters_total_suffix,
        unit_suffix: config.unit_suffix,
        time_unit: common.time_unit(),
    };
    let text = endpoint::at_once(move || prometheus::text(&registry, names));
    endpoint::open(bridge::runtime()?, address, text)
        .map_err(|error| invalid(&format!("Failed starting Prometheus exporter on {address}: {error}")))
}

fn exporter(common: &Common, config: OpenTelemetry, registry: Registry) -> PyResult<Exporter> {
    let options = push::Options {
        url: config.url,
        protocol: if config.http { Protocol::Http } else { Protocol::Grpc },
        headers: config.headers,
        interval: config.interval,
        temporality: if config.is_delta {
            Temporality::Delta
        } else {
            Temporality::Cumulative
        },
        resource: common.tags().and(&common.service("service.name")),
    };
    push::open(bridge::runtime()?, registry, options)
        .map_err(|error| invalid(&format!("Invalid OTel options: {error}")))
}

fn invalid(message: &str) -> PyErr {
    PyValueError::new_err(message.to_owned())
}
