//! Failures to exceptions.

use everloop_proto::{
    common::v1::Payloads,
    failure::v1::{
        ActivityFailureInfo, ApplicationFailureInfo, CanceledFailureInfo, ChildWorkflowExecutionFailureInfo, Failure,
        NexusOperationFailureInfo, TimeoutFailureInfo, failure::FailureInfo,
    },
};
use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    types::{PyDelta, PyDict, PyList, PyString, PyTuple, PyType},
};

use super::{Classes, Standard, message};

impl Standard<'_> {
    /// The exception that stands for a failure, with its causes.
    pub(in super::super) fn exception_of<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
    ) -> PyResult<Bound<'py, PyAny>> {
        let attributes = self.encoded_attributes(py, failure);
        let readable;
        let failure = match attributes {
            None => failure,
            Some((message, stack_trace)) => {
                readable = Failure {
                    message: message.unwrap_or_else(|| failure.message.clone()),
                    stack_trace: stack_trace.unwrap_or_else(|| failure.stack_trace.clone()),
                    ..failure.clone()
                };
                &readable
            }
        };
        let error = self.error(py, failure)?;
        if let Some(cause) = &failure.cause {
            error.setattr("__cause__", self.exception_of_cause(py, cause)?)?;
        }
        Ok(error)
    }

    fn exception_of_cause<'py>(&self, py: Python<'py>, cause: &Failure) -> PyResult<Bound<'py, PyAny>> {
        match &self.subclass {
            None => self.exception_of(py, cause),
            Some(subclass) => {
                let failure = message::failure_to_py(py, cause)?;
                let payload_converter = self.converter.payload_converter(py)?;
                subclass
                    .bind(py)
                    .call_method1("from_failure", (failure, payload_converter))
            }
        }
    }

    /// Message and stack trace from the payload that holds them, where there is one and it can be read.
    fn encoded_attributes(&self, py: Python<'_>, failure: &Failure) -> Option<(Option<String>, Option<String>)> {
        let payload = failure.encoded_attributes.as_ref()?;
        // Whatever is wrong with it, the failure says enough without.
        let attributes = self.converter.decode_one(py, payload, None).ok()?;
        let attributes = attributes.cast::<PyDict>().ok()?;
        let text = |name: &str| attributes.get_item(name).ok().flatten()?.extract::<String>().ok();
        Some((text("message"), text("stack_trace")))
    }

    /// The exception without its causes.
    fn error<'py>(&self, py: Python<'py>, failure: &Failure) -> PyResult<Bound<'py, PyAny>> {
        let classes = Classes::get(py)?;
        let call = |class: &Py<PyType>, default: &str, options: &Bound<'py, PyDict>| {
            class.bind(py).call((message_or(failure, default),), Some(options))
        };
        let options = PyDict::new(py);
        let error = match &failure.failure_info {
            Some(FailureInfo::ApplicationFailureInfo(info)) => self.application_error(py, failure, info)?,
            Some(FailureInfo::TimeoutFailureInfo(info)) => self.timeout(py, failure, info)?,
            Some(FailureInfo::CanceledFailureInfo(info)) => self.cancelled(py, failure, info)?,
            Some(FailureInfo::TerminatedFailureInfo(_)) => call(&classes.terminated, "Terminated", &options)?,
            Some(FailureInfo::ServerFailureInfo(info)) => {
                options.set_item("non_retryable", info.non_retryable)?;
                call(&classes.server, "Server error", &options)?
            }
            Some(FailureInfo::ActivityFailureInfo(info)) => {
                activity(&options, info)?;
                call(&classes.activity, "Activity error", &options)?
            }
            Some(FailureInfo::ChildWorkflowExecutionFailureInfo(info)) => {
                child_workflow(&options, info)?;
                call(&classes.child_workflow, "Child workflow error", &options)?
            }
            Some(FailureInfo::NexusOperationExecutionFailureInfo(info)) => {
                nexus_operation(&options, info)?;
                call(&classes.nexus_operation, "Nexus operation error", &options)?
            }
            Some(FailureInfo::NexusHandlerFailureInfo(_)) => {
                let failure = message::failure_to_py(py, failure)?;
                return py
                    .import("everloop.converter._nexus_failures")?
                    .call_method1("error_from_failure", (failure,));
            }
            Some(FailureInfo::ResetWorkflowFailureInfo(_)) | None => {
                call(&classes.failure_error, "Failure error", &options)?
            }
        };
        error.setattr("_failure", message::FailureRef(failure.clone()))?;
        Ok(error)
    }

    fn application_error<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
        info: &ApplicationFailureInfo,
    ) -> PyResult<Bound<'py, PyAny>> {
        let classes = Classes::get(py)?;
        let options = PyDict::new(py);
        options.set_item("type", (!info.r#type.is_empty()).then_some(&info.r#type))?;
        options.set_item("non_retryable", info.non_retryable)?;
        options.set_item(
            "next_retry_delay",
            info.next_retry_delay
                .as_ref()
                .map(|delay| delta(py, delay))
                .transpose()?,
        )?;
        options.set_item(
            "category",
            classes.application_category.bind(py).call1((info.category,))?,
        )?;
        let arguments = self.arguments(py, failure, "Application error", info.details.as_ref())?;
        classes.application.bind(py).call(arguments, Some(&options))
    }

    fn timeout<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
        info: &TimeoutFailureInfo,
    ) -> PyResult<Bound<'py, PyAny>> {
        let classes = Classes::get(py)?;
        let options = PyDict::new(py);
        options.set_item("type", member(&classes.timeout_type, py, info.timeout_type)?)?;
        let details = self.decoded_details(py, info.last_heartbeat_details.as_ref())?;
        options.set_item("last_heartbeat_details", PyList::new(py, details)?)?;
        classes
            .timeout
            .bind(py)
            .call((message_or(failure, "Timeout"),), Some(&options))
    }

    fn cancelled<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
        info: &CanceledFailureInfo,
    ) -> PyResult<Bound<'py, PyAny>> {
        let arguments = self.arguments(py, failure, "Cancelled", info.details.as_ref())?;
        Classes::get(py)?.cancelled.bind(py).call1(arguments)
    }

    /// The message, then the details.
    fn arguments<'py>(
        &self,
        py: Python<'py>,
        failure: &Failure,
        default: &str,
        details: Option<&Payloads>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let mut arguments = vec![PyString::new(py, message_or(failure, default)).into_any()];
        arguments.extend(self.decoded_details(py, details)?);
        PyTuple::new(py, arguments)
    }

    fn decoded_details<'py>(&self, py: Python<'py>, details: Option<&Payloads>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        match details {
            Some(details) if !details.payloads.is_empty() => self.converter.decode(py, &details.payloads, None),
            _ => Ok(Vec::new()),
        }
    }
}

fn activity(options: &Bound<'_, PyDict>, info: &ActivityFailureInfo) -> PyResult<()> {
    let py = options.py();
    options.set_item("scheduled_event_id", info.scheduled_event_id)?;
    options.set_item("started_event_id", info.started_event_id)?;
    options.set_item("identity", &info.identity)?;
    options.set_item(
        "activity_type",
        info.activity_type.as_ref().map_or("", |kind| &kind.name),
    )?;
    options.set_item("activity_id", &info.activity_id)?;
    options.set_item(
        "retry_state",
        member(&Classes::get(py)?.retry_state, py, info.retry_state)?,
    )
}

fn child_workflow(options: &Bound<'_, PyDict>, info: &ChildWorkflowExecutionFailureInfo) -> PyResult<()> {
    let py = options.py();
    let execution = info.workflow_execution.clone().unwrap_or_default();
    options.set_item("namespace", &info.namespace)?;
    options.set_item("workflow_id", execution.workflow_id)?;
    options.set_item("run_id", execution.run_id)?;
    options.set_item(
        "workflow_type",
        info.workflow_type.as_ref().map_or("", |kind| &kind.name),
    )?;
    options.set_item("initiated_event_id", info.initiated_event_id)?;
    options.set_item("started_event_id", info.started_event_id)?;
    options.set_item(
        "retry_state",
        member(&Classes::get(py)?.retry_state, py, info.retry_state)?,
    )
}

fn nexus_operation(options: &Bound<'_, PyDict>, info: &NexusOperationFailureInfo) -> PyResult<()> {
    options.set_item("scheduled_event_id", info.scheduled_event_id)?;
    options.set_item("endpoint", &info.endpoint)?;
    options.set_item("service", &info.service)?;
    options.set_item("operation", &info.operation)?;
    options.set_item("operation_token", &info.operation_token)
}

fn message_or<'a>(failure: &'a Failure, default: &'a str) -> &'a str {
    if failure.message.is_empty() {
        default
    } else {
        &failure.message
    }
}

/// The member of an enum; None for 0.
fn member<'py>(class: &Py<PyType>, py: Python<'py>, value: i32) -> PyResult<Bound<'py, PyAny>> {
    if value == 0 {
        py.None().into_bound_py_any(py)
    } else {
        class.bind(py).call1((value,))
    }
}

fn delta<'py>(py: Python<'py>, duration: &prost_types::Duration) -> PyResult<Bound<'py, PyDelta>> {
    let class = py.import("datetime")?.getattr("timedelta")?;
    let options = PyDict::new(py);
    options.set_item("seconds", duration.seconds)?;
    // Wire: Python keeps microseconds, and rounds nanoseconds as protobuf's own conversion does.
    options.set_item("microseconds", f64::from(duration.nanos) / 1000.0)?;
    Ok(class.call((), Some(&options))?.cast_into()?)
}
