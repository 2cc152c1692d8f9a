//! [`PythonRuntime`]: the runs of one worker, by run id.

use std::{any::Any, collections::HashMap, sync::Arc};

use everloop_machines::{Activation, Completion, Job, activation::Initialize};
use everloop_proto::failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo};
use everloop_worker::WorkflowRuntime;
use parking_lot::Mutex;
use pyo3::{intern, prelude::*};

use super::{
    event_loop::{Seed, SeedBox, WorkflowLoop},
    options::Shared,
    outcome::{plain_failure, task_failed},
    python_names::Names,
    thread,
};

/// Runs the Python workflows of one worker.
pub(crate) struct PythonRuntime {
    shared: Arc<Shared>,
    runs: Mutex<HashMap<String, Py<WorkflowLoop>>>,
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

    /// The run of an activation, and whether it starts with it.
    fn find_or_create<'py>(
        &self,
        py: Python<'py>,
        activation: &mut Activation,
    ) -> Result<(Bound<'py, WorkflowLoop>, bool), Box<Failure>> {
        if let Some(run) = self.runs.lock().get(&activation.run_id) {
            return Ok((run.bind(py).clone(), false));
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
        let seed = Seed {
            shared: self.shared.clone(),
            workflow,
            start,
        };
        let run =
            create(py, seed).map_err(|error| plain_failure(format!("cannot create the workflow run: {error}")))?;
        self.runs.lock().insert(activation.run_id.clone(), run.clone().unbind());
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
        let logged = Names::get(py).and_then(|names| {
            let args = (&message, &start.workflow_id, run_id);
            names
                .support
                .bind(py)
                .call_method1(intern!(py, "report_unknown_workflow"), args)
        });
        if let Err(error) = logged {
            error.write_unraisable(py, None);
        }
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

fn create(py: Python<'_>, seed: Seed) -> PyResult<Bound<'_, WorkflowLoop>> {
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
            Ok((run, starts)) => WorkflowLoop::activate(&run, activation, starts),
            Err(failure) => task_failed(*failure),
        })
    }

    fn evict(&self, run_id: &str) {
        let run = self.runs.lock().remove(run_id);
        if let Some(run) = run {
            Python::attach(|py| {
                WorkflowLoop::tear_down(run.bind(py));
                drop(run);
            });
        }
    }

    fn interrupt(&self, run_id: &str) -> Option<String> {
        let run = Python::attach(|py| self.runs.lock().get(run_id).map(|run| run.clone_ref(py)))?;
        Python::attach(|py| thread::interrupt(py, run.get()))
    }

    fn whereabouts(&self, run_id: &str) -> Option<String> {
        Python::attach(|py| {
            let run = self.runs.lock().get(run_id).map(|run| run.clone_ref(py))?;
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
            let run = self.runs.lock().get(run_id).map(|run| run.clone_ref(py))?;
            run.get().places.words(py, place)
        })
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
                WorkflowLoop::tear_down(run.bind(py));
            }
            drop(runs);
        });
    }
}
