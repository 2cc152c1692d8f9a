//! The engine in this process, behind the same `Connection` as any server.

use std::{path::PathBuf, sync::Arc};

use everloop_proto::Api;
use everloop_service::{Location, Service};
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
};

const IN_MEMORY: &str = ":memory:";

/// An open engine. It closes when this is dropped.
pub(super) struct Engine {
    api: Arc<dyn Api>,
    _service: Service,
}

impl Engine {
    pub(super) fn api(&self) -> Arc<dyn Api> {
        self.api.clone()
    }
}

/// What follows `embedded:` in a target.
pub(super) fn location(path: &str) -> PyResult<Location> {
    match path {
        IN_MEMORY => Ok(Location::Memory),
        "" => Err(PyValueError::new_err(
            "target 'embedded:' names no file; use 'embedded:PATH' or 'embedded::memory:'",
        )),
        path => Ok(Location::File(PathBuf::from(path))),
    }
}

pub(super) fn open(location: Location) -> PyResult<Engine> {
    let options = everloop_service::Options {
        location,
        ..Default::default()
    };
    let service =
        Service::open(options).map_err(|error| PyRuntimeError::new_err(format!("Failed client connect: {error}")))?;
    Ok(Engine {
        api: Arc::new(service.handle()),
        _service: service,
    })
}
