//! [`Made`]: a run in an instance that the user's runner made, spoken to in messages.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    time::{SystemTime, UNIX_EPOCH},
};

use everloop_machines::{Activation, Completion, activation::Initialize};
use everloop_messages::{
    Ledger, activation, completion, workflow_activation::WorkflowActivation,
    workflow_activation::remove_from_cache::EvictionReason,
};
use everloop_proto::failure::v1::Failure;
use everloop_worker::Eviction;
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::PyType,
};

use super::{
    api::start_record,
    interception::headers_to_py,
    log,
    outcome::{exception, plain_failure, task_failed},
    thread,
};
use crate::convert::{
    Converter,
    message::{from_py, to_py},
};

/// An instance and what is known of its run.
pub(super) struct Made {
    /// An `everloop.worker.WorkflowInstance`.
    instance: Py<PyAny>,
    ledger: Mutex<Ledger>,
    converter: Converter,
    workflow_type: String,
    run_id: String,
    /// When the last activation took place, and the length of the history by then.
    reached: Mutex<(SystemTime, u32)>,
    /// The thread that runs the activation, as Python identifies it; 0 between activations.
    thread_id: AtomicU64,
    /// Whether the activation was told from outside to end.
    interrupted: AtomicBool,
}

impl Made {
    /// Has the instance made. `maker` is an `everloop.worker._instances.InstanceMaker`.
    ///
    /// # Errors
    /// The failure of the task, if the runner raises.
    pub(super) fn new(
        py: Python<'_>,
        converter: &Converter,
        maker: &Bound<'_, PyAny>,
        start: &Initialize,
        now: SystemTime,
    ) -> Result<Self, Box<Failure>> {
        let mut made = Self {
            instance: py.None(),
            ledger: Mutex::default(),
            converter: converter.clone(),
            workflow_type: start.workflow_type.clone(),
            run_id: start.run_id.clone(),
            reached: Mutex::new((now, 0)),
            thread_id: AtomicU64::new(0),
            interrupted: AtomicBool::new(false),
        };
        match make(maker, start, now) {
            Ok(instance) => {
                made.instance = instance.unbind();
                Ok(made)
            }
            Err(error) => Err(Box::new(made.failure(py, &error))),
        }
    }

    /// Hands an activation to the instance. What it raises fails the task.
    pub(super) fn activate(&self, py: Python<'_>, activation: Activation) -> Completion {
        self.thread_id.store(thread::identity(), Relaxed);
        *self.reached.lock() = (activation.now, activation.history_length);
        let message = activation::write(&mut self.ledger.lock(), activation);
        let completion = self.exchange(py, &message);
        let _ = thread::was_interrupted(&self.thread_id, &self.interrupted);
        completion.unwrap_or_else(|error| task_failed(self.failure(py, &error)))
    }

    fn exchange(&self, py: Python<'_>, message: &WorkflowActivation) -> PyResult<Completion> {
        let answer = self.ask(py, message)?;
        if !answer.hasattr(intern!(py, "SerializeToString"))? {
            return Err(PyTypeError::new_err(format!(
                "activate of {} returned {}, not a WorkflowActivationCompletion",
                self.instance.bind(py).get_type().name()?,
                answer.get_type().name()?
            )));
        }
        let message = from_py(&answer)?;
        completion::read(&mut self.ledger.lock(), message).map_err(|error| {
            PyValueError::new_err(format!(
                "the completion of workflow {} cannot be used: {error}",
                self.workflow_type
            ))
        })
    }

    fn ask<'py>(&self, py: Python<'py>, message: &WorkflowActivation) -> PyResult<Bound<'py, PyAny>> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let class = CLASS.import(py, "everloop.bridge.proto.workflow_activation", "WorkflowActivation")?;
        self.instance
            .bind(py)
            .call_method1(intern!(py, "activate"), (to_py(class, message)?,))
    }

    /// Tells the instance that its run is no longer held.
    pub(super) fn forget(&self, py: Python<'_>, why: &Eviction) {
        let (now, history_length) = *self.reached.lock();
        let message = WorkflowActivation {
            timestamp: Some(now.into()),
            history_length,
            ..activation::removal(&self.run_id, why.to_string(), reason(why))
        };
        if let Err(error) = self.ask(py, &message) {
            self.report(py, &error, "report_failed_removal");
        }
    }

    /// Says where the instance is, and raises there.
    pub(super) fn interrupt(&self, py: Python<'_>) -> Option<String> {
        let said = self.instance.bind(py).call_method0(intern!(py, "get_thread_id"));
        // One that does not say runs where it was called.
        let thread = said.and_then(|said| said.extract::<Option<u64>>()).ok().flatten();
        let thread = thread.unwrap_or_else(|| self.thread_id.load(Relaxed));
        thread::interrupt(py, thread, &self.interrupted)
    }

    /// What the task fails with, also said in the log.
    fn failure(&self, py: Python<'_>, error: &PyErr) -> Failure {
        self.report(py, error, "report_activation_failure");
        let failure = exception(py, error).and_then(|error| self.converter.failure_from_exception(&error));
        failure.unwrap_or_else(|second| {
            plain_failure(format!(
                "failed converting activation exception: {second} (it was: {error})"
            ))
        })
    }

    fn report(&self, py: Python<'_>, error: &PyErr, how: &str) {
        if let Ok(error) = exception(py, error) {
            log::say(py, how, (error, &self.run_id));
        }
    }
}

/// The reason as messages call it.
fn reason(why: &Eviction) -> EvictionReason {
    match why {
        Eviction::CacheFull => EvictionReason::CacheFull,
        Eviction::CacheMiss => EvictionReason::CacheMiss,
        Eviction::Nondeterminism { .. } => EvictionReason::Nondeterminism,
        Eviction::RuntimeFailed { .. } => EvictionReason::LangFail,
        Eviction::Fatal { .. } => EvictionReason::Fatal,
        Eviction::HistoryUnavailable { .. } => EvictionReason::PaginationOrHistoryFetch,
        Eviction::TaskNotFound => EvictionReason::TaskNotFound,
        Eviction::UnhandledCommand => EvictionReason::UnhandledCommand,
        Eviction::Closed => EvictionReason::WorkflowExecutionEnding,
        Eviction::ReplayOver | Eviction::Shutdown => EvictionReason::LangRequested,
    }
}

fn make<'py>(maker: &Bound<'py, PyAny>, start: &Initialize, now: SystemTime) -> PyResult<Bound<'py, PyAny>> {
    let py = maker.py();
    let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let now_ns = i64::try_from(since_epoch.as_nanos()).unwrap_or(i64::MAX);
    let memo = start.memo.clone().unwrap_or_default().fields;
    let wrapped = py.import("everloop.api.common.v1")?.getattr("Payloads")?;
    let result = start.last_completion_result.clone().unwrap_or_default();
    let failure = start.continued_failure.as_deref();
    maker.call1((
        start_record(py, start, now_ns)?,
        headers_to_py(py, &memo)?,
        start.random_seed,
        to_py(&wrapped.cast_into::<PyType>()?, &result)?,
        failure
            .map(|failure| crate::convert::message::failure_to_py(py, failure))
            .transpose()?,
    ))
}
