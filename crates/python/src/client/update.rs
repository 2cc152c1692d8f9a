//! Updates: sending one, and waiting for what comes of it.

use std::sync::Arc;

use everloop_proto::{
    Api, Call, Reply,
    common::v1::WorkflowExecution,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    update::v1::{self as wire, Outcome, UpdateRef, WaitPolicy, outcome::Value},
    workflowservice::v1::{PollWorkflowExecutionUpdateRequest, UpdateWorkflowExecutionRequest},
};
use prost::Message;
use pyo3::{exceptions::PyValueError, intern, prelude::*, types::PyBytes};

use super::{
    control::value,
    core::{ClientCore, execution},
    read,
};
use crate::convert::Converter;

/// What came of an update. Python keeps it until somebody asks.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct UpdateOutcome(Outcome);

impl UpdateOutcome {
    pub(super) fn of(outcome: Outcome) -> Self {
        Self(outcome)
    }
}

#[pymethods]
impl UpdateOutcome {
    #[new]
    fn new(encoded: &Bound<'_, PyBytes>) -> PyResult<Self> {
        Outcome::decode(encoded.as_bytes())
            .map(Self)
            .map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// The encoded `Outcome`.
    fn encoded<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.encode_to_vec())
    }
}

#[pymethods]
impl ClientCore {
    /// Sends the update of a `StartWorkflowUpdateInput` until it is accepted at least. The outcome is
    /// `(run_id, UpdateOutcome | None)`.
    fn start_update<'py>(
        &self,
        py: Python<'py>,
        input: &Bound<'py, PyAny>,
        update_id: String,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (call, execution) = (read::call(input)?, execution(input)?);
        let converter = self.converter(py, &execution.workflow_id)?;
        let mut request = update_request(self, input, &converter, execution, update_id)?;
        request.first_execution_run_id = read::text(input, intern!(py, "first_execution_run_id"))?;
        self.run(py, |api| async move {
            let (run_id, outcome) = accepted(api, request, call).await?;
            Ok::<_, everloop_proto::RpcError>(move |py: Python<'_>| {
                let outcome = outcome
                    .map(|outcome| Bound::new(py, UpdateOutcome(outcome)))
                    .transpose()?;
                Ok((run_id, outcome).into_pyobject(py)?.into_any().unbind())
            })
        })
    }

    /// Waits for what comes of an update. The outcome is an `UpdateOutcome`.
    fn poll_update<'py>(
        &self,
        py: Python<'py>,
        workflow_id: String,
        run_id: Option<String>,
        update_id: String,
        rpc_metadata: &Bound<'py, PyAny>,
        rpc_timeout: Option<std::time::Duration>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = Call {
            timeout: rpc_timeout,
            metadata: read::metadata(rpc_metadata)?,
            ..Call::default()
        };
        let execution = WorkflowExecution {
            workflow_id,
            run_id: run_id.unwrap_or_default(),
        };
        let request = PollWorkflowExecutionUpdateRequest {
            namespace: self.namespace.clone(),
            update_ref: Some(UpdateRef {
                workflow_execution: Some(execution),
                update_id,
            }),
            identity: self.identity.clone(),
            wait_policy: Some(WaitPolicy {
                lifecycle_stage: Stage::Completed as i32,
            }),
        };
        self.run(py, |api| async move {
            let outcome = completed(api, request, call).await?;
            Ok::<_, everloop_proto::RpcError>(move |py: Python<'_>| {
                Ok(Bound::new(py, UpdateOutcome(outcome))?.into_any().unbind())
            })
        })
    }

    /// `(value, None)` for a result, `(None, exception)` for a failure.
    fn update_result<'py>(
        &self,
        py: Python<'py>,
        outcome: &Bound<'py, UpdateOutcome>,
        workflow_id: &str,
        ret_type: Option<Py<PyAny>>,
    ) -> PyResult<(Py<PyAny>, Option<Bound<'py, PyAny>>)> {
        let converter = self.converter(py, workflow_id)?;
        match outcome.get().0.value.clone() {
            Some(Value::Failure(failure)) => Ok((py.None(), Some(converter.exception_from_failure(py, &failure)?))),
            Some(Value::Success(payloads)) => Ok((value(py, &converter, Some(payloads), ret_type)?, None)),
            None => Ok((py.None(), None)),
        }
    }
}

/// The request of an update input, without what only an update of its own can say.
pub(super) fn update_request(
    core: &ClientCore,
    input: &Bound<'_, PyAny>,
    converter: &Converter,
    execution: WorkflowExecution,
    update_id: String,
) -> PyResult<UpdateWorkflowExecutionRequest> {
    let py = input.py();
    Ok(UpdateWorkflowExecutionRequest {
        namespace: core.namespace.clone(),
        workflow_execution: Some(execution),
        wait_policy: Some(WaitPolicy {
            lifecycle_stage: read::number(&input.getattr(intern!(py, "wait_for_stage"))?)?,
        }),
        request: Some(wire::Request {
            meta: Some(wire::Meta {
                update_id,
                identity: core.identity.clone(),
            }),
            input: Some(wire::Input {
                header: read::header(&input.getattr(intern!(py, "headers"))?)?,
                name: input.getattr(intern!(py, "update"))?.extract()?,
                args: core.payloads(converter, input, intern!(py, "args"))?,
            }),
            ..Default::default()
        }),
        ..Default::default()
    })
}

/// Wire: the server gives up waiting after a while and tells how far the update came; the same request
/// asks again.
async fn accepted(
    api: Arc<dyn Api>,
    request: UpdateWorkflowExecutionRequest,
    call: Call,
) -> Reply<(Option<String>, Option<Outcome>)> {
    loop {
        let reply = api.update_workflow_execution(request.clone(), call.clone()).await?;
        if reply.stage >= Stage::Accepted as i32 || reply.outcome.is_some() {
            let run_id = reply
                .update_ref
                .and_then(|update| update.workflow_execution)
                .map(|run| run.run_id);
            return Ok((run_id.filter(|id| !id.is_empty()), reply.outcome));
        }
    }
}

async fn completed(api: Arc<dyn Api>, request: PollWorkflowExecutionUpdateRequest, call: Call) -> Reply<Outcome> {
    loop {
        let reply = api
            .poll_workflow_execution_update(request.clone(), call.clone())
            .await?;
        if let Some(outcome) = reply.outcome {
            return Ok(outcome);
        }
    }
}
