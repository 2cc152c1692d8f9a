//! How errors become Python exceptions: the one place that does it for RPCs.

use everloop_proto::RpcError;
use pyo3::{prelude::*, sync::PyOnceLock, types::PyBytes};

/// Why an awaited call failed.
pub(crate) enum Failure {
    Rpc(RpcError),
    Python(PyErr),
    /// An exception that is made once the interpreter is at hand.
    Made(Box<dyn FnOnce(Python<'_>) -> PyErr + Send>),
}

impl From<RpcError> for Failure {
    fn from(error: RpcError) -> Self {
        Self::Rpc(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl Failure {
    /// A failure that becomes an exception only where the interpreter is at hand.
    pub(crate) fn made(make: impl FnOnce(Python<'_>) -> PyErr + Send + 'static) -> Self {
        Self::Made(Box::new(make))
    }

    pub(crate) fn into_py_err(self, py: Python<'_>) -> PyErr {
        match self {
            Self::Rpc(error) => rpc_error(py, &error),
            Self::Python(error) => error,
            Self::Made(make) => make(py),
        }
    }
}

static RPC_ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
static STATUS_CODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The `everloop.service.RPCError` of a failed call.
fn rpc_error(py: Python<'_>, error: &RpcError) -> PyErr {
    let exception = || {
        let code = STATUS_CODE
            .import(py, "everloop.service", "RPCStatusCode")?
            .call1((error.code as i32,))?;
        let class = RPC_ERROR.import(py, "everloop.service", "RPCError")?;
        // Wire: servers send a status of its own only with errors that have details.
        let status = if error.details.is_empty() {
            Vec::new()
        } else {
            error.status_bytes()
        };
        class.call1((error.message.as_str(), code, PyBytes::new(py, &status)))
    };
    exception().map_or_else(|failed| failed, PyErr::from_value)
}
