//! What `everloop.runtime.Runtime` is in Rust: where metrics and log lines go, and what user code records with.

mod buffer;
mod config;
mod log;
mod meter;

use everloop_metrics::Metrics;
use pyo3::prelude::*;

pub(crate) use config::Telemetry;

/// Adds this area's classes to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Telemetry>()?;
    module.add_class::<meter::Meter>()?;
    module.add_class::<meter::MetricRef>()?;
    module.add_class::<buffer::BufferedMetric>()?;
    module.add_class::<buffer::BufferedUpdate>()?;
    module.add_class::<log::LogEntry>()?;
    module.add_function(wrap_pyfunction!(log::show_log, module)?)?;
    module.add_function(wrap_pyfunction!(log::forward_log, module)?)
}

/// The metrics of a Python `Runtime`, if it has any; `None` is a runtime that is not there.
///
/// # Errors
/// When the object is no runtime.
pub(crate) fn metrics_of(runtime: &Bound<'_, PyAny>) -> PyResult<Option<Metrics>> {
    if runtime.is_none() {
        return Ok(None);
    }
    let core: Option<Py<Telemetry>> = runtime.getattr("_core")?.extract()?;
    Ok(core.and_then(|core| core.get().metrics()))
}
