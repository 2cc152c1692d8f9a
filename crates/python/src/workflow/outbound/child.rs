//! Child workflows.

use everloop_machines::{
    Command,
    completion::{CancellationType, StartChild},
};
use everloop_proto::{
    common::v1::SearchAttributes,
    enums::v1::{ParentClosePolicy, WorkflowIdReusePolicy},
};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

use super::{duration, headers, memo, priority, retry_policy};
use crate::{
    client::versioning_override,
    convert::Converter,
    workflow::{
        event_loop::WorkflowLoop,
        instance::must_current,
        operation::{Kind, Operation},
        python_names::Names,
    },
};

/// The options of a child, as the public signature has them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(in crate::workflow) struct ChildOptions<'py> {
    workflow: String,
    args: Vec<Bound<'py, PyAny>>,
    id: String,
    task_queue: Option<String>,
    cancellation_type: i32,
    parent_close_policy: i32,
    execution_timeout: Option<Bound<'py, PyAny>>,
    run_timeout: Option<Bound<'py, PyAny>>,
    task_timeout: Option<Bound<'py, PyAny>>,
    id_reuse_policy: i32,
    retry_policy: Option<Bound<'py, PyAny>>,
    cron_schedule: String,
    memo: Option<Bound<'py, PyDict>>,
    /// Encoded: a mapping of protobuf payloads.
    search_attributes: Option<Bound<'py, PyAny>>,
    headers: Option<Bound<'py, PyAny>>,
    versioning_intent: i32,
    versioning_override: Option<Bound<'py, PyAny>>,
    static_summary: Option<String>,
    static_details: Option<String>,
    priority: Option<Bound<'py, PyAny>>,
    ret_type: Option<Bound<'py, PyAny>>,
    event_groups: Option<Bound<'py, PyAny>>,
}

impl ChildOptions<'_> {
    fn command(&self, converter: &Converter, py: Python<'_>, seq: u32) -> PyResult<StartChild> {
        let search_attributes = self.search_attributes.as_ref();
        let search_attributes = search_attributes
            .map(|mapping| {
                Ok::<_, PyErr>(SearchAttributes {
                    indexed_fields: headers(Some(mapping))?,
                })
            })
            .transpose()?;
        Ok(StartChild {
            seq,
            namespace: String::new(),
            workflow_id: self.id.clone(),
            workflow_type: self.workflow.clone(),
            task_queue: self.task_queue.clone().unwrap_or_default(),
            input: converter.encode(py, &self.args)?,
            execution_timeout: duration("execution_timeout", self.execution_timeout.as_ref())?,
            run_timeout: duration("run_timeout", self.run_timeout.as_ref())?,
            task_timeout: duration("task_timeout", self.task_timeout.as_ref())?,
            parent_close_policy: ParentClosePolicy::try_from(self.parent_close_policy)
                .map_err(|_| PyValueError::new_err(format!("no parent close policy {}", self.parent_close_policy)))?,
            id_reuse_policy: WorkflowIdReusePolicy::try_from(self.id_reuse_policy)
                .map_err(|_| PyValueError::new_err(format!("no id reuse policy {}", self.id_reuse_policy)))?,
            retry_policy: retry_policy(self.retry_policy.as_ref())?,
            cron_schedule: self.cron_schedule.clone(),
            headers: headers(self.headers.as_ref())?,
            memo: memo(converter, self.memo.as_ref())?,
            search_attributes,
            cancellation_type: cancellation_type(self.cancellation_type),
            versioning_intent: self.versioning_intent,
            versioning_override: self.versioning_override.as_ref().map(versioning_override).transpose()?,
            priority: priority(self.priority.as_ref())?,
            user_metadata: WorkflowLoop::user_metadata(
                py,
                converter,
                self.static_summary.clone(),
                self.static_details.clone(),
            )?,
        })
    }
}

/// The cancellation type as the wire numbers it, which differs from that of activities.
fn cancellation_type(number: i32) -> CancellationType {
    match number {
        0 => CancellationType::Abandon,
        1 => CancellationType::TryCancel,
        3 => CancellationType::WaitCancellationRequested,
        _ => CancellationType::WaitCancellationCompleted,
    }
}

/// Starts a child. Returns an `Operation` that gives the run id, and the child's handle.
#[pyfunction]
pub(in crate::workflow) fn workflow_start_child<'py>(
    py: Python<'py>,
    options: ChildOptions<'py>,
) -> PyResult<(Py<Operation>, Bound<'py, PyAny>)> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "start child workflow")?;
    let markers = this.markers(py, options.event_groups.as_ref())?;
    let seq = this.pending.next_child();
    let converter = this.workflow_converter(py, "", &options.id)?;
    let command = options.command(&converter, py, seq)?;
    this.command(py, Command::StartChild(Box::new(command)), markers)?;
    let hint = options.ret_type.filter(|hint| !hint.is_none()).map(Bound::unbind);
    let result = Operation::new(&run, Kind::Child, seq, hint, converter.clone())?;
    let start = Operation::new(&run, Kind::ChildStart, seq, None, converter)?;
    this.pending.children.lock().insert(seq, result.clone_ref(py));
    this.pending.child_starts.lock().insert(seq, start.clone_ref(py));
    let name = format!("child: {}", options.workflow).into_pyobject(py)?;
    let class = Names::get(py)?.child_handle.bind(py);
    let handle = WorkflowLoop::spawn_as(&run, class, result.into_bound(py).as_any(), name.as_any())?;
    Ok((start, handle))
}
