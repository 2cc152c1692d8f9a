//! Starting a workflow together with an update, in one request.

use std::sync::Arc;

use everloop_proto::{
    Api, Call, Code, RpcError,
    enums::v1::UpdateWorkflowExecutionLifecycleStage as Stage,
    errordetails::v1::MultiOperationExecutionFailure,
    failure::v1::MultiOperationExecutionAborted,
    update::v1::Outcome,
    workflowservice::v1::{
        ExecuteMultiOperationRequest, StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
        UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse,
        execute_multi_operation_request::{Operation, operation::Operation as Request},
        execute_multi_operation_response::response::Response,
    },
};
use prost::Name;
use pyo3::{intern, prelude::*};

use super::{
    core::ClientCore,
    read,
    start::{refused, type_name},
    update::{UpdateOutcome, update_request},
};
use crate::bridge::Failure;

/// What the server answered: the start, and how far the update came.
struct Answer {
    run_id: String,
    first_execution_run_id: String,
    update_run_id: String,
    outcome: Option<Outcome>,
}

#[pymethods]
impl ClientCore {
    /// Sends the start and the update of a `StartWorkflowUpdateWithStartInput` until the update is accepted at least.
    /// The outcome is `(run_id, first_execution_run_id, update_run_id, UpdateOutcome | None)`.
    fn update_with_start<'py>(
        &self,
        py: Python<'py>,
        input: &Bound<'py, PyAny>,
        update_id: String,
    ) -> PyResult<Bound<'py, PyAny>> {
        let call = read::call(input)?;
        let start_input = input.getattr(intern!(py, "start_workflow_input"))?;
        let update_input = input.getattr(intern!(py, "update_workflow_input"))?;
        let workflow_id: String = start_input.getattr(intern!(py, "id"))?.extract()?;
        let converter = self.converter(py, &workflow_id)?;
        let start = self.start_request(&start_input, &converter, workflow_id.clone())?;
        let execution = everloop_proto::common::v1::WorkflowExecution {
            workflow_id,
            run_id: String::new(),
        };
        let update = update_request(self, &update_input, &converter, execution, update_id)?;
        self.run(py, |api| async move {
            let names = (start.workflow_id.clone(), type_name(&start).to_owned());
            let answer = accepted(api, start, update, call)
                .await
                .map_err(|error| cause(error, names))?;
            Ok::<_, Failure>(move |py: Python<'_>| {
                let outcome = answer
                    .outcome
                    .map(|outcome| Bound::new(py, UpdateOutcome::of(outcome)))
                    .transpose()?;
                let first = Some(answer.first_execution_run_id).filter(|id| !id.is_empty());
                Ok((answer.run_id, first, answer.update_run_id, outcome)
                    .into_pyobject(py)?
                    .into_any()
                    .unbind())
            })
        })
    }
}

/// Wire: the server gives up waiting after a while and tells how far the update came; the same request asks again,
/// and finds what it began by its request id.
async fn accepted(
    api: Arc<dyn Api>,
    start: StartWorkflowExecutionRequest,
    update: UpdateWorkflowExecutionRequest,
    call: Call,
) -> Result<Answer, RpcError> {
    let request = ExecuteMultiOperationRequest {
        namespace: start.namespace.clone(),
        operations: vec![
            operation(Request::StartWorkflow(start)),
            operation(Request::UpdateWorkflow(update)),
        ],
        ..Default::default()
    };
    loop {
        let reply = api.execute_multi_operation(request.clone(), call.clone()).await?;
        let (mut started, mut updated) = (
            StartWorkflowExecutionResponse::default(),
            UpdateWorkflowExecutionResponse::default(),
        );
        for response in reply.responses.into_iter().filter_map(|it| it.response) {
            match response {
                Response::StartWorkflow(response) => started = response,
                Response::UpdateWorkflow(response) => updated = response,
            }
        }
        if updated.stage >= Stage::Accepted as i32 || updated.outcome.is_some() {
            return Ok(Answer {
                run_id: started.run_id,
                first_execution_run_id: started.first_execution_run_id,
                update_run_id: updated
                    .update_ref
                    .and_then(|update| update.workflow_execution)
                    .map(|run| run.run_id)
                    .unwrap_or_default(),
                outcome: updated.outcome,
            });
        }
    }
}

fn operation(request: Request) -> Operation {
    Operation {
        operation: Some(request),
    }
}

/// The failure of the operation that is at fault, which the failure of both wraps.
fn cause(error: RpcError, names: (String, String)) -> Failure {
    let statuses = error
        .detail::<MultiOperationExecutionFailure>()
        .map(|failure| failure.statuses)
        .unwrap_or_default();
    let at_fault = statuses.into_iter().find(|status| {
        let aborted = MultiOperationExecutionAborted::full_name();
        let was_aborted = status.details.first().is_some_and(|it| it.type_url.ends_with(&aborted));
        status.code != 0 && !was_aborted
    });
    match at_fault {
        Some(status) => refused(
            RpcError {
                code: Code::from_number(status.code),
                message: status.message,
                details: status.details,
            },
            names,
        ),
        None => error.into(),
    }
}
