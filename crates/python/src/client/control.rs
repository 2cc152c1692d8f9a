//! Acting on a workflow that exists: signal, query, cancel, terminate.

use everloop_proto::{
    Code, RpcError,
    common::v1::Payloads,
    query::v1::WorkflowQuery,
    workflowservice::v1::{
        QueryWorkflowRequest, RequestCancelWorkflowExecutionRequest, SignalWorkflowExecutionRequest,
        TerminateWorkflowExecutionRequest,
    },
};
use pyo3::{intern, prelude::*, sync::PyOnceLock};
use uuid::Uuid;

use super::{
    core::{ClientCore, execution, nothing},
    read,
};
use crate::{
    bridge::Failure,
    convert::{Converter, message},
};

#[pymethods]
impl ClientCore {
    /// Sends the signal of a `SignalWorkflowInput`.
    fn signal_workflow<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, execution) = (read::call(input)?, execution(input)?);
        let converter = self.converter(py, &execution.workflow_id)?;
        let request = SignalWorkflowExecutionRequest {
            namespace: self.namespace.clone(),
            workflow_execution: Some(execution),
            signal_name: input.getattr(intern!(py, "signal"))?.extract()?,
            input: self.payloads(&converter, input, intern!(py, "args"))?,
            identity: self.identity.clone(),
            request_id: Uuid::new_v4().to_string(),
            header: read::header(&input.getattr(intern!(py, "headers"))?)?,
            ..Default::default()
        };
        self.run(py, |api| async move {
            api.signal_workflow_execution(request, call).await.map(|_| nothing)
        })
    }

    /// Asks for cancellation, as a `CancelWorkflowInput` says.
    fn cancel_workflow<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let request = RequestCancelWorkflowExecutionRequest {
            namespace: self.namespace.clone(),
            workflow_execution: Some(execution(input)?),
            identity: self.identity.clone(),
            request_id: Uuid::new_v4().to_string(),
            first_execution_run_id: read::text(input, intern!(py, "first_execution_run_id"))?,
            reason: read::text(input, intern!(py, "reason"))?,
            ..Default::default()
        };
        let call = read::call(input)?;
        self.run(py, |api| async move {
            api.request_cancel_workflow_execution(request, call)
                .await
                .map(|_| nothing)
        })
    }

    /// Terminates, as a `TerminateWorkflowInput` says.
    fn terminate_workflow<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let execution = execution(input)?;
        let converter = self.converter(py, &execution.workflow_id)?;
        let request = TerminateWorkflowExecutionRequest {
            namespace: self.namespace.clone(),
            workflow_execution: Some(execution),
            reason: read::text(input, intern!(py, "reason"))?,
            details: self.payloads(&converter, input, intern!(py, "args"))?,
            identity: self.identity.clone(),
            first_execution_run_id: read::text(input, intern!(py, "first_execution_run_id"))?,
            ..Default::default()
        };
        let call = read::call(input)?;
        self.run(py, |api| async move {
            api.terminate_workflow_execution(request, call).await.map(|_| nothing)
        })
    }

    /// Asks the query of a `QueryWorkflowInput`. The outcome is the answer, or the payloads of the answer as
    /// messages where values pass through Python.
    fn query_workflow<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, execution) = (read::call(input)?, execution(input)?);
        let converter = self.converter(py, &execution.workflow_id)?;
        let reject_condition = read::some(input, intern!(py, "reject_condition"))?;
        let request = QueryWorkflowRequest {
            namespace: self.namespace.clone(),
            execution: Some(execution),
            query: Some(WorkflowQuery {
                query_type: input.getattr(intern!(py, "query"))?.extract()?,
                query_args: self.payloads(&converter, input, intern!(py, "args"))?,
                header: read::header(&input.getattr(intern!(py, "headers"))?)?,
            }),
            query_reject_condition: reject_condition
                .map(|value| read::number(&value))
                .transpose()?
                .unwrap_or_default(),
        };
        let hint = read::some(input, intern!(py, "ret_type"))?.map(Bound::unbind);
        let in_python = self.decodes_in_python;
        self.run(py, |api| async move {
            let reply = api.query_workflow(request, call).await.map_err(query_failed)?;
            if let Some(rejected) = reply.query_rejected {
                return Err(query_rejected(rejected.status));
            }
            let payloads = reply.query_result;
            Ok(move |py: Python<'_>| {
                if in_python {
                    messages(py, payloads)
                } else {
                    value(py, &converter, payloads, hint)
                }
            })
        })
    }
}

/// The first of the payloads as a value; `None` when there is none.
pub(super) fn value(
    py: Python<'_>,
    converter: &Converter,
    payloads: Option<Payloads>,
    hint: Option<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    let Some(payload) = payloads.and_then(|payloads| payloads.payloads.into_iter().next()) else {
        return nothing(py);
    };
    let hint = hint.map(|hint| hint.into_bound(py));
    Ok(converter.decode_one(py, &payload, hint.as_ref())?.unbind())
}

/// The payloads as a list of `Payload` messages.
fn messages(py: Python<'_>, payloads: Option<Payloads>) -> PyResult<Py<PyAny>> {
    let payloads = payloads.map_or_else(Vec::new, |payloads| payloads.payloads);
    let messages = payloads
        .iter()
        .map(|payload| message::payload_to_py(py, payload))
        .collect::<PyResult<Vec<_>>>()?;
    Ok(messages.into_pyobject(py)?.unbind())
}

/// Wire: whatever is wrong with a query comes as INVALID_ARGUMENT.
fn query_failed(error: RpcError) -> Failure {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if error.code != Code::InvalidArgument {
        return error.into();
    }
    Failure::made(move |py: Python<'_>| {
        let class = CLASS.import(py, "everloop.client", "WorkflowQueryFailedError");
        class
            .and_then(|class| class.call1((error.message,)))
            .map_or_else(|failed| failed, PyErr::from_value)
    })
}

fn query_rejected(status: i32) -> Failure {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static STATUS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    Failure::made(move |py: Python<'_>| {
        let make = || {
            let status = match status {
                0 => py.None().into_bound(py),
                number => STATUS
                    .import(py, "everloop.client", "WorkflowExecutionStatus")?
                    .call1((number,))?,
            };
            CLASS
                .import(py, "everloop.client", "WorkflowQueryRejectedError")?
                .call1((status,))
        };
        make().map_or_else(|failed: PyErr| failed, PyErr::from_value)
    })
}
