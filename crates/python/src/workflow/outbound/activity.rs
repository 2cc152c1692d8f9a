//! Activities.

use everloop_machines::{
    Command,
    completion::{CancellationType, ScheduleActivity},
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
};

use super::{arguments, duration, headers, priority, retry_policy};
use crate::{
    convert::Converter,
    workflow::{
        event_loop::WorkflowLoop,
        instance::must_current,
        operation::{Kind, Operation},
        python_names::Names,
    },
};

/// What an activity is called, and the type hint of its result.
pub(super) struct Target {
    pub(super) name: String,
    pub(super) result: Option<Py<PyAny>>,
}

impl Target {
    /// Reads a reference to an activity: its name, or a decorated function or class.
    ///
    /// # Errors
    /// `TypeError` if it is neither, `ValueError` if it is the dynamic activity.
    pub(super) fn read(activity: &Bound<'_, PyAny>, result_type: Option<Bound<'_, PyAny>>) -> PyResult<Self> {
        let py = activity.py();
        let result_type = result_type
            .filter(|result_type| !result_type.is_none())
            .map(Bound::unbind);
        if let Ok(name) = activity.extract::<String>() {
            return Ok(Self {
                name,
                result: result_type,
            });
        }
        if !activity.is_callable() {
            return Err(PyTypeError::new_err("Activity must be a string or callable"));
        }
        let Some(definition) = activity.getattr_opt(intern!(py, "__everloop_activity_definition__"))? else {
            let name = activity
                .getattr("__name__")
                .map_or_else(|_| activity.to_string(), |name| name.to_string());
            return Err(PyTypeError::new_err(format!(
                "Activity {name} missing attributes, was it decorated with @activity.defn?"
            )));
        };
        let name: Option<String> = definition.getattr(intern!(py, "name"))?.extract()?;
        let Some(name) = name else {
            return Err(PyValueError::new_err("Cannot invoke dynamic activity explicitly"));
        };
        let hint = definition.getattr(intern!(py, "ret_type"))?;
        let result = result_type.or_else(|| (!hint.is_none()).then(|| hint.unbind()));
        Ok(Self { name, result })
    }
}

/// The cancellation type as the wire numbers it.
pub(super) fn cancellation_type(number: i32) -> CancellationType {
    match number {
        1 => CancellationType::WaitCancellationCompleted,
        2 => CancellationType::Abandon,
        _ => CancellationType::TryCancel,
    }
}

/// Refuses an activity that could run for ever.
pub(super) fn require_timeout<T>(start_to_close: Option<&T>, schedule_to_close: Option<&T>) -> PyResult<()> {
    if start_to_close.is_none() && schedule_to_close.is_none() {
        return Err(PyValueError::new_err(
            "Activity must have start_to_close_timeout or schedule_to_close_timeout",
        ));
    }
    Ok(())
}

/// Schedules an activity. Returns an `Operation` to await, or with `as_task` an `ActivityHandle`.
#[pyfunction]
#[allow(
    clippy::too_many_arguments,
    reason = "the public signature's options, passed on without a record in between"
)]
pub(in crate::workflow) fn workflow_start_activity<'py>(
    py: Python<'py>,
    activity: &Bound<'py, PyAny>,
    arg: Bound<'py, PyAny>,
    args: &Bound<'py, PyAny>,
    task_queue: Option<String>,
    result_type: Option<Bound<'py, PyAny>>,
    schedule_to_close_timeout: Option<Bound<'py, PyAny>>,
    schedule_to_start_timeout: Option<Bound<'py, PyAny>>,
    start_to_close_timeout: Option<Bound<'py, PyAny>>,
    heartbeat_timeout: Option<Bound<'py, PyAny>>,
    retry: Option<Bound<'py, PyAny>>,
    cancellation: i32,
    activity_id: Option<String>,
    versioning_intent: Option<i32>,
    summary: Option<String>,
    priorities: Option<Bound<'py, PyAny>>,
    header_payloads: Option<Bound<'py, PyAny>>,
    disable_eager_execution: bool,
    event_groups: Option<Bound<'py, PyAny>>,
    as_task: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "start activity")?;
    let target = Target::read(activity, result_type)?;
    let args = arguments(arg, args)?;
    require_timeout(start_to_close_timeout.as_ref(), schedule_to_close_timeout.as_ref())?;
    let retry_policy = retry_policy(retry.as_ref())?;
    let markers = this.markers(py, event_groups.as_ref())?;
    let converter = this.activity_converter(
        py,
        activity_id.as_deref(),
        &target.name,
        task_queue.as_deref().unwrap_or_default(),
        false,
    )?;
    let seq = this.pending.next_activity();
    let command = ScheduleActivity {
        seq,
        activity_id: activity_id.unwrap_or_default(),
        activity_type: target.name.clone(),
        task_queue: task_queue.unwrap_or_default(),
        headers: headers(header_payloads.as_ref())?,
        arguments: converter.encode(py, &args)?,
        schedule_to_close_timeout: duration("schedule_to_close_timeout", schedule_to_close_timeout.as_ref())?,
        schedule_to_start_timeout: duration("schedule_to_start_timeout", schedule_to_start_timeout.as_ref())?,
        start_to_close_timeout: duration("start_to_close_timeout", start_to_close_timeout.as_ref())?,
        heartbeat_timeout: duration("heartbeat_timeout", heartbeat_timeout.as_ref())?,
        retry_policy,
        cancellation_type: cancellation_type(cancellation),
        eager_execution_disabled: disable_eager_execution || this.shared.disable_eager_activity_execution,
        versioning_intent: versioning_intent.unwrap_or_default(),
        priority: priority(priorities.as_ref())?,
        user_metadata: WorkflowLoop::user_metadata(py, &converter, summary, None)?,
    };
    this.command(py, Command::ScheduleActivity(Box::new(command)), markers)?;
    await_activity(&run, seq, target, converter, as_task)
}

/// What the caller awaits.
pub(super) fn await_activity<'py>(
    run: &Bound<'py, WorkflowLoop>,
    seq: u32,
    target: Target,
    converter: Converter,
    as_task: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let py = run.py();
    let operation = Operation::new(run, Kind::Activity { as_task }, seq, target.result, converter)?;
    run.get().pending.activities.lock().insert(seq, operation.clone_ref(py));
    let operation = operation.into_bound(py).into_any();
    if !as_task {
        return Ok(operation);
    }
    let name = format!("activity: {}", target.name).into_pyobject(py)?;
    WorkflowLoop::spawn_as(run, Names::get(py)?.activity_handle.bind(py), &operation, name.as_any())
}
