//! `Connection`: an `Api` with a Python handle, over gRPC or to an engine in this process.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use everloop_client::Counting;
use everloop_proto::{Api, Call, RpcError, workflowservice::v1::StartWorkflowExecutionRequest};
use everloop_worker::EagerSlot;
use prost::Message;
use pyo3::{
    exceptions::{PyRuntimeError, PyTypeError, PyValueError},
    intern,
    prelude::*,
    types::PyBytes,
};

use super::{
    core::nothing,
    embedded::{self, Engine},
    raw_start, read,
    workers::Workers,
};
use crate::{
    bridge::{self, Failure},
    convert::descriptors::{CloudCall, cloud_call, cloud_calls},
    telemetry::metrics_of,
};

const EMBEDDED: &str = "embedded:";
const CLOUD: &str = "/temporal.api.cloud.";
const HEALTH_CHECK: &str = "/grpc.health.v1.Health/Check";

/// An open connection. An embedded engine closes when its connection is gone.
#[pyclass(frozen, weakref, module = "everloop._core")]
pub(crate) struct Connection(Route, Arc<Workers>);

enum Route {
    Network(everloop_client::Connection),
    /// The engine of a file, in this process or in another that has the file open.
    Embedded(Arc<Engine>),
}

impl Connection {
    /// The API, with retries where calls can fail for a passing reason.
    pub(crate) fn api(&self) -> PyResult<Arc<dyn Api>> {
        bridge::runtime()?;
        Ok(match &self.0 {
            Route::Network(connection) => connection.retrying(),
            Route::Embedded(engine) => engine.api(),
        })
    }

    pub(super) fn to_engine(engine: Engine) -> Self {
        Self(Route::Embedded(Arc::new(engine)), Arc::default())
    }

    /// The workers that use this connection.
    pub(crate) fn workers(&self) -> &Arc<Workers> {
        &self.1
    }

    /// A slot of a worker that uses this connection, for the first task of a workflow that begins at once.
    pub(super) fn eager_slot(&self, request: &StartWorkflowExecutionRequest) -> Option<EagerSlot> {
        let task_queue = request.task_queue.as_ref()?;
        self.1.eager_slot(&request.namespace, &task_queue.name)
    }

    /// Whether calls stay in this process at this moment, so that their futures need no runtime of their own.
    pub(crate) fn is_local(&self) -> bool {
        matches!(&self.0, Route::Embedded(engine) if engine.is_here())
    }
}

#[pymethods]
impl Connection {
    /// Calls any RPC by its gRPC path, request and response as bytes.
    fn call<'py>(
        &self,
        py: Python<'py>,
        path: &str,
        request: &Bound<'py, PyBytes>,
        retry: bool,
        metadata: &Bound<'py, PyAny>,
        timeout: Option<Duration>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = Call {
            timeout,
            metadata: read::metadata(metadata)?,
            ..Call::default()
        };
        let request = Bytes::copy_from_slice(request.as_bytes());
        let known = everloop_proto::paths()
            .iter()
            .copied()
            .chain([HEALTH_CHECK])
            .chain(cloud_calls_if(path).iter().map(|call| call.path.as_str()))
            .find(|known| *known == path);
        let Some(path) = known else {
            return Err(PyValueError::new_err(format!("there is no RPC {path}")));
        };
        let (request, slot) = raw_start::prepared(self, path, request);
        let given = |reply: Bytes| {
            let reply = raw_start::finished(slot, reply)?;
            Ok::<_, RpcError>(move |py: Python<'_>| Ok(PyBytes::new(py, &reply).into_any().unbind()))
        };
        match &self.0 {
            Route::Network(connection) => {
                let connection = connection.clone();
                bridge::spawned(py, async move {
                    connection.call_bytes(path, request, call, retry).await.and_then(given)
                })
            }
            Route::Embedded(engine) => {
                let is_local = engine.is_here();
                let answer = engine.call_bytes(path, request, call);
                let answer = async move { answer.await.and_then(given) };
                if is_local {
                    bridge::future(py, answer)
                } else {
                    bridge::spawned(py, answer)
                }
            }
        }
    }

    /// Replaces the headers of every later call. An embedded engine reads none.
    fn set_metadata(&self, metadata: &Bound<'_, PyAny>) -> PyResult<()> {
        let metadata: BTreeMap<_, _> = read::metadata(metadata)?.into_iter().collect();
        self.reconfigure(|options| options.metadata = metadata)
    }

    /// Replaces the API key of every later call. An embedded engine asks for none.
    fn set_api_key(&self, api_key: Option<String>) -> PyResult<()> {
        self.reconfigure(|options| options.api_key = api_key)
    }

    /// Whether the target is a database and not a server's address.
    #[getter]
    fn embedded(&self) -> bool {
        matches!(self.0, Route::Embedded(_))
    }

    /// Where other processes find the engine of a test environment.
    #[getter]
    fn address(&self) -> Option<String> {
        match &self.0 {
            Route::Network(_) => None,
            Route::Embedded(engine) => engine.address(),
        }
    }

    /// Closes an embedded engine before its connection is gone. Other connections close by being dropped.
    fn close<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let engine = match &self.0 {
            Route::Network(_) => None,
            Route::Embedded(engine) => Some(engine.clone()),
        };
        bridge::spawned(py, async move {
            if let Some(engine) = engine {
                let closed = tokio::task::spawn_blocking(move || engine.close_blocking()).await;
                closed.map_err(|error| Failure::from(PyRuntimeError::new_err(error.to_string())))?;
            }
            Ok::<_, Failure>(nothing)
        })
    }

    /// What the server said of itself, as an encoded `GetSystemInfoResponse`; `None` when it was not asked.
    #[getter]
    fn system_info<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        match &self.0 {
            Route::Network(connection) => connection
                .system_info()
                .map(|info| PyBytes::new(py, &info.encode_to_vec())),
            Route::Embedded(_) => None,
        }
    }
}

impl Connection {
    fn reconfigure(&self, change: impl FnOnce(&mut everloop_client::Options)) -> PyResult<()> {
        match &self.0 {
            Route::Network(connection) => connection
                .reconfigure(change)
                .map_err(|error| PyValueError::new_err(error.to_string())),
            Route::Embedded(_) => Ok(()),
        }
    }
}

/// Connects as a `ConnectConfig` says. The outcome is a `Connection`.
#[pyfunction]
pub(crate) fn connect<'py>(py: Python<'py>, config: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let target = config.getattr(intern!(py, "target_host"))?;
    let Ok(target) = target.extract::<String>() else {
        let kind = target.get_type().name()?;
        return Err(PyTypeError::new_err(format!("target_host must be a str, not {kind}")));
    };
    let made = |connection: Connection| move |py: Python<'_>| Ok(Bound::new(py, connection)?.into_any().unbind());
    if let Some(path) = target.strip_prefix(EMBEDDED) {
        let options = embedded::options(path)?;
        let counting = counting_of(&config.getattr(intern!(py, "runtime"))?)?;
        return bridge::spawned(py, async move {
            embedded::open(options, counting)
                .await
                .map(|engine| made(Connection::to_engine(engine)))
                .map_err(Failure::from)
        });
    }
    let hint = embedded::hint(&target);
    let options = options(config, target)?;
    bridge::spawned(py, async move {
        match everloop_client::connect(options).await {
            Ok(connection) => Ok(made(Connection(Route::Network(connection), Arc::default()))),
            Err(error) => Err(Failure::from(connect_error(&error, hint))),
        }
    })
}

fn options(config: &Bound<'_, PyAny>, target: String) -> PyResult<everloop_client::Options> {
    let py = config.py();
    let some = |name| read::some(config, name);
    let mut options = everloop_client::Options::new(target);
    options.metrics = metrics_of(&config.getattr(intern!(py, "runtime"))?)?;
    options.lazy = config.getattr(intern!(py, "lazy"))?.extract()?;
    options.api_key = config.getattr(intern!(py, "api_key"))?.extract()?;
    options.metadata = read::metadata(&config.getattr(intern!(py, "rpc_metadata"))?)?
        .into_iter()
        .collect();
    options.connect_timeout = config.getattr(intern!(py, "connect_timeout"))?.extract()?;
    options.tls = tls(&config.getattr(intern!(py, "tls"))?, options.api_key.is_some())?;
    options.keep_alive = match some(intern!(py, "keep_alive_config"))? {
        Some(config) => Some(everloop_client::KeepAlive {
            interval: millis(&config, intern!(py, "interval_millis"))?,
            timeout: millis(&config, intern!(py, "timeout_millis"))?,
        }),
        None => None,
    };
    if let Some(config) = some(intern!(py, "retry_config"))? {
        let elapsed_max: Option<u64> = config.getattr(intern!(py, "max_elapsed_time_millis"))?.extract()?;
        options.retry = everloop_client::Retry {
            interval_initial: millis(&config, intern!(py, "initial_interval_millis"))?,
            jitter: config.getattr(intern!(py, "randomization_factor"))?.extract()?,
            multiplier: config.getattr(intern!(py, "multiplier"))?.extract()?,
            interval_max: millis(&config, intern!(py, "max_interval_millis"))?,
            elapsed_max: elapsed_max.map(Duration::from_millis),
            attempts_max: config.getattr(intern!(py, "max_retries"))?.extract()?,
        };
    }
    if let Some(config) = some(intern!(py, "http_connect_proxy_config"))? {
        options.proxy = Some(everloop_client::Proxy {
            target: config.getattr(intern!(py, "target_host"))?.extract()?,
            basic_auth: config.getattr(intern!(py, "basic_auth"))?.extract()?,
        });
    }
    if let Some(config) = some(intern!(py, "dns_load_balancing_config"))? {
        options.dns_interval = Some(millis(&config, intern!(py, "resolution_interval_millis"))?);
    }
    if !config
        .getattr(intern!(py, "grpc_compression"))?
        .getattr(intern!(py, "_gzip"))?
        .extract::<bool>()?
    {
        options.compression = everloop_client::Compression::None;
    }
    Ok(options)
}

/// With what a runtime counts calls, if it has metrics.
pub(super) fn counting_of(runtime: &Bound<'_, PyAny>) -> PyResult<Option<Counting>> {
    Ok(metrics_of(runtime)?.as_ref().map(Counting::new))
}

fn millis(config: &Bound<'_, PyAny>, name: &Bound<'_, pyo3::types::PyString>) -> PyResult<Duration> {
    Ok(Duration::from_millis(config.getattr(name)?.extract()?))
}

/// `None` means encryption exactly where there is an API key to protect.
fn tls(value: &Bound<'_, PyAny>, has_api_key: bool) -> PyResult<Option<everloop_client::Tls>> {
    let py = value.py();
    if value.is_none() {
        return Ok(has_api_key.then(everloop_client::Tls::default));
    }
    if let Ok(wanted) = value.extract::<bool>() {
        return Ok(wanted.then(everloop_client::Tls::default));
    }
    let bytes = |name| value.getattr(name)?.extract::<Option<Vec<u8>>>();
    let certificate = bytes(intern!(py, "client_cert"))?;
    let private_key = bytes(intern!(py, "client_private_key"))?;
    let identity = match (certificate, private_key) {
        (Some(certificate), Some(private_key)) => Some(everloop_client::Identity {
            certificate,
            private_key,
        }),
        (None, None) => None,
        _ => {
            return Err(PyValueError::new_err(
                "TLS: client_cert and client_private_key must be given together",
            ));
        }
    };
    Ok(Some(everloop_client::Tls {
        root_ca: bytes(intern!(py, "server_root_ca_cert"))?,
        domain: value.getattr(intern!(py, "domain"))?.extract()?,
        identity,
        verified_name: value.getattr(intern!(py, "verification_server_name"))?.extract()?,
    }))
}

/// `hint` is what else the target may have been meant to be.
fn connect_error(error: &everloop_client::Error, hint: Option<String>) -> PyErr {
    use everloop_client::Error;
    match error {
        Error::Target { .. } => {
            let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
            PyValueError::new_err(format!("{error}{hint}"))
        }
        Error::Tls { .. } | Error::Header { .. } => PyValueError::new_err(error.to_string()),
        Error::Unreachable { .. } | Error::Refused { .. } => {
            PyRuntimeError::new_err(format!("Failed client connect: {error}"))
        }
    }
}

/// The gRPC path and the name of the response message of an RPC, by its package (such as `workflowservice`)
/// and its name in snake case.
#[pyfunction]
pub(crate) fn rpc(package: &str, method: &str) -> Option<(&'static str, &'static str)> {
    macro_rules! find {
        ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
            [$((stringify!($method), $path, stringify!($response))),*]
                .into_iter()
                .find(|(name, path, _)| *name == method && path.split('.').nth(2) == Some(package))
        };
    }
    if package == "cloudservice" {
        return cloud_call(method).map(|call| (call.path.as_str(), call.response.as_str()));
    }
    let (_, path, response) = everloop_proto::with_rpcs!(find)?;
    // How the compiler spaces a type it prints is its own affair.
    Some((path, response.rsplit("::").next().unwrap_or(response).trim()))
}

/// The calls of the cloud's API if the path may be one: their table is made on first use.
fn cloud_calls_if(path: &str) -> &'static [CloudCall] {
    if path.starts_with(CLOUD) { cloud_calls() } else { &[] }
}
