//! What an exception that leaves workflow code means: the end of the workflow, or of this task only.
//!
//! A workflow that was asked to cancel, and is left by a cancellation, is canceled. Failures and
//! timeouts fail the workflow. Everything else is taken for a bug that a new version of the code may
//! mend: it fails the workflow task, which the server has tried again.

use everloop_machines::{
    Command,
    completion::{Completion, TaskFailed},
};
use everloop_proto::{enums::v1::WorkflowTaskFailedCause, failure::v1::Failure};
use pyo3::{exceptions::PyRuntimeError, intern, prelude::*};

use super::{continue_as_new::Request, event_loop::WorkflowLoop, python_names::Names};

impl WorkflowLoop {
    /// An exception left the workflow's body or a signal handler.
    pub(super) fn raised_at_top(&self, py: Python<'_>, error: PyErr) {
        if let Err(error) = self.close_workflow(py, error) {
            self.fail_activation(error);
        }
    }

    fn close_workflow(&self, py: Python<'_>, error: PyErr) -> PyResult<()> {
        let names = Names::get(py)?;
        if error.matches(py, names.continue_as_new_error.bind(py))? {
            let request = error.value(py).getattr(intern!(py, "request"))?;
            let (command, markers) = request.cast::<Request>()?.get().take()?;
            let mut commands = self.commands.lock();
            if !markers.is_empty() {
                self.command_markers.lock().insert(commands.len(), markers);
            }
            commands.push(Command::ContinueAsNew(command));
            return Ok(());
        }
        self.log_raised(py, "Workflow", &error);
        let asked_to_cancel = self.cancel_reason.lock().is_some();
        if asked_to_cancel
            && names
                .is_cancelled_exception
                .bind(py)
                .call1((error.value(py),))?
                .is_truthy()?
        {
            self.commands.lock().push(Command::CancelWorkflow { details: None });
            return Ok(());
        }
        let failure = self.workflow_failure(py, error)?;
        self.commands.lock().push(Command::FailWorkflow { failure });
        Ok(())
    }

    /// The failure that closes the workflow.
    ///
    /// # Errors
    /// The exception itself if it does not close the workflow.
    pub(super) fn workflow_failure(&self, py: Python<'_>, error: PyErr) -> PyResult<Failure> {
        let names = Names::get(py)?;
        let error = if error.matches(py, names.cancelled_error.bind(py))? {
            let class = names.failure_cancelled_error.bind(py).clone();
            PyErr::from_type(class, (error.value(py).str()?.unbind(),))
        } else {
            error
        };
        if !self.is_failure(py, &error)? {
            return Err(error);
        }
        self.failure(py, &error)
    }

    /// An exception as it goes over the wire.
    ///
    /// # Errors
    /// What the failure converter raises.
    pub(super) fn failure(&self, py: Python<'_>, error: &PyErr) -> PyResult<Failure> {
        self.converter.failure_from_exception(&exception(py, error)?)
    }

    /// An exception as it goes to a caller who must have an answer, whatever became of the conversion.
    pub(super) fn failure_in_any_case(&self, py: Python<'_>, error: &PyErr) -> Failure {
        self.failure(py, error).unwrap_or_else(|second| {
            plain_failure(format!("{error} (it could not be converted to a failure: {second})"))
        })
    }

    /// Whether an exception fails the workflow.
    pub(super) fn is_failure(&self, py: Python<'_>, error: &PyErr) -> PyResult<bool> {
        error.value(py).is_instance(self.failure_types(py).as_any())
    }

    /// The failure of an update whose handler raised.
    ///
    /// # Errors
    /// The exception that fails the task instead.
    pub(super) fn update_failure(&self, py: Python<'_>, error: PyErr) -> PyResult<Failure> {
        let names = Names::get(py)?;
        if error.matches(py, names.continue_as_new_error.bind(py))? {
            return Err(PyRuntimeError::new_err("Cannot continue as new from an update handler"));
        }
        self.log_raised(py, "Update", &error);
        let error = cancellation_as_failure(py, error)?;
        if !self.is_failure(py, &error)? {
            return Err(error);
        }
        self.failure(py, &error)
    }

    /// Ends the activation with `error`. The first one counts.
    pub(super) fn fail_activation(&self, error: PyErr) {
        let mut first = self.activation_error.lock();
        if first.is_none() {
            *first = Some(error);
        }
    }

    pub(super) fn take_activation_error(&self) -> Option<PyErr> {
        self.activation_error.lock().take()
    }

    /// The answer to an activation that `error` ended, unless the error closes the workflow.
    pub(super) fn task_failed(&self, py: Python<'_>, error: PyErr) -> Completion {
        self.log_task_failure(py, &error);
        let failure = match self.failure(py, &error) {
            Ok(failure) => failure,
            Err(second) => plain_failure(format!(
                "failed converting activation exception: {second} (it was: {error})"
            )),
        };
        task_failed(failure)
    }
}

/// What an update raised; of asyncio's cancellation, a failure that says so.
///
/// # Errors
/// What the exception's `__str__` raises.
pub(super) fn cancellation_as_failure(py: Python<'_>, error: PyErr) -> PyResult<PyErr> {
    let names = Names::get(py)?;
    if !error.matches(py, names.cancelled_error.bind(py))? {
        return Ok(error);
    }
    let message = format!("Cancellation raised within update {}", error.value(py).str()?);
    Ok(PyErr::from_type(
        names.failure_cancelled_error.bind(py).clone(),
        (message,),
    ))
}

/// The exception object, which knows where it was raised.
pub(super) fn exception<'py>(py: Python<'py>, error: &PyErr) -> PyResult<Bound<'py, PyAny>> {
    let value = error.value(py).clone().into_any();
    if let Some(traceback) = error.traceback(py) {
        value.setattr(intern!(py, "__traceback__"), traceback)?;
    }
    Ok(value)
}

/// A failed workflow task.
pub(crate) fn task_failed(failure: Failure) -> Completion {
    Completion::TaskFailed(TaskFailed {
        failure,
        cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
    })
}

/// A failure with nothing but a message.
pub(crate) fn plain_failure(message: String) -> Failure {
    Failure {
        message,
        ..Failure::default()
    }
}
