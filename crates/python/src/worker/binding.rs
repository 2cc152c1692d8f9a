//! The class `_core.Worker`: a Rust worker with Python's workflows and activities.

use std::sync::Arc;

use everloop_worker::{ActivityExecutor, Error, WorkflowRuntime};
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
};

use super::{
    executor::{Executor, Shared},
    options::WorkerOptions,
    passage::PythonPassage,
    process_end::{Threads, WorkflowThreads},
    supplier::PythonSuppliers,
    threads::OnKnownThreads,
};
use crate::{
    bridge::{self, Failure, LoopHandle},
    client::{Connection, Workers},
    convert::Converter,
    telemetry::metrics_of,
    workflow::PythonRuntime,
};

/// A worker of one task queue.
#[pyclass(frozen, weakref, module = "everloop._core")]
pub(crate) struct Worker {
    worker: Arc<everloop_worker::Worker>,
    /// Those that use the same connection now.
    workers: Mutex<Arc<Workers>>,
    executor: Option<Arc<Executor>>,
    passage: Option<PythonPassage>,
    suppliers: Option<PythonSuppliers>,
    threads: Arc<Threads>,
}

#[pymethods]
impl Worker {
    /// A worker that serves workflows if it is given `runtime_options`, activities if it is given an `activity_host`.
    #[new]
    #[pyo3(signature = (connection, options, *, runtime, runtime_options, activity_host, data_converter, passage, suppliers=None))]
    #[allow(clippy::too_many_arguments, reason = "the parts of a worker, each optional")]
    fn new(
        connection: &Bound<'_, Connection>,
        options: WorkerOptions,
        runtime: &Bound<'_, PyAny>,
        runtime_options: Option<&Bound<'_, PyAny>>,
        activity_host: Option<Py<PyAny>>,
        data_converter: &Bound<'_, PyAny>,
        passage: Option<&Bound<'_, PyAny>>,
        suppliers: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let api = connection.get().api()?;
        let mut options = options.resolve()?;
        options.metrics = metrics_of(runtime)?;
        let runtime = runtime_options.map(PythonRuntime::new).transpose()?;
        let passage = match passage {
            Some(host) => Some(PythonPassage::new(host, Converter::of(data_converter)?)?),
            None => None,
        };
        let threads = Arc::<Threads>::default();
        let runtime = runtime.map(|runtime| {
            let (passage, threads) = (passage.clone(), Arc::clone(&threads));
            Arc::new(OnKnownThreads {
                runtime,
                passage,
                threads,
            }) as Arc<dyn WorkflowRuntime>
        });
        let executor = match activity_host {
            Some(host) => {
                let converter = Converter::of(data_converter)?;
                let (namespace, task_queue) = (options.namespace.clone(), options.task_queue.clone());
                Some(Arc::new(Executor::new(host, converter, namespace, task_queue)))
            }
            None => None,
        };
        let shared = executor
            .as_ref()
            .map(|executor| Arc::new(Shared(Arc::clone(executor))) as Arc<dyn ActivityExecutor>);
        let mut worker = everloop_worker::Worker::new(api, options, runtime, shared).map_err(|error| raised(&error))?;
        let suppliers = suppliers.map(PythonSuppliers::new).transpose()?;
        if let Some(own) = &suppliers {
            worker = worker.with_suppliers(own.suppliers.clone());
        }
        Ok(Self {
            worker: Arc::new(worker),
            workers: Mutex::new(Arc::clone(connection.get().workers())),
            executor,
            passage,
            suppliers,
            threads,
        })
    }

    /// The threads that run its workflows.
    fn workflow_threads(&self) -> WorkflowThreads {
        WorkflowThreads(Arc::clone(&self.threads))
    }

    /// Makes sure that the namespace is there.
    fn validate<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let worker = Arc::clone(&self.worker);
        bridge::spawned(py, async move {
            worker.check_namespace().await.map(|()| none).map_err(failure)
        })
    }

    /// Says that the worker is about to run: workflows that clients of its connection start may begin in it.
    fn announce(&self) {
        self.worker.announce();
        self.workers.lock().add(&self.worker);
    }

    /// Serves the task queue until it is shut down.
    fn run<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if let Some(executor) = &self.executor {
            executor.run_on(LoopHandle::current(py)?);
        }
        if let Some(passage) = &self.passage {
            passage.run_on(LoopHandle::current(py)?);
        }
        if let Some(suppliers) = &self.suppliers {
            suppliers.run_on(&LoopHandle::current(py)?);
        }
        let worker = Arc::clone(&self.worker);
        bridge::spawned(py, async move { worker.run().await.map(|()| none).map_err(failure) })
    }

    /// Waits until the end of the worker begins.
    fn shutdown_begun<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let worker = Arc::clone(&self.worker);
        bridge::spawned(py, async move {
            worker.shutdown_begun().await;
            Ok::<_, Failure>(none)
        })
    }

    /// Begins the end of the worker.
    fn shutdown(&self) {
        self.worker.shutdown();
    }

    /// Makes all further calls through another connection.
    fn replace_connection(&self, connection: &Bound<'_, Connection>) -> PyResult<()> {
        self.worker.replace_api(connection.get().api()?);
        let workers = Arc::clone(connection.get().workers());
        let before = std::mem::replace(&mut *self.workers.lock(), Arc::clone(&workers));
        before.remove(&self.worker);
        workers.add(&self.worker);
        Ok(())
    }
}

fn none(py: Python<'_>) -> PyResult<Py<PyAny>> {
    Ok(py.None())
}

fn failure(error: Error) -> Failure {
    Failure::from(raised(&error))
}

/// What a worker's error is in Python.
fn raised(error: &Error) -> PyErr {
    match error {
        Error::Options(what) => PyValueError::new_err(what.clone()),
        Error::Namespace { .. } => PyRuntimeError::new_err(format!("Worker validation failed: {error}")),
        Error::Thread(_) | Error::RunTwice => PyRuntimeError::new_err(error.to_string()),
    }
}
