//! Activities on their way into the user's asyncio loop, many at a time.

use std::sync::OnceLock;

use everloop_worker::{ActivityContext, ActivityExecutor, ActivityTask};
use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyBytes};

use super::attempt::ActivityAttempt;
use crate::{bridge::LoopHandle, convert::Converter};

/// Hands activities to an `ActivityHost` on the loop that the worker runs on.
pub(super) struct Executor {
    host: Py<PyAny>,
    converter: Converter,
    namespace: String,
    task_queue: String,
    /// Known once the worker runs; nothing is started before.
    event_loop: OnceLock<LoopHandle>,
}

impl Executor {
    pub(super) fn new(host: Py<PyAny>, converter: Converter, namespace: String, task_queue: String) -> Self {
        Self {
            host,
            converter,
            namespace,
            task_queue,
            event_loop: OnceLock::new(),
        }
    }

    /// Names the loop to run on. Only the first one counts.
    pub(super) fn run_on(&self, event_loop: LoopHandle) {
        let _ = self.event_loop.set(event_loop);
    }

    /// The converter for the payloads of one task.
    fn converter_for(&self, py: Python<'_>, task: &ActivityTask) -> PyResult<Converter> {
        static CONTEXT: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        if !self.converter.wants_context() {
            return Ok(self.converter.clone());
        }
        let of = &*task.task;
        let namespace = if of.workflow_namespace.is_empty() {
            &self.namespace
        } else {
            &of.workflow_namespace
        };
        let context = CONTEXT
            .import(py, "everloop.converter", "ActivitySerializationContext")?
            .call1((
                namespace,
                of.activity_id.as_str(),
                of.activity_type.as_ref().map(|of| of.name.as_str()),
                self.task_queue.as_str(),
                of.workflow_execution.as_ref().map(|of| of.workflow_id.as_str()),
                of.workflow_type.as_ref().map(|of| of.name.as_str()),
                task.is_local,
            ))?;
        self.converter.with_context(&context)
    }

    fn begin(&self, py: Python<'_>, task: ActivityTask, context: ActivityContext) -> PyResult<()> {
        let converter = self.converter_for(py, &task)?;
        let attempt = Bound::new(py, ActivityAttempt::new(task, context, converter))?;
        self.host.bind(py).call_method1(intern!(py, "start"), (attempt,))?;
        Ok(())
    }
}

/// Shared with the closures that wait in the loop's queue.
pub(super) struct Shared(pub(super) std::sync::Arc<Executor>);

impl ActivityExecutor for Shared {
    fn start(&self, task: ActivityTask, context: ActivityContext) {
        let executor = std::sync::Arc::clone(&self.0);
        let Some(event_loop) = self.0.event_loop.get() else {
            return;
        };
        event_loop.post(move |py| {
            if let Err(error) = executor.begin(py, task, context) {
                error.write_unraisable(py, Some(executor.host.bind(py)));
            }
        });
    }

    fn cancel(&self, context: &ActivityContext) {
        let executor = std::sync::Arc::clone(&self.0);
        let token = context.token().clone();
        let Some(event_loop) = self.0.event_loop.get() else {
            return;
        };
        event_loop.post(move |py| {
            let host = executor.host.bind(py);
            if let Err(error) = host.call_method1(intern!(py, "cancel"), (PyBytes::new(py, &token),)) {
                error.write_unraisable(py, Some(host));
            }
        });
    }
}
