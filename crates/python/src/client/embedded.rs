//! The engine in this process, behind the same `Connection` as any server.

use std::{path::PathBuf, sync::Arc};

use everloop_proto::Api;
use everloop_service::{Location, Service};
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
};

use super::environment::Served;

const IN_MEMORY: &str = ":memory:";

/// An open engine. It closes when this is dropped, or before when it is told to.
pub(super) struct Engine {
    api: Arc<dyn Api>,
    /// Before the port goes, waiting calls are told why.
    service: Mutex<Option<Service>>,
    served: Mutex<Option<Served>>,
}

impl Engine {
    pub(super) fn api(&self) -> Arc<dyn Api> {
        self.api.clone()
    }

    fn new(service: Service, served: Option<Served>) -> Self {
        Self {
            api: Arc::new(service.handle()),
            service: Mutex::new(Some(service)),
            served: Mutex::new(served),
        }
    }

    /// One that others find on a port, too.
    pub(super) fn served(service: Service, served: Served) -> Self {
        Self::new(service, Some(served))
    }

    /// Where others find it.
    pub(super) fn address(&self) -> Option<String> {
        self.served.lock().as_ref().map(|served| served.address().to_owned())
    }

    /// Commits what is undone, and ends. Blocks until that is done; does nothing the second time.
    pub(super) fn close_blocking(&self) {
        if let Some(service) = self.service.lock().take() {
            service.close_blocking();
        }
        drop(self.served.lock().take());
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
    Ok(Engine::new(service, None))
}
