//! Interceptors: the chain of Python objects between the loop and the user's functions.
//!
//! A run without interceptors never comes here.

use everloop_machines::activation::{Headers, Query, Update};
use pyo3::{intern, prelude::*, types::PyDict};

use super::{driver::SignalInput, event_loop::WorkflowLoop, python_names::Names};
use crate::convert::message::payload_to_py;

/// The two chains of one run.
pub(super) struct Interception {
    inbound: Py<PyAny>,
    pub(super) outbound: Py<PyAny>,
}

impl Interception {
    /// Makes one interceptor of each class, the outermost first.
    pub(super) fn build(run: &Bound<'_, WorkflowLoop>, classes: &[Py<PyAny>]) -> PyResult<Self> {
        let py = run.py();
        let chains = Names::get(py)?
            .support
            .bind(py)
            .call_method1("build_interception", (classes,))?;
        let (inbound, outbound) = chains.extract()?;
        Ok(Self { inbound, outbound })
    }

    pub(super) fn execute_workflow<'py>(
        &self,
        py: Python<'py>,
        run: &WorkflowLoop,
        args: Vec<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let headers = headers_to_py(py, &run.start.headers)?;
        let input = (&self.inbound, &run.workflow.class, &run.workflow.run, args, headers);
        Names::get(py)?
            .support
            .bind(py)
            .call_method1(intern!(py, "execute_workflow"), input)
    }

    pub(super) fn handle_signal<'py>(&self, py: Python<'py>, signal: SignalInput) -> PyResult<Bound<'py, PyAny>> {
        let headers = headers_to_py(py, &signal.headers)?;
        let input = (&self.inbound, signal.name, signal.args, headers);
        Names::get(py)?
            .support
            .bind(py)
            .call_method1(intern!(py, "handle_signal"), input)
    }

    pub(super) fn handle_query<'py>(
        &self,
        py: Python<'py>,
        query: &Query,
        args: Vec<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let headers = headers_to_py(py, &query.headers)?;
        let input = (&self.inbound, &query.id, &query.query_type, args, headers);
        Names::get(py)?
            .support
            .bind(py)
            .call_method1(intern!(py, "handle_query"), input)
    }

    pub(super) fn validate_update(&self, py: Python<'_>, update: &Update, args: Vec<Py<PyAny>>) -> PyResult<()> {
        self.call_update(py, intern!(py, "validate_update"), update, args)
            .map(drop)
    }

    pub(super) fn handle_update<'py>(
        &self,
        py: Python<'py>,
        update: &Update,
        args: Vec<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.call_update(py, intern!(py, "handle_update"), update, args)
    }

    fn call_update<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, pyo3::types::PyString>,
        update: &Update,
        args: Vec<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let headers = headers_to_py(py, &update.headers)?;
        let input = (&self.inbound, &update.id, &update.name, args, headers);
        Names::get(py)?.support.bind(py).call_method1(method, input)
    }
}

/// Headers as interceptors see them: protobuf payloads by name.
pub(super) fn headers_to_py<'py>(py: Python<'py>, headers: &Headers) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(py);
    for (name, payload) in headers {
        found.set_item(name, payload_to_py(py, payload)?)?;
    }
    Ok(found)
}
