//! The class `_core.Replayer`: histories against Python's workflows, without a server.

use std::sync::Arc;

use everloop_machines::RunOptions;
use everloop_proto::{enums::v1::WorkflowTaskFailedCause, history::v1::History};
use everloop_worker::ReplayError;
use prost::Message as _;
use pyo3::{
    exceptions::{PyRuntimeError, PyValueError},
    prelude::*,
    types::PyBytes,
};

use super::{passage::PythonPassage, process_end::Threads, threads::OnKnownThreads};
use crate::{
    bridge::{self, Failure, LoopHandle},
    convert::Converter,
    workflow::PythonRuntime,
};

/// Replays histories.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Replayer {
    replayer: Arc<everloop_worker::Replayer>,
    passage: Option<PythonPassage>,
}

#[pymethods]
impl Replayer {
    #[new]
    #[pyo3(signature = (runtime_options, *, namespace, task_queue, build_id, data_converter, passage))]
    fn new(
        runtime_options: &Bound<'_, PyAny>,
        namespace: String,
        task_queue: String,
        build_id: String,
        data_converter: &Bound<'_, PyAny>,
        passage: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let passage = match passage {
            Some(host) => Some(PythonPassage::new(host, Converter::of(data_converter)?)?),
            None => None,
        };
        let runtime = Arc::new(OnKnownThreads {
            runtime: PythonRuntime::new(runtime_options)?,
            passage: passage.clone(),
            threads: Arc::<Threads>::default(),
        });
        let options = RunOptions {
            namespace,
            task_queue,
            build_id,
            ..RunOptions::default()
        };
        Ok(Self {
            replayer: Arc::new(everloop_worker::Replayer::new(runtime, options)),
            passage,
        })
    }

    /// Replays an encoded `History`. The outcome is `None`, or what went wrong: whether it is the code that changed,
    /// and a text.
    fn replay<'py>(
        &self,
        py: Python<'py>,
        workflow_id: String,
        history: &Bound<'_, PyBytes>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let history = History::decode(history.as_bytes())
            .map_err(|error| PyValueError::new_err(format!("not an encoded History: {error}")))?;
        if let Some(passage) = &self.passage {
            passage.run_on(LoopHandle::current(py)?);
        }
        let replayer = Arc::clone(&self.replayer);
        bridge::spawned(py, async move {
            let replay = move || replayer.replay_blocking(&workflow_id, history.events);
            let outcome = tokio::task::spawn_blocking(replay).await;
            let outcome = outcome.map_err(|error| Failure::from(PyRuntimeError::new_err(error.to_string())))?;
            Ok::<_, Failure>(move |py: Python<'_>| {
                Ok(outcome.err().map(described).into_pyobject(py)?.into_any().unbind())
            })
        })
    }
}

fn described(error: ReplayError) -> (bool, String) {
    match error {
        ReplayError::NoStart { .. } => (false, error.to_string()),
        ReplayError::Failed(failed) => {
            let differs = failed.cause == WorkflowTaskFailedCause::NonDeterministicError;
            (differs, failed.failure.message)
        }
    }
}
