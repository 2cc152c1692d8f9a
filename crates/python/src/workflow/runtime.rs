//! [`PythonRuntime`]: the runs of one worker, by run id.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use everloop_machines::{Activation, Completion, Job, activation::Initialize};
use everloop_proto::failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo};
use everloop_worker::{Eviction, WorkflowRuntime};
use parking_lot::Mutex;
use pyo3::{intern, prelude::*};

use super::{
    event_loop::{Seed, SeedBox, WorkflowLoop},
    log,
    made::Made,
    options::Shared,
    outcome::{plain_failure, task_failed},
    python_names::Names,
    thread,
};

/// Runs the Python workflows of one worker.
pub(crate) struct PythonRuntime {
    shared: Arc<Shared>,
    runs: Mutex<HashMap<String, Held>>,
}

/// A run that a worker holds.
enum Held {
    /// In a loop of this runtime's.
    Loop(Py<WorkflowLoop>),
    /// In an instance that the user's runner made.
    Made(Arc<Made>),
}

impl Held {
    fn clone_ref(&self, py: Python<'_>) -> Self {
        match self {
            Self::Loop(run) => Self::Loop(run.clone_ref(py)),
            Self::Made(made) => Self::Made(Arc::clone(made)),
        }
    }

    /// The loop, if that is what it is in.
    fn into_loop(self) -> Option<Py<WorkflowLoop>> {
        match self {
            Self::Loop(run) => Some(run),
            Self::Made(_) => None,
        }
    }

    fn forget(&self, py: Python<'_>, why: &Eviction) {
        match self {
            Self::Loop(run) => WorkflowLoop::tear_down(run.bind(py)),
            Self::Made(made) => made.forget(py, why),
        }
    }
}

impl PythonRuntime {
    /// Makes the runtime that `options`, a Python `RuntimeOptions`, describes.
    ///
    /// # Errors
    /// What reading the options or the definitions in them raises.
    pub(crate) fn new(options: &Bound<'_, PyAny>) -> PyResult<Self> {
        Names::get(options.py())?;
        Ok(Self {
            shared: Arc::new(Shared::read(options)?),
            runs: Mutex::default(),
        })
    }

    /// How many runs are held.
    pub(crate) fn len(&self) -> usize {
        self.runs.lock().len()
    }

    /// A run that is held already.
    fn held(&self, py: Python<'_>, run_id: &str) -> Option<Held> {
        self.runs.lock().get(run_id).map(|run| run.clone_ref(py))
    }

    /// The run of an activation, and whether its loop starts with it.
    fn find_or_create(&self, py: Python<'_>, activation: &mut Activation) -> Result<(Held, bool), Box<Failure>> {
        if let Some(run) = self.held(py, &activation.run_id) {
            return Ok((run, false));
        }
        let is_start = |job: &Job| matches!(job, Job::Initialize(_));
        let position = activation.jobs.iter().position(is_start);
        let Some(Job::Initialize(start)) = position.map(|position| activation.jobs.remove(position)) else {
            return Err(Box::new(plain_failure(format!(
                "the worker does not hold run {}",
                activation.run_id
            ))));
        };
        let Some(workflow) = self.shared.workflow(&start.workflow_type) else {
            return Err(self.unknown_workflow(py, &start, &activation.run_id));
        };
        let run = if let Some(maker) = &workflow.maker {
            let made = Made::new(py, &self.shared.converter, maker.bind(py), &start, activation.now)?;
            // The instance is given the start as well.
            activation
                .jobs
                .insert(position.unwrap_or_default(), Job::Initialize(start));
            Held::Made(Arc::new(made))
        } else {
            let seed = Seed {
                shared: self.shared.clone(),
                workflow,
                start,
            };
            let run =
                create(py, seed).map_err(|error| plain_failure(format!("cannot create the workflow run: {error}")))?;
            Held::Loop(run.unbind())
        };
        self.runs.lock().insert(activation.run_id.clone(), run.clone_ref(py));
        Ok((run, true))
    }

    /// Says in the log and to the server that nobody registered the workflow's class.
    fn unknown_workflow(&self, py: Python<'_>, start: &Initialize, run_id: &str) -> Box<Failure> {
        let name = &start.workflow_type;
        let known = self
            .shared
            .workflows
            .keys()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let message = format!("Workflow class {name} is not registered on this worker, available workflows: {known}");
        log::say(py, "report_unknown_workflow", (&message, &start.workflow_id, run_id));
        let info = ApplicationFailureInfo {
            r#type: "NotFoundError".to_owned(),
            ..ApplicationFailureInfo::default()
        };
        Box::new(Failure {
            failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
            ..plain_failure(message)
        })
    }
}

/// A loop for a run.
pub(super) fn create(py: Python<'_>, seed: Seed) -> PyResult<Bound<'_, WorkflowLoop>> {
    let seed = Py::new(py, SeedBox(Mutex::new(Some(seed))))?;
    Ok(Names::get(py)?
        .loop_class
        .bind(py)
        .call1((seed,))?
        .cast_into::<WorkflowLoop>()?)
}

impl WorkflowRuntime for PythonRuntime {
    fn activate(&self, mut activation: Activation) -> Completion {
        Python::attach(|py| match self.find_or_create(py, &mut activation) {
            Ok((Held::Loop(run), starts)) => WorkflowLoop::activate(run.bind(py), activation, starts),
            Ok((Held::Made(made), _)) => made.activate(py, activation),
            Err(failure) => task_failed(*failure),
        })
    }

    fn evict(&self, run_id: &str, why: &Eviction) {
        let run = self.runs.lock().remove(run_id);
        if let Some(run) = run {
            Python::attach(|py| {
                if self.shared.logs_evictions {
                    log::say(py, "report_eviction", (why.to_string(), run_id));
                }
                run.forget(py, why);
                drop(run);
            });
        }
    }

    fn interrupt(&self, run_id: &str) -> Option<String> {
        Python::attach(|py| match self.held(py, run_id)? {
            Held::Loop(run) => thread::interrupt(py, run.get().thread_id.load(Relaxed), &run.get().interrupted),
            Held::Made(made) => made.interrupt(py),
        })
    }

    fn deadlocked(&self, run_id: &str, message: &str, stack: Option<&str>) {
        // Nobody waits for it, so it may come when the interpreter is gone.
        let _ = Python::try_attach(|py| log::say(py, "report_deadlock", (message, stack, run_id)));
    }

    fn whereabouts(&self, run_id: &str) -> Option<String> {
        Python::attach(|py| {
            let run = self.held(py, run_id)?.into_loop()?;
            let tasks = run.get().tasks.snapshot(py);
            let support = Names::get(py).ok()?.support.bind(py);
            support
                .call_method1(intern!(py, "whereabouts"), (tasks,))
                .ok()?
                .extract()
                .ok()
        })
    }

    fn place(&self, run_id: &str, place: u64) -> Option<String> {
        Python::attach(|py| {
            let run = self.held(py, run_id)?.into_loop()?;
            run.get().places.words(py, place)
        })
    }

    fn mismatch_fails_workflow(&self, workflow_type: &str) -> bool {
        let workflow = self.shared.workflow(workflow_type);
        workflow.is_some_and(|workflow| workflow.mismatch_fails)
    }

    fn enter_thread(&self) -> Box<dyn Any> {
        Box::new(thread::Attached::new())
    }
}

impl Drop for PythonRuntime {
    fn drop(&mut self) {
        let runs = std::mem::take(&mut *self.runs.lock());
        if runs.is_empty() {
            return;
        }
        // At the end of the process there is no interpreter left to take them down in.
        let _ = Python::try_attach(|py| {
            for run in runs.values() {
                run.forget(py, &Eviction::Shutdown);
            }
            drop(runs);
        });
    }
}
