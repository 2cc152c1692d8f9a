//! Whom the payloads of commands belong to, for converters that want to know.
//!
//! Converters with no interest in it are used as they are: nothing is made for them.

use pyo3::prelude::*;

use super::event_loop::WorkflowLoop;
use crate::convert::Converter;

impl WorkflowLoop {
    /// The converter for what is exchanged with an activity. An empty task queue stands for the workflow's.
    pub(super) fn activity_converter(
        &self,
        py: Python<'_>,
        activity_id: Option<&str>,
        activity_type: &str,
        task_queue: &str,
        is_local: bool,
    ) -> PyResult<Converter> {
        let shared = &self.shared.converter;
        if !shared.wants_context() {
            return Ok(self.converter.clone());
        }
        let start = &self.start;
        let task_queue = if task_queue.is_empty() {
            &start.task_queue
        } else {
            task_queue
        };
        let context = py
            .import("everloop.converter")?
            .getattr("ActivitySerializationContext")?
            .call1((
                &start.namespace,
                activity_id.filter(|id| !id.is_empty()),
                activity_type,
                task_queue,
                &start.workflow_id,
                &start.workflow_type,
                is_local,
            ))?;
        shared.with_context(&context)
    }

    /// The converter for what is exchanged with another workflow.
    pub(super) fn workflow_converter(&self, py: Python<'_>, namespace: &str, workflow_id: &str) -> PyResult<Converter> {
        let shared = &self.shared.converter;
        if !shared.wants_context() {
            return Ok(self.converter.clone());
        }
        let namespace = if namespace.is_empty() {
            &self.start.namespace
        } else {
            namespace
        };
        let class = py
            .import("everloop.converter")?
            .getattr("WorkflowSerializationContext")?;
        shared.with_context(&class.call1((namespace, workflow_id))?)
    }
}
