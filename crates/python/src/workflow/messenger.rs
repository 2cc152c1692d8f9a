//! [`Messenger`]: a run in a loop of this runtime's, for those who activate it by messages themselves.
//!
//! It is what the instances of everloop's own runners are, when a runner that users wrote asks for them. Nothing of it is
//! made for runs whose runner leaves instances alone.

use std::sync::{Arc, atomic::Ordering::Relaxed};

use everloop_machines::{Activation, Job, payloads::Owner};
use everloop_messages::{
    Ledger,
    activation::{self, Read, Surroundings},
    completion,
    workflow_activation::WorkflowActivation,
    workflow_completion::{Success, WorkflowActivationCompletion, workflow_activation_completion::Status},
};
use parking_lot::Mutex;
use prost::Message as _;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
    types::PyBytes,
};

use super::{
    event_loop::{Seed, WorkflowLoop},
    options::Shared,
    runtime::create,
};
use crate::worker::owners::Owners;

/// One run, activated by messages.
#[pyclass(frozen, module = "everloop._core", name = "WorkflowMessenger")]
pub(super) struct Messenger {
    shared: Arc<Shared>,
    /// The run's `Info`.
    info: Py<PyAny>,
    namespace: String,
    task_queue: String,
    run_id: String,
    random_seed: u64,
    run: Mutex<Option<Py<WorkflowLoop>>>,
    ledger: Mutex<Ledger>,
    owners: Mutex<Owners>,
}

#[pymethods]
impl Messenger {
    /// A run of the one workflow that the `RuntimeOptions` name.
    #[new]
    fn new(options: &Bound<'_, PyAny>, info: &Bound<'_, PyAny>, random_seed: u64) -> PyResult<Self> {
        Ok(Self {
            shared: Arc::new(Shared::read(options)?),
            namespace: info.getattr("namespace")?.extract()?,
            task_queue: info.getattr("task_queue")?.extract()?,
            run_id: info.getattr("run_id")?.extract()?,
            info: info.clone().unbind(),
            random_seed,
            run: Mutex::default(),
            ledger: Mutex::default(),
            owners: Mutex::default(),
        })
    }

    /// Activates the run by an encoded `WorkflowActivation`; the answer is an encoded `WorkflowActivationCompletion`.
    ///
    /// # Errors
    /// `ValueError` if the message cannot be used, `RuntimeError` if the run has not begun and does not begin with it.
    fn activate<'py>(&self, py: Python<'py>, message: &Bound<'py, PyBytes>) -> PyResult<Bound<'py, PyBytes>> {
        let unusable = |error: &dyn std::fmt::Display| {
            PyValueError::new_err(format!("the activation of run {} cannot be used: {error}", self.run_id))
        };
        let message = WorkflowActivation::decode(message.as_bytes()).map_err(|error| unusable(&error))?;
        let around = Surroundings {
            namespace: &self.namespace,
            task_queue: &self.task_queue,
        };
        let read = activation::read(&mut self.ledger.lock(), around, message).map_err(|error| unusable(&error))?;
        let answer = match read {
            Read::Activation(activation) => self.work(py, *activation)?,
            Read::Removal => {
                self.forget(py);
                nothing()
            }
        };
        Ok(PyBytes::new(py, &answer.encode_to_vec()))
    }

    /// The thread that runs its code right now, as Python identifies it.
    fn thread_id(&self, py: Python<'_>) -> Option<u64> {
        let run = self.run.lock().as_ref().map(|run| run.clone_ref(py))?;
        Some(run.get().thread_id.load(Relaxed)).filter(|thread| *thread != 0)
    }

    /// Whom the payloads of a command belong to, as a tuple that begins with the kind; `None` before the run began.
    fn whom<'py>(&self, py: Python<'py>, kind: &str, seq: u32) -> PyResult<Option<Bound<'py, PyAny>>> {
        let owner = match kind {
            "activity" => Owner::Activity(seq),
            "child" => Owner::Child(seq),
            "signaled" => Owner::Signaled(seq),
            "nexus" => Owner::Nexus(seq),
            _ => Owner::Workflow,
        };
        let whom = self.owners.lock().whom(&self.run_id, owner);
        whom.map(|whom| whom.to_py(py)).transpose()
    }
}

impl Messenger {
    fn work(&self, py: Python<'_>, mut activation: Activation) -> PyResult<WorkflowActivationCompletion> {
        {
            let mut owners = self.owners.lock();
            owners.see_start(&activation);
            owners.see_answers(&activation);
        }
        let (run, starts) = self.find_or_create(py, &mut activation)?;
        let completion = WorkflowLoop::activate(&run, activation, starts);
        self.owners.lock().see_commands(&self.run_id, &completion);
        Ok(completion::write(&mut self.ledger.lock(), completion))
    }

    /// The run, and whether it starts with this activation.
    fn find_or_create<'py>(
        &self,
        py: Python<'py>,
        activation: &mut Activation,
    ) -> PyResult<(Bound<'py, WorkflowLoop>, bool)> {
        if let Some(run) = &*self.run.lock() {
            return Ok((run.bind(py).clone(), false));
        }
        let position = activation.jobs.iter().position(|job| matches!(job, Job::Initialize(_)));
        let (Some(Job::Initialize(mut start)), Some(workflow)) = (
            position.map(|position| activation.jobs.remove(position)),
            self.shared.only_workflow(),
        ) else {
            let message = format!("run {} has not begun, and is gone if it had", self.run_id);
            return Err(PyRuntimeError::new_err(message));
        };
        start.random_seed = self.random_seed;
        let seed = Seed {
            shared: self.shared.clone(),
            workflow,
            start,
        };
        let run = create(py, seed)?;
        *run.get().info.lock() = Some(self.info.clone_ref(py));
        *self.run.lock() = Some(run.clone().unbind());
        Ok((run, true))
    }

    fn forget(&self, py: Python<'_>) {
        let run = self.run.lock().take();
        if let Some(run) = run {
            WorkflowLoop::tear_down(run.bind(py));
            drop(run);
        }
    }
}

/// The answer to an activation that asks for nothing more.
fn nothing() -> WorkflowActivationCompletion {
    WorkflowActivationCompletion {
        status: Some(Status::Successful(Success::default())),
        ..WorkflowActivationCompletion::default()
    }
}
