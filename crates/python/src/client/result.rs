//! Waiting for a workflow to close, and what its end means to the caller.

use std::sync::Arc;

use everloop_proto::{
    Api, Call, Code, Reply, RpcError,
    common::v1::{Payloads, WorkflowExecution},
    enums::v1::HistoryEventFilterType,
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::GetWorkflowExecutionHistoryRequest,
};
use prost::Message;
use pyo3::{
    exceptions::PyRuntimeError,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyTuple},
};

use super::{control::value, core::ClientCore, read};
use crate::convert::Converter;

#[pymethods]
impl ClientCore {
    /// Waits for the end of a workflow. The outcome is its result or its exception; where values pass
    /// through Python it is the closing event as bytes.
    #[allow(clippy::too_many_arguments, reason = "the arguments of one Python method")]
    fn workflow_result<'py>(
        &self,
        py: Python<'py>,
        workflow_id: String,
        run_id: Option<String>,
        follow_runs: bool,
        ret_type: Option<Py<PyAny>>,
        rpc_metadata: &Bound<'py, PyAny>,
        rpc_timeout: Option<std::time::Duration>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = Call {
            timeout: rpc_timeout,
            metadata: read::metadata(rpc_metadata)?,
            ..Call::default()
        };
        let converter = self.converter(py, &workflow_id)?;
        let in_python = self.decodes_in_python;
        let execution = WorkflowExecution {
            workflow_id,
            run_id: run_id.unwrap_or_default(),
        };
        let request = GetWorkflowExecutionHistoryRequest {
            namespace: self.namespace.clone(),
            execution: Some(execution),
            wait_new_event: true,
            history_event_filter_type: HistoryEventFilterType::CloseEvent as i32,
            skip_archival: true,
            ..Default::default()
        };
        self.run(py, |api| async move {
            let event = closing_event(api, request, call, follow_runs).await?;
            Ok::<_, RpcError>(move |py: Python<'_>| {
                if in_python {
                    return Ok(PyBytes::new(py, &event.encode_to_vec()).into_any().unbind());
                }
                outcome(py, &converter, event, follow_runs, ret_type)
            })
        })
    }
}

/// The event that closed the execution, or the last of the executions that continued it.
async fn closing_event(
    api: Arc<dyn Api>,
    mut request: GetWorkflowExecutionHistoryRequest,
    call: Call,
    follow_runs: bool,
) -> Reply<HistoryEvent> {
    loop {
        let reply = api
            .get_workflow_execution_history(request.clone(), call.clone())
            .await?;
        let Some(event) = reply.history.and_then(|history| history.events.into_iter().next_back()) else {
            if reply.next_page_token.is_empty() {
                return Err(RpcError::new(
                    Code::Internal,
                    "the history has no closing event and no further page",
                ));
            }
            request.next_page_token = reply.next_page_token;
            continue;
        };
        match next_run(&event) {
            Some(run_id) if follow_runs => {
                request.next_page_token = bytes::Bytes::new();
                if let Some(execution) = &mut request.execution {
                    run_id.clone_into(&mut execution.run_id);
                }
            }
            _ => return Ok(event),
        }
    }
}

/// The run that continues a closed one: by continue-as-new, retry or cron.
fn next_run(event: &HistoryEvent) -> Option<&str> {
    let run_id = match event.attributes.as_ref()? {
        Attributes::WorkflowExecutionCompletedEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionFailedEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionTimedOutEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(closed) => &closed.new_execution_run_id,
        _ => return None,
    };
    (!run_id.is_empty()).then_some(run_id)
}

/// The result that an end stands for, or its exception.
fn outcome(
    py: Python<'_>,
    converter: &Converter,
    event: HistoryEvent,
    follow_runs: bool,
    ret_type: Option<Py<PyAny>>,
) -> PyResult<Py<PyAny>> {
    let continued = (!follow_runs).then(|| next_run(&event).map(str::to_owned)).flatten();
    let cause = match event.attributes {
        Some(Attributes::WorkflowExecutionCompletedEventAttributes(closed)) => {
            return match continued {
                Some(run_id) => Err(continued_as_new(py, &run_id)),
                None => value(py, converter, closed.result, ret_type),
            };
        }
        Some(Attributes::WorkflowExecutionContinuedAsNewEventAttributes(closed)) => {
            return Err(continued_as_new(py, &closed.new_execution_run_id));
        }
        _ if continued.is_some() => return Err(continued_as_new(py, &continued.unwrap_or_default())),
        Some(Attributes::WorkflowExecutionFailedEventAttributes(closed)) => {
            converter.exception_from_failure(py, &closed.failure.unwrap_or_default())?
        }
        Some(Attributes::WorkflowExecutionCanceledEventAttributes(closed)) => {
            ended(py, converter, "CancelledError", "Workflow cancelled", closed.details)?
        }
        Some(Attributes::WorkflowExecutionTerminatedEventAttributes(closed)) => {
            let text = if closed.reason.is_empty() {
                "Workflow terminated"
            } else {
                &closed.reason
            };
            ended(py, converter, "TerminatedError", text, closed.details)?
        }
        Some(Attributes::WorkflowExecutionTimedOutEventAttributes(_)) => timed_out(py)?,
        _ => {
            let text = format!(
                "the history closes with event {} of type {}",
                event.event_id, event.event_type
            );
            return Err(PyRuntimeError::new_err(text));
        }
    };
    Err(failure_error(py, cause))
}

fn ended<'py>(
    py: Python<'py>,
    converter: &Converter,
    class: &str,
    text: &str,
    details: Option<Payloads>,
) -> PyResult<Bound<'py, PyAny>> {
    let payloads = details.map_or_else(Vec::new, |details| details.payloads);
    let mut args = vec![text.into_pyobject(py)?.into_any()];
    args.extend(converter.decode(py, &payloads, None)?);
    py.import("everloop.exceptions")?
        .getattr(class)?
        .call1(PyTuple::new(py, args)?)
}

fn timed_out(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let exceptions = py.import("everloop.exceptions")?;
    let options = pyo3::types::PyDict::new(py);
    options.set_item("type", exceptions.getattr("TimeoutType")?.getattr("START_TO_CLOSE")?)?;
    options.set_item("last_heartbeat_details", pyo3::types::PyList::empty(py))?;
    exceptions
        .getattr("TimeoutError")?
        .call(("Workflow timed out",), Some(&options))
}

fn failure_error(py: Python<'_>, cause: Bound<'_, PyAny>) -> PyErr {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = || {
        let options = pyo3::types::PyDict::new(py);
        options.set_item("cause", &cause)?;
        CLASS
            .import(py, "everloop.client", "WorkflowFailureError")?
            .call((), Some(&options))
    };
    make().map_or_else(|failed: PyErr| failed, PyErr::from_value)
}

fn continued_as_new(py: Python<'_>, run_id: &str) -> PyErr {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.import(py, "everloop.client", "WorkflowContinuedAsNewError");
    class
        .and_then(|class| class.call1((run_id,)))
        .map_or_else(|failed| failed, PyErr::from_value)
}
