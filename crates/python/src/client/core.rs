//! `ClientCore`: what one Python `Client` is in Rust.

use std::{future::Future, sync::Arc};

use everloop_proto::{
    Api,
    common::v1::{Memo, Payloads, WorkflowExecution},
    workflowservice::v1::StartWorkflowExecutionRequest,
};
use everloop_worker::{EagerSlot, SizeWarnings};
use prost::Message as _;
use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyString};

use super::{connection::Connection, delegate::Delegate, read};
use crate::{
    bridge::{self, Desk, Failure},
    convert::Converter,
};

/// Where the calls of a client go.
enum Way {
    Connection(Py<Connection>),
    /// A service client of the user's own, which stands before a connection or before none.
    ServiceClient(Py<PyAny>),
}

/// A connection, seen by one client: in a namespace, under an identity, with a converter.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct ClientCore {
    way: Way,
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
        way: Bound<'_, PyAny>,
        namespace: String,
        identity: String,
        data_converter: &Bound<'_, PyAny>,
        decodes_in_python: bool,
        size_warnings: (usize, usize),
    ) -> PyResult<Self> {
        let converter = Converter::of(data_converter)?;
        let way = match way.cast_into::<Connection>() {
            Ok(connection) => Way::Connection(connection.unbind()),
            Err(other) => Way::ServiceClient(other.into_inner().unbind()),
        };
        Ok(Self {
            way,
            namespace,
            identity,
            converter,
            decodes_in_python,
            size_warnings: SizeWarnings::above(size_warnings.0, size_warnings.1),
        })
    }
}

impl ClientCore {
    /// A slot for the first task of a workflow that asks to begin at once, and whether it is to ask the server for that.
    pub(super) fn eager_slot(&self, request: &StartWorkflowExecutionRequest) -> (Option<EagerSlot>, bool) {
        match &self.way {
            Way::Connection(connection) => {
                let slot = connection.get().eager_slot(request);
                let asks = slot.is_some();
                (slot, asks)
            }
            // It passes the request on to a connection, which looks for the slot.
            Way::ServiceClient(_) => (None, true),
        }
    }

    /// The awaitable of calls, run where it costs least.
    pub(super) fn run<'py, F, T, E>(
        &self,
        py: Python<'py>,
        calls: impl FnOnce(Arc<dyn Api>) -> F,
    ) -> PyResult<Bound<'py, PyAny>>
    where
        F: Future<Output = Result<T, E>> + Send + 'static,
        T: FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send + 'static,
        E: Into<Failure> + Send + 'static,
    {
        match &self.way {
            Way::Connection(connection) => {
                let connection = connection.get();
                let future = calls(connection.api()?);
                if connection.is_local() {
                    bridge::future(py, future)
                } else {
                    bridge::spawned(py, future)
                }
            }
            Way::ServiceClient(client) => {
                let desk = Desk::default();
                let api = Arc::new(Delegate::new(client.clone_ref(py), desk.clone()));
                bridge::driven(py, desk, calls(api))
            }
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
