//! Starting a workflow, with or without a signal.

use everloop_proto::{
    Code, RpcError,
    errordetails::v1::WorkflowExecutionAlreadyStartedFailure,
    workflowservice::v1::{SignalWithStartWorkflowExecutionRequest, StartWorkflowExecutionRequest},
};
use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyDict};
use uuid::Uuid;

use super::{core::ClientCore, read};
use crate::{
    bridge::Failure,
    convert::{Converter, message},
};

#[pymethods]
impl ClientCore {
    /// Starts the workflow of a `StartWorkflowInput`. The outcome is `(run_id, first_execution_run_id)`.
    fn start_workflow<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let call = read::call(input)?;
        let workflow_id: String = input.getattr(intern!(py, "id"))?.extract()?;
        let converter = self.converter(py, &workflow_id)?;
        let signal = read::some(input, intern!(py, "start_signal"))?;
        let request = self.start_request(input, &converter, workflow_id)?;
        let names = (request.workflow_id.clone(), type_name(&request).to_owned());
        let Some(signal) = signal else {
            let wants_eager: bool = input.getattr(intern!(py, "request_eager_start"))?.extract()?;
            let (slot, request_eager_execution) = if wants_eager {
                self.eager_slot(&request)
            } else {
                (None, false)
            };
            let request = StartWorkflowExecutionRequest {
                request_eager_execution,
                ..request
            };
            return self.run(py, |api| async move {
                match api.start_workflow_execution(request, call).await {
                    Ok(reply) => {
                        if let (Some(slot), Some(task)) = (slot, reply.eager_workflow_task) {
                            slot.begin(task);
                        }
                        Ok(started(reply.run_id, Some(reply.first_execution_run_id)))
                    }
                    Err(error) => Err(refused(error, names)),
                }
            });
        };
        let signal_args = self.payloads(&converter, input, intern!(py, "start_signal_args"))?;
        let request = with_signal(request, signal.extract()?, signal_args);
        self.run(py, |api| async move {
            match api.signal_with_start_workflow_execution(request, call).await {
                Ok(reply) => Ok(started(reply.run_id, Some(reply.first_execution_run_id))),
                Err(error) => Err(refused(error, names)),
            }
        })
    }
}

impl ClientCore {
    pub(super) fn start_request(
        &self,
        input: &Bound<'_, PyAny>,
        converter: &Converter,
        workflow_id: String,
    ) -> PyResult<StartWorkflowExecutionRequest> {
        let py = input.py();
        let get = |name| input.getattr(name);
        let summary = read::some(input, intern!(py, "static_summary"))?;
        let details = read::some(input, intern!(py, "static_details"))?;
        let some = |name| read::some(input, name);
        Ok(StartWorkflowExecutionRequest {
            namespace: self.namespace.clone(),
            workflow_id,
            workflow_type: read::workflow_type(get(intern!(py, "workflow"))?.extract()?),
            task_queue: read::task_queue(get(intern!(py, "task_queue"))?.extract()?),
            input: self.payloads(converter, input, intern!(py, "args"))?,
            workflow_execution_timeout: read::duration(input, intern!(py, "execution_timeout"))?,
            workflow_run_timeout: read::duration(input, intern!(py, "run_timeout"))?,
            workflow_task_timeout: read::duration(input, intern!(py, "task_timeout"))?,
            identity: self.identity.clone(),
            request_id: Uuid::new_v4().to_string(),
            workflow_id_reuse_policy: read::number(&get(intern!(py, "id_reuse_policy"))?)?,
            workflow_id_conflict_policy: read::number(&get(intern!(py, "id_conflict_policy"))?)?,
            retry_policy: some(intern!(py, "retry_policy"))?
                .map(|policy| read::retry_policy(&policy))
                .transpose()?,
            cron_schedule: get(intern!(py, "cron_schedule"))?.extract()?,
            memo: self.memo(converter, input)?,
            search_attributes: some(intern!(py, "search_attributes"))?
                .map(|attributes| read::search_attributes(&attributes))
                .transpose()?,
            header: read::header(&get(intern!(py, "headers"))?)?,
            workflow_start_delay: read::duration(input, intern!(py, "start_delay"))?,
            user_metadata: read::user_metadata(converter, summary.as_ref(), details.as_ref())?,
            priority: Some(read::priority(&get(intern!(py, "priority"))?)?),
            versioning_override: some(intern!(py, "versioning_override"))?
                .map(|value| read::versioning_override(&value))
                .transpose()?,
            time_skipping_config: some(intern!(py, "time_skipping_config"))?
                .map(|config| message::from_py(&config))
                .transpose()?,
            ..Default::default()
        })
    }
}

fn with_signal(
    start: StartWorkflowExecutionRequest,
    signal_name: String,
    signal_input: Option<everloop_proto::common::v1::Payloads>,
) -> SignalWithStartWorkflowExecutionRequest {
    SignalWithStartWorkflowExecutionRequest {
        namespace: start.namespace,
        workflow_id: start.workflow_id,
        workflow_type: start.workflow_type,
        task_queue: start.task_queue,
        input: start.input,
        workflow_execution_timeout: start.workflow_execution_timeout,
        workflow_run_timeout: start.workflow_run_timeout,
        workflow_task_timeout: start.workflow_task_timeout,
        identity: start.identity,
        request_id: start.request_id,
        workflow_id_reuse_policy: start.workflow_id_reuse_policy,
        workflow_id_conflict_policy: start.workflow_id_conflict_policy,
        retry_policy: start.retry_policy,
        cron_schedule: start.cron_schedule,
        memo: start.memo,
        search_attributes: start.search_attributes,
        header: start.header,
        workflow_start_delay: start.workflow_start_delay,
        user_metadata: start.user_metadata,
        priority: start.priority,
        versioning_override: start.versioning_override,
        time_skipping_config: start.time_skipping_config,
        signal_name,
        signal_input,
        ..Default::default()
    }
}

pub(super) fn type_name(request: &StartWorkflowExecutionRequest) -> &str {
    request.workflow_type.as_ref().map_or("", |named| &named.name)
}

/// Servers before 1.32 leave the first run out.
fn started(
    run_id: String,
    first_execution_run_id: Option<String>,
) -> impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send + 'static {
    move |py: Python<'_>| {
        let first = first_execution_run_id.filter(|id| !id.is_empty());
        Ok((run_id, first).into_pyobject(py)?.into_any().unbind())
    }
}

/// A start that met a workflow of the same id is an error of its own.
pub(super) fn refused(error: RpcError, (workflow_id, workflow_type): (String, String)) -> Failure {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let running = (error.code == Code::AlreadyExists)
        .then(|| error.detail::<WorkflowExecutionAlreadyStartedFailure>())
        .flatten();
    let Some(running) = running else { return error.into() };
    Failure::made(move |py: Python<'_>| {
        let make = || {
            let class = CLASS.import(py, "everloop.exceptions", "WorkflowAlreadyStartedError")?;
            let options = PyDict::new(py);
            options.set_item("run_id", running.run_id)?;
            if !running.first_execution_run_id.is_empty() {
                options.set_item("first_run_id", running.first_execution_run_id)?;
            }
            class.call((workflow_id, workflow_type), Some(&options))
        };
        make().map_or_else(|failed: PyErr| failed, PyErr::from_value)
    })
}
