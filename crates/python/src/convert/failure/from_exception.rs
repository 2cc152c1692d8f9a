//! Exceptions to failures.

use everloop_proto::{
    common::v1::{ActivityType, Payloads, WorkflowExecution, WorkflowType},
    failure::v1::{
        ActivityFailureInfo, ApplicationFailureInfo, CanceledFailureInfo, ChildWorkflowExecutionFailureInfo, Failure,
        NexusOperationFailureInfo, ServerFailureInfo, TerminatedFailureInfo, TimeoutFailureInfo, failure::FailureInfo,
    },
};
use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyDelta, PyDict, PyString},
};

use super::{Attributes, Classes, Standard, by_subclass, message};

/// How many causes of causes are told. Readers of messages give up at a depth of a hundred.
const CAUSES_MAX: usize = 60;

impl Standard<'_> {
    /// The failure that stands for an exception, with its causes.
    pub(in super::super) fn failure_of(&self, exception: &Bound<'_, PyAny>) -> PyResult<Failure> {
        self.failure_at(exception, 0)
    }

    /// The failure of an exception that is the cause of so many others.
    fn failure_at(&self, exception: &Bound<'_, PyAny>, depth: usize) -> PyResult<Failure> {
        let py = exception.py();
        let cause = match cause_of(exception)? {
            Some(cause) if depth < CAUSES_MAX && !leads_to(&cause, exception)? => Some(cause),
            _ => None,
        };
        let mut failure = if is_failure_error(exception)? {
            self.failure_of_failure_error(exception)?
        } else if is_nexus_handler_error(exception)? {
            self.failure_of_nexus_handler_error(exception)?
        } else {
            failure_of_other(exception)?
        };
        if let Some(cause) = cause {
            failure.cause = Some(self.failure_of_cause(&cause, depth + 1)?);
        }
        if self.attributes == Attributes::Encoded {
            let attributes = PyDict::new(py);
            attributes.set_item("message", std::mem::take(&mut failure.message))?;
            attributes.set_item("stack_trace", std::mem::take(&mut failure.stack_trace))?;
            failure.encoded_attributes = Some(self.converter.encode_one(&attributes)?);
            "Encoded failure".clone_into(&mut failure.message);
        }
        Ok(failure)
    }

    fn failure_of_cause(&self, cause: &Bound<'_, PyAny>, depth: usize) -> PyResult<Box<Failure>> {
        Ok(Box::new(match &self.subclass {
            None => self.failure_at(cause, depth)?,
            Some(subclass) => by_subclass(subclass.bind(cause.py()), self.converter, cause)?,
        }))
    }

    fn failure_of_failure_error(&self, error: &Bound<'_, PyAny>) -> PyResult<Failure> {
        let held = error.getattr("_failure")?;
        if !held.is_none() {
            return message::failure_from_py(&held);
        }
        Ok(Failure {
            message: text(&error.getattr("message")?)?,
            stack_trace: stack_trace(error)?,
            failure_info: self.info(error)?,
            ..Default::default()
        })
    }

    fn info(&self, error: &Bound<'_, PyAny>) -> PyResult<Option<FailureInfo>> {
        let py = error.py();
        let classes = Classes::get(py)?;
        let is = |class: &Py<pyo3::types::PyType>| error.is_instance(class.bind(py));
        Ok(Some(if is(&classes.application)? {
            FailureInfo::ApplicationFailureInfo(self.application_info(error)?)
        } else if is(&classes.timeout)? {
            FailureInfo::TimeoutFailureInfo(TimeoutFailureInfo {
                timeout_type: number(&error.getattr("type")?)?,
                last_heartbeat_details: self.encoded_details(&error.getattr("last_heartbeat_details")?)?,
            })
        } else if is(&classes.cancelled)? {
            FailureInfo::CanceledFailureInfo(CanceledFailureInfo {
                details: self.encoded_details(&error.getattr("details")?)?,
                ..Default::default()
            })
        } else if is(&classes.terminated)? {
            FailureInfo::TerminatedFailureInfo(TerminatedFailureInfo::default())
        } else if is(&classes.server)? {
            FailureInfo::ServerFailureInfo(ServerFailureInfo {
                non_retryable: error.getattr("non_retryable")?.is_truthy()?,
            })
        } else if is(&classes.activity)? {
            FailureInfo::ActivityFailureInfo(activity(error)?)
        } else if is(&classes.child_workflow)? {
            FailureInfo::ChildWorkflowExecutionFailureInfo(child_workflow(error)?)
        } else if is(&classes.nexus_operation)? {
            FailureInfo::NexusOperationExecutionFailureInfo(nexus_operation(error)?)
        } else {
            return Ok(None);
        }))
    }

    fn application_info(&self, error: &Bound<'_, PyAny>) -> PyResult<ApplicationFailureInfo> {
        let delay = error.getattr("next_retry_delay")?;
        Ok(ApplicationFailureInfo {
            r#type: error.getattr("type")?.extract::<Option<String>>()?.unwrap_or_default(),
            non_retryable: error.getattr("non_retryable")?.is_truthy()?,
            details: self.encoded_details(&error.getattr("details")?)?,
            next_retry_delay: if delay.is_truthy()? {
                Some(duration(&delay)?)
            } else {
                None
            },
            category: number(&error.getattr("category")?)?,
        })
    }

    /// The payloads of an error's details; none for no details.
    fn encoded_details(&self, details: &Bound<'_, PyAny>) -> PyResult<Option<Payloads>> {
        if !details.is_truthy()? {
            return Ok(None);
        }
        let values: Vec<_> = details.try_iter()?.collect::<PyResult<_>>()?;
        Ok(Some(Payloads {
            payloads: self.converter.encode(details.py(), &values)?,
        }))
    }

    fn failure_of_nexus_handler_error(&self, error: &Bound<'_, PyAny>) -> PyResult<Failure> {
        let py = error.py();
        let failure = message::failure_to_py(py, &Failure::default())?;
        py.import("everloop.converter._nexus_failures")?
            .call_method1("failure_from_error", (error, &failure))?;
        message::failure_from_py(&failure)
    }
}

/// Any other exception.
fn failure_of_other(exception: &Bound<'_, PyAny>) -> PyResult<Failure> {
    let name: String = exception.get_type().getattr("__name__")?.extract()?;
    Ok(Failure {
        message: text(&exception.str()?.into_any())?,
        stack_trace: stack_trace(exception)?,
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
            r#type: name,
            ..Default::default()
        })),
        ..Default::default()
    })
}

fn activity(error: &Bound<'_, PyAny>) -> PyResult<ActivityFailureInfo> {
    Ok(ActivityFailureInfo {
        scheduled_event_id: error.getattr("scheduled_event_id")?.extract()?,
        started_event_id: error.getattr("started_event_id")?.extract()?,
        identity: error.getattr("identity")?.extract()?,
        activity_type: Some(ActivityType {
            name: error.getattr("activity_type")?.extract()?,
        }),
        activity_id: error.getattr("activity_id")?.extract()?,
        retry_state: number(&error.getattr("retry_state")?)?,
    })
}

fn child_workflow(error: &Bound<'_, PyAny>) -> PyResult<ChildWorkflowExecutionFailureInfo> {
    Ok(ChildWorkflowExecutionFailureInfo {
        namespace: error.getattr("namespace")?.extract()?,
        workflow_execution: Some(WorkflowExecution {
            workflow_id: error.getattr("workflow_id")?.extract()?,
            run_id: error.getattr("run_id")?.extract()?,
        }),
        workflow_type: Some(WorkflowType {
            name: error.getattr("workflow_type")?.extract()?,
        }),
        initiated_event_id: error.getattr("initiated_event_id")?.extract()?,
        started_event_id: error.getattr("started_event_id")?.extract()?,
        retry_state: number(&error.getattr("retry_state")?)?,
    })
}

fn nexus_operation(error: &Bound<'_, PyAny>) -> PyResult<NexusOperationFailureInfo> {
    Ok(NexusOperationFailureInfo {
        scheduled_event_id: error.getattr("scheduled_event_id")?.extract()?,
        endpoint: error.getattr("endpoint")?.extract()?,
        service: error.getattr("service")?.extract()?,
        operation: error.getattr("operation")?.extract()?,
        operation_token: error.getattr("operation_token")?.extract()?,
        ..Default::default()
    })
}

/// Whether an exception is a `nexusrpc.HandlerError`. Without that package imported there are none.
fn is_nexus_handler_error(exception: &Bound<'_, PyAny>) -> PyResult<bool> {
    let modules = exception.py().import("sys")?.getattr("modules")?;
    match modules.call_method1("get", ("nexusrpc",))? {
        module if module.is_none() => Ok(false),
        module => exception.is_instance(&module.getattr("HandlerError")?),
    }
}

fn is_failure_error(exception: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = exception.py();
    exception.is_instance(Classes::get(py)?.failure_error.bind(py))
}

/// The exception that goes out as the cause of another.
fn cause_of<'py>(exception: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if is_failure_error(exception)? {
        // An error that came from the wire goes back with the causes that it came with.
        let is_held = !exception.getattr("_failure")?.is_none();
        return if is_held { Ok(None) } else { cause_or_context(exception) };
    }
    // So does a Nexus handler's error that was made from a failure.
    if is_nexus_handler_error(exception)? && exception.getattr("original_failure")?.is_truthy()? {
        return Ok(None);
    }
    let cause = exception.getattr("__cause__")?;
    Ok(if cause.is_none() { None } else { Some(cause) })
}

/// The cause of an error by Python's rules: the explicit one, or else the error that was being handled.
fn cause_or_context<'py>(error: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let cause = error.getattr("__cause__")?;
    if !cause.is_none() {
        return Ok(Some(cause));
    }
    let context = error.getattr("__context__")?;
    let is_hidden = context.is_none() || error.getattr("__suppress_context__")?.is_truthy()?;
    Ok(if is_hidden { None } else { Some(context) })
}

/// Whether an exception is among the causes of its own cause, as in `raise error from error`.
fn leads_to(cause: &Bound<'_, PyAny>, exception: &Bound<'_, PyAny>) -> PyResult<bool> {
    let mut next = Some(cause.clone());
    for _ in 0..CAUSES_MAX {
        match next {
            Some(error) if error.is(exception) => return Ok(true),
            Some(error) => next = cause_of(&error)?,
            None => return Ok(false),
        }
    }
    Ok(false)
}

/// Where an exception was raised, frame by frame.
fn stack_trace(exception: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = exception.py();
    let traceback = exception.getattr("__traceback__")?;
    if traceback.is_none() {
        return Ok(String::new());
    }
    static FORMAT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let frames = FORMAT.import(py, "traceback", "format_tb")?.call1((traceback,))?;
    text(&PyString::new(py, "\n").call_method1("join", (frames,))?)
}

/// A string as the wire takes it: without halves of surrogate pairs, which have no UTF-8.
fn text(string: &Bound<'_, PyAny>) -> PyResult<String> {
    let string = string.str()?;
    match string.to_str() {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => {
            let bytes = string.call_method1("encode", ("utf-8", "replace"))?;
            bytes.call_method1("decode", ("utf-8",))?.extract()
        }
    }
}

/// An enum's value; 0 for None.
fn number(value: &Bound<'_, PyAny>) -> PyResult<i32> {
    if value.is_none() { Ok(0) } else { value.extract() }
}

fn duration(delta: &Bound<'_, PyAny>) -> PyResult<prost_types::Duration> {
    let delta = delta.cast::<PyDelta>()?;
    let days: i64 = delta.getattr("days")?.extract()?;
    let seconds: i64 = delta.getattr("seconds")?.extract()?;
    let microseconds: i32 = delta.getattr("microseconds")?.extract()?;
    let total = days * 86_400 + seconds;
    // Wire: seconds and nanoseconds have the same sign, Python's microseconds are never negative.
    if total < 0 && microseconds > 0 {
        return Ok(prost_types::Duration {
            seconds: total + 1,
            nanos: (microseconds - 1_000_000) * 1000,
        });
    }
    Ok(prost_types::Duration {
        seconds: total,
        nanos: microseconds * 1000,
    })
}
