//! `ClientCore`: what one Python `Client` is in Rust.

use std::{future::Future, sync::Arc};

use everloop_proto::{
    Api,
    common::v1::{Memo, Payloads, WorkflowExecution},
};
use everloop_worker::SizeWarnings;
use prost::Message as _;
use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyString};

use super::{connection::Connection, read};
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
    size_warnings: SizeWarnings,
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
        size_warnings: (usize, usize),
    ) -> PyResult<Self> {
        let converter = Converter::of(data_converter)?;
        Ok(Self {
            connection,
            namespace,
            identity,
            converter,
            decodes_in_python,
            size_warnings: SizeWarnings::above(size_warnings.0, size_warnings.1),
        })
    }
}

impl ClientCore {
    pub(super) fn connection<'py>(&'py self, py: Python<'py>) -> &'py Connection {
        self.connection.bind(py).get()
    }

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

    /// The payloads of the sequence of arguments in an attribute of `input`. Warns if they are large.
    pub(super) fn payloads(
        &self,
        converter: &Converter,
        input: &Bound<'_, PyAny>,
        name: &Bound<'_, PyString>,
    ) -> PyResult<Option<Payloads>> {
        let payloads = read::payloads(converter, &input.getattr(name)?)?;
        if let Some(payloads) = &payloads {
            self.size_warnings.of_payloads(payloads.encoded_len());
        }
        Ok(payloads)
    }

    /// The memo in an attribute of `input`, if there is one. Warns if it is large.
    pub(super) fn memo(&self, converter: &Converter, input: &Bound<'_, PyAny>) -> PyResult<Option<Memo>> {
        let memo = read::some(input, intern!(input.py(), "memo"))?;
        let memo = memo.map(|memo| read::memo(converter, &memo)).transpose()?;
        if let Some(memo) = &memo {
            self.size_warnings.of_memo(memo.encoded_len());
        }
        Ok(memo)
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
        run_id: read::text(input, intern!(py, "run_id"))?,
    })
}

/// The outcome of a call that has none but being done.
pub(super) fn nothing(py: Python<'_>) -> PyResult<Py<PyAny>> {
    Ok(py.None())
}
