//! An engine for tests: in this process and in memory, or over a file, and reachable by other processes on a port.
//!
//! The `Connection` made here is the engine's own, so that a test's calls cross no socket; whoever else wants to
//! take part, another SDK for one, finds the same engine at the address.

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use everloop_client::Counting;
use everloop_proto::{Api, Call, RpcError, operatorservice::v1::AddSearchAttributesRequest};
use everloop_service::{Clock, Limits, Location, SkippingClock, SystemClock};
use everloop_share::Member;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
};
use tokio::sync::oneshot;

use super::{
    connection::{Connection, counting_of},
    embedded::Engine,
};
use crate::bridge::{self, Failure};

/// Replies under way when an environment ends need no longer than this.
const GRACE: Duration = Duration::from_millis(100);

/// A port on which an engine is served until this is dropped.
pub(super) struct Served {
    address: String,
    _stop: oneshot::Sender<()>,
}

impl Served {
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

struct Options {
    time_skipping: bool,
    database: Option<PathBuf>,
    ip: IpAddr,
    port: u16,
    namespaces: Vec<String>,
    search_attributes: Vec<(String, i32)>,
    limits: Limits,
}

/// Opens an engine and serves it on `ip` and `port`, 0 for any. The outcome is a `Connection`.
///
/// `settings` are those of the official server by its names; one that says nothing to an engine changes nothing.
#[pyfunction]
#[pyo3(signature = (*, time_skipping, database, ip, port, namespaces, search_attributes, settings, runtime=None))]
#[allow(clippy::too_many_arguments, reason = "each is an option with a name")]
pub(crate) fn open_environment<'py>(
    py: Python<'py>,
    time_skipping: bool,
    database: Option<PathBuf>,
    ip: IpAddr,
    port: u16,
    namespaces: Vec<String>,
    search_attributes: Vec<(String, i32)>,
    settings: Vec<(String, String)>,
    runtime: Option<&Bound<'_, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let counting = runtime.map(counting_of).transpose()?.flatten();
    let mut limits = Limits::default();
    for (name, value) in settings {
        set(&mut limits, &name, &value)?;
    }
    let options = Options {
        time_skipping,
        database,
        ip,
        port,
        namespaces,
        search_attributes,
        limits,
    };
    bridge::spawned(py, async move {
        let engine = open(options, counting).await?;
        Ok::<_, Failure>(move |py: Python<'_>| Ok(Bound::new(py, Connection::to_engine(engine))?.into_any().unbind()))
    })
}

/// Whether the official server's setting of that name says something to an engine; a value that is none is refused.
#[pyfunction]
pub(crate) fn is_engine_setting(name: &str, value: &str) -> PyResult<bool> {
    set(&mut Limits::default(), name, value)
}

fn set(limits: &mut Limits, name: &str, value: &str) -> PyResult<bool> {
    limits
        .set_official(name, value)
        .map_err(|error| PyValueError::new_err(error.to_string()))
}

async fn open(options: Options, counting: Option<Counting>) -> Result<Engine, Failure> {
    // The port comes first: nothing is opened or made when it is taken.
    let bound = everloop_server::bind(everloop_server::Options {
        ip: options.ip,
        port: options.port,
        test_service: options.time_skipping,
        grace: GRACE,
    })
    .await
    .map_err(failed)?;
    let clock: Arc<dyn Clock> = if options.time_skipping {
        Arc::new(SkippingClock::new())
    } else {
        Arc::new(SystemClock::new())
    };
    let service = everloop_service::Options {
        location: options.database.map_or(Location::Memory, Location::File),
        clock,
        namespaces: options.namespaces.clone(),
        limits: options.limits,
        ..Default::default()
    };
    let member = Arc::new(Member::open(service).await.map_err(failed)?);
    let api = Arc::clone(&member) as Arc<dyn Api>;
    register_search_attributes(&*api, &options.namespaces, options.search_attributes).await?;
    let address = bound.address().to_string();
    let (stop, stopped) = oneshot::channel();
    let served = bound.serve(api, async {
        // A dropped sender means the same: stop.
        let _ = stopped.await;
    });
    tokio::spawn(served);
    Ok(Engine::served(member, counting, Served { address, _stop: stop }))
}

async fn register_search_attributes(
    api: &dyn Api,
    namespaces: &[String],
    search_attributes: Vec<(String, i32)>,
) -> Result<(), RpcError> {
    if search_attributes.is_empty() {
        return Ok(());
    }
    for namespace in namespaces {
        let request = AddSearchAttributesRequest {
            search_attributes: search_attributes.iter().cloned().collect(),
            namespace: namespace.clone(),
        };
        api.add_search_attributes(request, Call::default()).await?;
    }
    Ok(())
}

fn failed(error: impl std::fmt::Display) -> Failure {
    PyRuntimeError::new_err(format!("Failed starting the environment: {error}")).into()
}
