//! `ClientCore`: what one Python `Client` is in Rust.

use std::{future::Future, sync::Arc};

use everloop_proto::{Api, common::v1::WorkflowExecution};
use pyo3::{intern, prelude::*, sync::PyOnceLock};

use super::connection::Connection;
use crate::{
    bridge::{self, Failure},
    convert::Converter,
};

/// A connection, seen by one client: in a namespace, under an identity, with a converter.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct ClientCore {
    connection: Py<Connection>,
    pub(super) namespace: String,
    pub(super) identity: String,
    converter: Converter,
    /// Whether payloads pass through asynchronous Python code after they arrive, so that they are handed
    /// over as messages and not as values. On the way out, Python gives raw values then.
    pub(super) decodes_in_python: bool,
}

#[pymethods]
impl ClientCore {
    #[new]
    fn new(
        connection: Py<Connection>,
        namespace: String,
        identity: String,
        data_converter: &Bound<'_, PyAny>,
        decodes_in_python: bool,
    ) -> PyResult<Self> {
        let converter = Converter::of(data_converter)?;
        Ok(Self {
            connection,
            namespace,
            identity,
            converter,
            decodes_in_python,
        })
    }
}

impl ClientCore {
    pub(super) fn api(&self, py: Python<'_>) -> PyResult<Arc<dyn Api>> {
        self.connection.bind(py).get().api()
    }

    /// The awaitable of a call, run where it costs least.
    pub(super) fn run<'py, F, T, E>(&self, py: Python<'py>, future: F) -> PyResult<Bound<'py, PyAny>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        if self.connection.bind(py).get().is_local() {
            bridge::future(py, future)
        } else {
            bridge::spawned(py, future)
        }
    }

    /// The converter for payloads that belong to a workflow.
    pub(super) fn converter(&self, py: Python<'_>, workflow_id: &str) -> PyResult<Converter> {
        static CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if !self.converter.wants_context() {
            return Ok(self.converter.clone());
        }
        let class = CONTEXT.import(py, "everloop.converter", "WorkflowSerializationContext")?;
        let context = class.call1((self.namespace.as_str(), workflow_id))?;
        self.converter.with_context(&context)
    }

    /// The converter for payloads that belong to no workflow that is known.
    pub(super) fn plain_converter(&self) -> Converter {
        self.converter.clone()
    }
}

/// The execution that the attributes `id` and `run_id` name.
pub(super) fn execution(input: &Bound<'_, PyAny>) -> PyResult<WorkflowExecution> {
    let py = input.py();
    Ok(WorkflowExecution {
        workflow_id: input.getattr(intern!(py, "id"))?.extract()?,
        run_id: super::read::text(input, intern!(py, "run_id"))?,
    })
}

/// The outcome of a call that has none but being done.
pub(super) fn nothing(py: Python<'_>) -> PyResult<Py<PyAny>> {
    Ok(py.None())
}
