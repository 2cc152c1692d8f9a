//! The first step of an update: find the handler, validate, accept, call.

use everloop_machines::{activation::Update, completion::UpdateStep};
use pyo3::{exceptions::PyRuntimeError, prelude::*, types::PyTuple};

use super::{
    definition::Handler,
    driver::{Begun, Ending},
    event_loop::WorkflowLoop,
    handlers::HandlerKind,
    outcome::cancellation_as_failure,
    python_names::Names,
};

/// How far an update has come before its handler runs.
enum Verdict {
    Accepted(Vec<Py<PyAny>>),
    Rejected(PyErr),
    /// A bug in the validator: the task fails.
    Broken(PyErr),
}

impl WorkflowLoop {
    /// Begins an update; `None` if it ended before its handler ran.
    pub(super) fn begin_update<'py>(slf: &Bound<'py, Self>, update: Update) -> Option<(PyResult<Begun<'py>>, Ending)> {
        let py = slf.py();
        let this = slf.get();
        if let Err(error) = this.enter_handler(py, (&update.id, &update.name)) {
            this.fail_activation(error);
            return None;
        }
        let Some(handler) = this.handler(HandlerKind::Update, &update.name) else {
            this.reject(py, update.protocol_instance_id, unknown_update(this, &update.name));
            return None;
        };
        let running = this
            .handlers
            .begin(&update.name, Some(update.id.clone()), handler.clone());
        match this.judge(py, &handler, &update) {
            Verdict::Accepted(args) => {
                this.respond_to_update(update.protocol_instance_id.clone(), UpdateStep::Accepted);
                let begun = this.call_update(py, &handler, &update, args);
                Some((
                    begun,
                    Ending::Update {
                        running,
                        protocol_instance_id: update.protocol_instance_id,
                    },
                ))
            }
            Verdict::Rejected(error) => {
                this.handlers.end(running);
                this.reject(py, update.protocol_instance_id, error);
                None
            }
            Verdict::Broken(error) => {
                this.handlers.end(running);
                this.fail_activation(error);
                None
            }
        }
    }

    fn judge(&self, py: Python<'_>, handler: &Handler, update: &Update) -> Verdict {
        let decode = || -> PyResult<Vec<Py<PyAny>>> {
            let args = self.handler_arguments(py, handler, &update.name, &update.input)?;
            Ok(args.into_iter().map(Bound::unbind).collect())
        };
        let args = match decode() {
            Ok(args) => args,
            Err(error) => return Verdict::Rejected(error),
        };
        let Some(validator) = handler.validator.as_ref().filter(|_| update.run_validator) else {
            return Verdict::Accepted(args);
        };
        match self.while_read_only(|| self.validate(py, handler, validator, update, args)) {
            // The validator may have changed the arguments it was given.
            Ok(()) => decode().map_or_else(Verdict::Rejected, Verdict::Accepted),
            Err(error) if is_read_only_error(py, &error) => Verdict::Broken(error),
            Err(error) => Verdict::Rejected(error),
        }
    }

    fn validate(
        &self,
        py: Python<'_>,
        handler: &Handler,
        validator: &Py<PyAny>,
        update: &Update,
        args: Vec<Py<PyAny>>,
    ) -> PyResult<()> {
        if let Some(interception) = self.interception() {
            return interception.validate_update(py, update, args);
        }
        let validator = self.bind_handler(py, validator, handler.is_method)?;
        validator.call1(PyTuple::new(py, args)?).map(drop)
    }

    fn call_update<'py>(
        &self,
        py: Python<'py>,
        handler: &Handler,
        update: &Update,
        args: Vec<Py<PyAny>>,
    ) -> PyResult<Begun<'py>> {
        if let Some(interception) = self.interception() {
            return interception.handle_update(py, update, args).map(Begun::Waiting);
        }
        self.call_handler(py, handler, args.into_iter().map(|arg| arg.into_bound(py)).collect())
    }

    fn reject(&self, py: Python<'_>, protocol_instance_id: String, error: PyErr) {
        self.updates_rejected.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.log_raised(py, "Update", &error);
        let failure = match cancellation_as_failure(py, error) {
            Ok(error) => self.failure_in_any_case(py, &error),
            Err(error) => return self.fail_activation(error),
        };
        self.respond_to_update(protocol_instance_id, UpdateStep::Rejected { failure });
    }

    /// Runs what must not act: no commands, no tasks, no timers.
    pub(super) fn while_read_only<T>(&self, run: impl FnOnce() -> T) -> T {
        use std::sync::atomic::Ordering::Relaxed;
        let before = self.read_only.swap(true, Relaxed);
        let result = run();
        self.read_only.store(before, Relaxed);
        result
    }
}

fn unknown_update(run: &WorkflowLoop, name: &str) -> PyErr {
    let known = run.known_names(HandlerKind::Update).join(" ");
    PyRuntimeError::new_err(format!(
        "Update handler for '{name}' expected but not found, and there is no dynamic handler. known updates: [{known}]"
    ))
}

fn is_read_only_error(py: Python<'_>, error: &PyErr) -> bool {
    Names::get(py).is_ok_and(|names| error.is_instance(py, names.read_only_error.bind(py)))
}
