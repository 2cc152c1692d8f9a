//! Applying the jobs of an activation, each in its turn.

use std::{sync::Arc, sync::atomic::Ordering::Relaxed};

use everloop_machines::{
    Command, Job,
    activation::{ActivityResolution, ChildResolution, ChildStart, Signal, Update},
};
use everloop_proto::failure::v1::Failure;
use pyo3::{exceptions::PyNotImplementedError, intern, prelude::*};

use super::{
    driver::{Driver, Role, SignalInput},
    event_loop::WorkflowLoop,
    handlers::HandlerKind,
    operation::Operation,
    python_names::Names,
    ready::Entry,
};

impl WorkflowLoop {
    /// Applies one job; what becomes ready by it runs later.
    ///
    /// # Errors
    /// What must end the activation.
    pub(super) fn apply(slf: &Bound<'_, Self>, job: Job) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        match job {
            // Taken out by the runtime, which makes the run of it.
            Job::Initialize(_) => Ok(()),
            Job::UpdateRandomSeed { seed } => this.random.reseed(py, seed),
            Job::NotifyHasPatch { patch_id } => {
                this.patches_ahead.lock().insert(patch_id, ());
                Ok(())
            }
            Job::FireTimer { seq } => {
                let timer = this.pending.timers.lock().remove(&seq);
                if let Some(timer) = timer {
                    this.ready.push(Entry::Timer(timer));
                }
                Ok(())
            }
            Job::ResolveActivity { seq, resolution } => Self::apply_activity(slf, seq, resolution),
            Job::ResolveChildStart { seq, outcome } => Self::apply_child_start(slf, seq, outcome),
            Job::ResolveChild { seq, resolution } => Self::apply_child(slf, seq, resolution),
            Job::ResolveSignalExternal { seq, failure } => {
                let operation = this.pending.signals.lock().remove(&seq);
                Self::resolve_delivery(slf, operation, failure)
            }
            Job::ResolveCancelExternal { seq, failure } => {
                let operation = this.pending.cancels.lock().remove(&seq);
                Self::resolve_delivery(slf, operation, failure)
            }
            Job::ResolveNexusStart { .. } | Job::ResolveNexus { .. } => {
                Err(PyNotImplementedError::new_err("nexus operations are not supported yet"))
            }
            Job::Signal(signal) => Self::apply_signal(slf, *signal),
            Job::Update(update) => Self::apply_update(slf, update),
            Job::Cancel { reason } => {
                *this.cancel_reason.lock() = Some(reason);
                this.ready.push(Entry::CancelMain);
                Ok(())
            }
            Job::Query(query) => {
                Self::apply_query(slf, *query);
                Ok(())
            }
        }
    }

    /// Makes the task that runs the workflow's body.
    pub(super) fn start_body(slf: &Bound<'_, Self>) -> PyResult<()> {
        let py = slf.py();
        let args = slf.get().start_arguments(py)?.into_iter().map(Bound::unbind).collect();
        let driver = Py::new(py, Driver::new(slf, Role::Main { args }))?;
        let task = Self::spawn(slf, driver.bind(py).as_any(), intern!(py, "run").as_any())?;
        *slf.get().main_task.lock() = Some(task.unbind());
        Ok(())
    }

    /// Cancels the main task, as a cancel request does.
    pub(super) fn cancel_main_task(&self, py: Python<'_>) -> PyResult<()> {
        let task = self.main_task.lock().as_ref().map(|task| task.clone_ref(py));
        match task {
            Some(task) => task.bind(py).call_method0(intern!(py, "cancel")).map(drop),
            None => Ok(()),
        }
    }

    /// Starts the handler of a signal, or keeps the signal until there is one.
    pub(super) fn apply_signal(slf: &Bound<'_, Self>, signal: Signal) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        let Some(handler) = this.handler(HandlerKind::Signal, &signal.name) else {
            this.handlers.buffer(signal);
            return Ok(());
        };
        let args = match this.handler_arguments(py, &handler, &signal.name, &signal.input) {
            Ok(args) => args.into_iter().map(Bound::unbind).collect(),
            Err(error) => {
                this.log_dropped_signal(py, &signal.name, &error);
                return Ok(());
            }
        };
        let name = format!("signal: {}", signal.name).into_pyobject(py)?;
        let running = this.handlers.begin(&signal.name, None, handler.clone());
        let input = SignalInput {
            name: signal.name,
            args,
            headers: signal.headers,
            event_id: signal.event_id,
        };
        let driver = Py::new(
            py,
            Driver::new(
                slf,
                Role::Signal {
                    handler,
                    running,
                    input,
                },
            ),
        )?;
        Self::spawn(slf, driver.bind(py).as_any(), name.as_any()).map(drop)
    }

    fn apply_update(slf: &Bound<'_, Self>, update: Box<Update>) -> PyResult<()> {
        let py = slf.py();
        let name = format!("update: {}", update.name).into_pyobject(py)?;
        slf.get().updates_received.fetch_add(1, Relaxed);
        let driver = Py::new(py, Driver::new(slf, Role::Update(update)))?;
        Self::spawn(slf, driver.bind(py).as_any(), name.as_any()).map(drop)
    }

    fn apply_activity(slf: &Bound<'_, Self>, seq: u32, resolution: ActivityResolution) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        if let ActivityResolution::Backoff {
            attempt,
            backoff,
            original_schedule_time,
        } = resolution
        {
            return Self::schedule_again(slf, seq, attempt, backoff, original_schedule_time);
        }
        let operation = this.pending.activities.lock().remove(&seq);
        this.pending.local_activities.lock().remove(&seq);
        let Some(operation) = operation else { return Ok(()) };
        let operation = operation.bind(py);
        let outcome = match resolution {
            ActivityResolution::Completed { result } => Ok(operation.get().result(py, result)?),
            ActivityResolution::Failed { failure } | ActivityResolution::Canceled { failure } => {
                Err(operation.get().raised(py, &failure)?)
            }
            ActivityResolution::Backoff { .. } => return Ok(()),
        };
        Operation::resolve(operation, outcome)
    }

    fn apply_child_start(slf: &Bound<'_, Self>, seq: u32, outcome: ChildStart) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        let Some(operation) = this.pending.child_starts.lock().remove(&seq) else {
            return Ok(());
        };
        let operation = operation.bind(py);
        let support = Names::get(py)?.support.bind(py);
        let error = match outcome {
            ChildStart::Started { run_id } => {
                return Operation::resolve(operation, Ok(run_id.into_pyobject(py)?.into_any().unbind()));
            }
            ChildStart::AlreadyExists {
                workflow_id,
                workflow_type,
            } => {
                let args = (workflow_id, workflow_type);
                PyErr::from_value(support.call_method1(intern!(py, "child_already_started"), args)?)
            }
            ChildStart::NamespaceNotFound { namespace } => {
                PyErr::from_value(support.call_method1(intern!(py, "namespace_not_found"), (namespace,))?)
            }
            ChildStart::InvalidVersioningOverride => {
                PyErr::from_value(support.call_method0(intern!(py, "invalid_versioning_override"))?)
            }
            ChildStart::Canceled { failure } => operation.get().raised(py, &failure)?,
        };
        // The handle's own task never gets a result: nobody has the handle.
        this.pending.children.lock().remove(&seq);
        Operation::resolve(operation, Err(error))
    }

    fn apply_child(slf: &Bound<'_, Self>, seq: u32, resolution: ChildResolution) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        let Some(operation) = this.pending.children.lock().remove(&seq) else {
            return Ok(());
        };
        let operation = operation.bind(py);
        let outcome = match resolution {
            ChildResolution::Completed { result } => Ok(operation.get().result(py, result)?),
            ChildResolution::Failed { failure } | ChildResolution::Canceled { failure } => {
                Err(operation.get().raised(py, &failure)?)
            }
        };
        Operation::resolve(operation, outcome)
    }

    fn resolve_delivery(
        slf: &Bound<'_, Self>,
        operation: Option<Py<Operation>>,
        failure: Option<Failure>,
    ) -> PyResult<()> {
        let py = slf.py();
        let Some(operation) = operation else { return Ok(()) };
        let outcome = match failure {
            None => Ok(py.None()),
            Some(failure) => Err(operation.get().raised(py, &failure)?),
        };
        Operation::resolve(operation.bind(py), outcome)
    }

    /// Forgets a timer and, unless it has fired already, has it canceled.
    pub(super) fn cancel_timer(&self, py: Python<'_>, seq: u32) -> PyResult<()> {
        if self.evicting.load(Relaxed) {
            return Ok(());
        }
        let timer = self.pending.timers.lock().remove(&seq);
        match timer {
            Some(_timer) => self.command(py, Command::CancelTimer { seq }, Vec::new()),
            None => Ok(()),
        }
    }

    /// The arguments of the run method, decoded once.
    fn start_arguments<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let decoded = self.decoded_arguments.lock().take();
        if let Some(args) = decoded {
            return Ok(args.into_iter().map(|arg| arg.into_bound(py)).collect());
        }
        self.decode_start(py)
    }

    pub(super) fn decode_start<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let payloads = std::mem::take(&mut *self.arguments.lock());
        let workflow: &Arc<_> = &self.workflow;
        if workflow.name.is_none() {
            return Ok(vec![self.raw_arguments(py, &payloads)?]);
        }
        self.decode_arguments(py, &payloads, workflow.arg_types.as_ref(), workflow.arg_types_len)
    }
}
