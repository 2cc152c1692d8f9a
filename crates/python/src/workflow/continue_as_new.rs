//! Continue-as-new: the request travels in the exception that ends the run.

use everloop_machines::completion::ContinueAsNew;
use everloop_proto::{common::v1::SearchAttributes, sdk::v1::EventGroupMarker};
use parking_lot::Mutex;
use pyo3::{exceptions::PyRuntimeError, prelude::*, types::PyDict};

use super::{
    instance::must_current,
    outbound::{duration, headers, memo, retry_policy},
};

/// The command, and whose handler it is of, until the exception has reached the top.
#[pyclass(frozen, module = "everloop._core", name = "ContinueAsNewRequest")]
pub(super) struct Request(Mutex<Option<(Box<ContinueAsNew>, Vec<EventGroupMarker>)>>);

impl Request {
    /// Takes the command out.
    ///
    /// # Errors
    /// `RuntimeError` if it was taken before.
    pub(super) fn take(&self) -> PyResult<(Box<ContinueAsNew>, Vec<EventGroupMarker>)> {
        self.0
            .lock()
            .take()
            .ok_or_else(|| PyRuntimeError::new_err("this continue-as-new was done already"))
    }
}

/// The options, as the public signature has them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct Options<'py> {
    workflow: Option<String>,
    args: Vec<Bound<'py, PyAny>>,
    task_queue: Option<String>,
    run_timeout: Option<Bound<'py, PyAny>>,
    task_timeout: Option<Bound<'py, PyAny>>,
    backoff_start_interval: Option<Bound<'py, PyAny>>,
    retry_policy: Option<Bound<'py, PyAny>>,
    memo: Option<Bound<'py, PyDict>>,
    /// Encoded: a mapping of protobuf payloads.
    search_attributes: Option<Bound<'py, PyAny>>,
    headers: Option<Bound<'py, PyAny>>,
    versioning_intent: i32,
    initial_versioning_behavior: i32,
    event_groups: Option<Bound<'py, PyAny>>,
}

/// Prepares the command that an exception then carries.
#[pyfunction]
pub(super) fn workflow_continue_as_new(py: Python<'_>, options: Options<'_>) -> PyResult<Request> {
    let run = must_current(py)?;
    let this = run.get();
    this.may_act(py, "continue as new")?;
    let search_attributes = options
        .search_attributes
        .map(|mapping| {
            Ok::<_, PyErr>(SearchAttributes {
                indexed_fields: headers(Some(&mapping))?,
            })
        })
        .transpose()?;
    let markers = this.markers(py, options.event_groups.as_ref())?;
    let command = ContinueAsNew {
        workflow_type: options.workflow.unwrap_or_default(),
        task_queue: options.task_queue.unwrap_or_default(),
        arguments: this.converter.encode(py, &options.args)?,
        run_timeout: duration("run_timeout", options.run_timeout.as_ref())?,
        task_timeout: duration("task_timeout", options.task_timeout.as_ref())?,
        backoff_start_interval: duration("backoff_start_interval", options.backoff_start_interval.as_ref())?,
        memo: memo(&this.converter, options.memo.as_ref())?,
        headers: headers(options.headers.as_ref())?,
        search_attributes,
        retry_policy: retry_policy(options.retry_policy.as_ref())?,
        versioning_intent: options.versioning_intent,
        initial_versioning_behavior: options.initial_versioning_behavior,
    };
    Ok(Request(Mutex::new(Some((Box::new(command), markers)))))
}
