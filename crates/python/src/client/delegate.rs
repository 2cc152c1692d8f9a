//! The `Api` of a service client of the user's own: each call goes through its Python methods.
//!
//! Such a client stands before a connection to watch calls, to change them, or to answer in the server's place, so it
//! must see every one with messages, metadata and deadline. Clients of a plain connection never come here.

use std::time::Duration;

use everloop_proto::{Api, Call, Code, Reply, RpcError};
use prost::{Message, Name};
use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDict},
};

use crate::bridge::Desk;

pub(super) struct Delegate {
    service_client: Py<PyAny>,
    desk: Desk,
}

impl Delegate {
    /// The calls of one future, which is driven at `desk`.
    pub(super) fn new(service_client: Py<PyAny>, desk: Desk) -> Self {
        Self { service_client, desk }
    }

    async fn call<Q: Message + Name, R: Message + Default>(
        &self,
        path: &str,
        method: &str,
        request: Q,
        call: Call,
    ) -> Reply<R> {
        let class = (Q::PACKAGE, Q::NAME);
        let encoded = request.encode_to_vec();
        drop(request);
        let reply = self.call_encoded(path, method, class, encoded, call).await?;
        R::decode(reply.as_slice())
            .map_err(|error| RpcError::new(Code::Internal, format!("the reply of {path} cannot be read: {error}")))
    }

    async fn call_encoded(
        &self,
        path: &str,
        method: &str,
        class: (&str, &str),
        request: Vec<u8>,
        call: Call,
    ) -> Reply<Vec<u8>> {
        let reply = self
            .desk
            .wait(|py| self.begin(py, path, method, class, &request, call))
            .await;
        Python::attach(|py| {
            let encoded = reply.and_then(|reply| reply.call_method0(py, intern!(py, "SerializeToString"))?.extract(py));
            encoded.map_err(|error| {
                let told = rpc_error(py, &error);
                self.desk.keep(error);
                told
            })
        })
    }

    /// The awaitable of a call of one of the raw services. `class` is the request's.
    fn begin(
        &self,
        py: Python<'_>,
        path: &str,
        method: &str,
        (package, class): (&str, &str),
        request: &[u8],
        call: Call,
    ) -> PyResult<Py<PyAny>> {
        let service = self.service_client.bind(py).getattr(service(path))?;
        let options = PyDict::new(py);
        options.set_item(intern!(py, "retry"), true)?;
        options.set_item(intern!(py, "metadata"), metadata(py, call.metadata)?)?;
        options.set_item(intern!(py, "timeout"), call.timeout.map(rounded))?;
        let module = package.replacen("temporal.", "everloop.", 1);
        let class = py.import(module)?.getattr(class)?;
        let request = class.call_method1(intern!(py, "FromString"), (PyBytes::new(py, request),))?;
        Ok(service.call_method(method, (request,), Some(&options))?.unbind())
    }
}

macro_rules! implement {
    ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
        #[async_trait::async_trait]
        impl Api for Delegate {
            $(
                async fn $method(&self, request: $request, call: Call) -> Reply<$response> {
                    self.call($path, stringify!($method), request, call).await
                }
            )*
        }
    };
}
everloop_proto::with_rpcs!(implement);

/// The attribute of a service client that has the calls of a path.
fn service(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("temporal.api.operatorservice.v1.OperatorService") => "operator_service",
        Some("temporal.api.testservice.v1.TestService") => "test_service",
        _ => "workflow_service",
    }
}

/// Python has no shorter time than a microsecond.
fn rounded(timeout: Duration) -> Duration {
    Duration::from_micros(u64::try_from(timeout.as_micros()).unwrap_or(u64::MAX))
}

fn metadata(py: Python<'_>, metadata: Vec<(String, Vec<u8>)>) -> PyResult<Bound<'_, PyDict>> {
    let headers = PyDict::new(py);
    for (name, value) in metadata {
        match String::from_utf8(value) {
            Ok(text) if !name.ends_with("-bin") => headers.set_item(name, text)?,
            Ok(text) => headers.set_item(name, PyBytes::new(py, text.as_bytes()))?,
            Err(other) => headers.set_item(name, PyBytes::new(py, other.as_bytes()))?,
        }
    }
    Ok(headers)
}

/// What an exception says as the error of an RPC. Only an `RPCError` says more than that the call failed.
fn rpc_error(py: Python<'_>, error: &PyErr) -> RpcError {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let read = || -> PyResult<Option<RpcError>> {
        let class = CLASS.import(py, "everloop.service", "RPCError")?;
        let value = error.value(py);
        if !value.is_instance(class)? {
            return Ok(None);
        }
        let text: String = value.getattr(intern!(py, "message"))?.extract()?;
        let code: i32 = value.getattr(intern!(py, "status"))?.extract()?;
        let status: Vec<u8> = value.getattr(intern!(py, "raw_grpc_status"))?.extract()?;
        Ok(Some(RpcError::from_status(code, &text, &status)))
    };
    read()
        .ok()
        .flatten()
        .unwrap_or_else(|| RpcError::new(Code::Unknown, "a service client in Python failed"))
}
