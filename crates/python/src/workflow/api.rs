//! The functions behind `everloop.workflow`: what workflow code can ask about its run.

use std::sync::atomic::Ordering::Relaxed;

use everloop_machines::activation::Initialize;
use everloop_proto::common::v1::Payload;
use pyo3::{
    exceptions::PyValueError,
    prelude::*,
    types::{PyDict, PyType},
};

use super::{
    definition::Handler,
    event_loop::WorkflowLoop,
    handlers::HandlerKind,
    instance::{current, must_current},
    interception::headers_to_py,
};
use crate::convert::message::to_py;

/// The run whose code is running on this thread, or `None`.
#[pyfunction]
pub(super) fn workflow_current(py: Python<'_>) -> Option<Bound<'_, WorkflowLoop>> {
    current(py)
}

/// The outermost outbound interceptor, or `None` if there are no interceptors.
#[pyfunction]
pub(super) fn workflow_outbound(py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
    Ok(must_current(py)?
        .get()
        .interception()
        .map(|interception| interception.outbound.clone_ref(py)))
}

/// Workflow time in nanoseconds since 1970.
#[pyfunction]
pub(super) fn workflow_time_ns(py: Python<'_>) -> PyResult<i64> {
    Ok(must_current(py)?.get().now_ns.load(Relaxed))
}

/// Whether nothing that the code does is new: in a replay, and while the run is torn down.
#[pyfunction]
pub(super) fn workflow_is_replaying(py: Python<'_>) -> PyResult<bool> {
    let run = must_current(py)?;
    let this = run.get();
    Ok(this.evicting.load(Relaxed) || this.turn.lock().is_replaying)
}

#[pyfunction]
pub(super) fn workflow_is_read_only(py: Python<'_>) -> PyResult<bool> {
    Ok(must_current(py)?.get().read_only.load(Relaxed))
}

/// History length, history size, whether to continue as new, build id, deployment name, whether the target
/// version changed.
#[pyfunction]
pub(super) fn workflow_turn(py: Python<'_>) -> PyResult<(u32, u64, bool, String, String, bool)> {
    let run = must_current(py)?;
    let turn = run.get().turn.lock();
    Ok((
        turn.history_length,
        turn.history_size_bytes,
        turn.continue_as_new_suggested,
        turn.build_id.clone(),
        turn.deployment_name.clone(),
        turn.target_version_changed,
    ))
}

/// What `Info` is made of.
#[pyfunction]
pub(super) fn workflow_start<'py>(py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let run = must_current(py)?;
    let this = run.get();
    start_record(py, &this.start, this.now_ns.load(Relaxed))
}

/// What the `Info` of a run is made of whose first task began at `now_ns`.
pub(super) fn start_record<'py>(py: Python<'py>, start: &Initialize, now_ns: i64) -> PyResult<Bound<'py, PyDict>> {
    let record = PyDict::new(py);
    record.set_item("attempt", start.attempt)?;
    record.set_item("continued_run_id", &start.continued_run_id)?;
    record.set_item(
        "cron_schedule",
        Some(&start.cron_schedule).filter(|cron| !cron.is_empty()),
    )?;
    record.set_item("execution_timeout", start.execution_timeout)?;
    record.set_item("first_execution_run_id", &start.first_execution_run_id)?;
    record.set_item("headers", headers_to_py(py, &start.headers)?)?;
    record.set_item("namespace", &start.namespace)?;
    record.set_item("original_execution_run_id", &start.original_execution_run_id)?;
    let parent = start.parent.as_ref();
    record.set_item(
        "parent",
        parent.map(|one| (&one.namespace, &one.run_id, &one.workflow_id)),
    )?;
    record.set_item(
        "root",
        start.root.as_ref().map(|root| (&root.run_id, &root.workflow_id)),
    )?;
    let priority = start.priority.as_ref();
    record.set_item(
        "priority",
        priority.map(|one| (one.priority_key, &one.fairness_key, f64::from(one.fairness_weight))),
    )?;
    record.set_item(
        "retry_policy",
        message(py, "common", "RetryPolicy", start.retry_policy.as_deref())?,
    )?;
    record.set_item("run_id", &start.run_id)?;
    record.set_item("run_timeout", start.run_timeout)?;
    let attributes = start.search_attributes.as_ref();
    record.set_item(
        "search_attributes",
        message(py, "common", "SearchAttributes", attributes)?,
    )?;
    record.set_item("start_time_ns", now_ns)?;
    record.set_item("task_queue", &start.task_queue)?;
    record.set_item("task_timeout", start.task_timeout)?;
    record.set_item("workflow_id", &start.workflow_id)?;
    record.set_item("workflow_start_time", start.start_time)?;
    record.set_item("workflow_type", &start.workflow_type)?;
    Ok(record)
}

fn message<'py>(
    py: Python<'py>,
    package: &str,
    class: &str,
    message: Option<&impl prost::Message>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(message) = message else { return Ok(None) };
    let class = py
        .import(format!("everloop.api.{package}.v1"))?
        .getattr(class)?
        .cast_into::<PyType>()?;
    to_py(&class, message).map(Some)
}

/// The `Info` of the run, once it was made; pass one to keep it.
#[pyfunction]
#[pyo3(signature = (made=None))]
pub(super) fn workflow_kept_info(py: Python<'_>, made: Option<Py<PyAny>>) -> PyResult<Option<Py<PyAny>>> {
    let run = must_current(py)?;
    let mut kept = run.get().info.lock();
    if made.is_some() {
        *kept = made;
    }
    Ok(kept.as_ref().map(|info| info.clone_ref(py)))
}

/// Run id, workflow id, workflow type, task queue, namespace, attempt: what log lines say.
#[pyfunction]
pub(super) fn workflow_identity(py: Python<'_>) -> PyResult<(String, String, String, String, String, u32)> {
    let run = must_current(py)?;
    let start = &run.get().start;
    Ok((
        start.run_id.clone(),
        start.workflow_id.clone(),
        start.workflow_type.clone(),
        start.task_queue.clone(),
        start.namespace.clone(),
        start.attempt,
    ))
}

#[pyfunction]
pub(super) fn workflow_instance(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    must_current(py)?.get().workflow_object(py)
}

#[pyfunction]
pub(super) fn workflow_random(py: Python<'_>) -> PyResult<Py<PyAny>> {
    let run = must_current(py)?;
    run.get().may_act(py, "random")?;
    run.get().random.generator(py)
}

#[pyfunction]
pub(super) fn workflow_random_seed(py: Python<'_>) -> PyResult<u64> {
    let run = must_current(py)?;
    Ok(run.get().random.seed())
}

#[pyfunction]
pub(super) fn workflow_on_reseed(py: Python<'_>, callback: Py<PyAny>) -> PyResult<()> {
    let run = must_current(py)?;
    run.get().may_act(py, "register random seed callback")?;
    run.get().random.on_reseed(callback);
    Ok(())
}

#[pyfunction]
pub(super) fn workflow_all_handlers_finished(py: Python<'_>) -> PyResult<bool> {
    Ok(must_current(py)?.get().handlers.all_finished())
}

#[pyfunction]
pub(super) fn workflow_cancellation_reason(py: Python<'_>) -> PyResult<Option<String>> {
    Ok(must_current(py)?.get().cancel_reason.lock().clone())
}

#[pyfunction]
pub(super) fn workflow_get_current_details(py: Python<'_>) -> PyResult<String> {
    Ok(must_current(py)?.get().current_details.lock().clone())
}

#[pyfunction]
pub(super) fn workflow_set_current_details(py: Python<'_>, details: String) -> PyResult<()> {
    let run = must_current(py)?;
    run.get().may_act(py, "set current details")?;
    *run.get().current_details.lock() = details;
    Ok(())
}

#[pyfunction]
pub(super) fn workflow_payload_converter(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    must_current(py)?.get().converter.payload_converter(py)
}

#[pyfunction]
pub(super) fn workflow_extern_functions(py: Python<'_>) -> PyResult<Py<PyAny>> {
    Ok(must_current(py)?.get().shared.extern_functions.clone_ref(py))
}

/// The worker's metric meter, or `None`.
#[pyfunction]
pub(super) fn workflow_metric_meter(py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
    Ok(must_current(py)?
        .get()
        .shared
        .metric_meter
        .as_ref()
        .map(|meter| meter.clone_ref(py)))
}

#[pyfunction]
pub(super) fn workflow_is_failure_exception(py: Python<'_>, error: &Bound<'_, PyAny>) -> PyResult<bool> {
    let run = must_current(py)?;
    run.get().is_failure(py, &PyErr::from_value(error.clone()))
}

/// The result of the previous run in a list of one, or an empty list.
#[pyfunction]
pub(super) fn workflow_last_completion_result<'py>(
    py: Python<'py>,
    hint: Option<Bound<'py, PyAny>>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let run = must_current(py)?;
    let this = run.get();
    let payloads: &[Payload] = this
        .start
        .last_completion_result
        .as_ref()
        .map_or(&[], |payloads| payloads.payloads.as_slice());
    payloads
        .iter()
        .take(1)
        .map(|payload| this.converter.decode_one(py, payload, hint.as_ref()))
        .collect()
}

#[pyfunction]
pub(super) fn workflow_last_failure(py: Python<'_>) -> PyResult<Option<Bound<'_, PyAny>>> {
    let run = must_current(py)?;
    let this = run.get();
    let failure = this.start.continued_failure.as_deref();
    failure
        .map(|failure| this.converter.exception_from_failure(py, failure))
        .transpose()
}

fn parse_kind(kind: &str) -> PyResult<HandlerKind> {
    HandlerKind::parse(kind).ok_or_else(|| PyValueError::new_err(format!("no kind of handler {kind}")))
}

/// The handler set for a name, or the dynamic one for `None`, as a callable; `None` if there is none.
#[pyfunction]
pub(super) fn workflow_get_handler<'py>(
    py: Python<'py>,
    kind: &str,
    name: Option<&str>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let run = must_current(py)?;
    let handler = run.get().exact_handler(parse_kind(kind)?, name);
    handler
        .map(|handler| run.get().bind_handler(py, &handler.function, handler.is_method))
        .transpose()
}

/// The validator of the update of that name, if there are both.
#[pyfunction]
pub(super) fn workflow_get_validator<'py>(py: Python<'py>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let run = must_current(py)?;
    let Some(handler) = run.get().handler(HandlerKind::Update, name) else {
        return Ok(None);
    };
    let validator = handler.validator.as_ref();
    validator
        .map(|validator| run.get().bind_handler(py, validator, handler.is_method))
        .transpose()
}

/// Sets the handler of a name to a Python `HandlerDefinition`, or removes it.
#[pyfunction]
pub(super) fn workflow_set_handler(
    py: Python<'_>,
    kind: &str,
    name: Option<String>,
    definition: Option<Bound<'_, PyAny>>,
) -> PyResult<()> {
    let run = must_current(py)?;
    run.get().may_act(py, &format!("set {kind} handler"))?;
    let handler = definition.map(|definition| Handler::read(&definition)).transpose()?;
    WorkflowLoop::set_handler(&run, parse_kind(kind)?, name, handler)
}
