//! How a run begins: from a client's request, under the policies for workflow ids.

use everloop_proto::workflowservice::v1::{SignalWithStartWorkflowExecutionRequest, StartWorkflowExecutionRequest};

use crate::{Birth, Context, Decision, Execution, HandedWorkflowTask, Reject, Status};

/// The namespace a run begins in, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    pub id: String,
    pub name: String,
}

/// What a request to start leads to. `existing` and `new` are to be committed together.
#[derive(Clone, Debug)]
pub struct StartDecision {
    /// What becomes of the current run of that workflow id: terminated, signaled, or nothing.
    pub existing: Option<Box<Decision>>,
    /// The run that begins, if one does.
    pub new: Option<Box<Birth>>,
    pub reply: StartReply,
}

/// The answer to a request to start.
#[derive(Clone, Debug, PartialEq)]
pub struct StartReply {
    pub run_id: String,
    pub first_execution_run_id: String,
    pub started: bool,
    pub status: Status,
    /// The first workflow task, if the request asked for it eagerly and may have it.
    pub eager_workflow_task: Option<Box<HandedWorkflowTask>>,
}

/// Decides on a request to start; `current` is the latest run of that workflow id, open or closed, if there is one.
pub fn start(
    request: StartWorkflowExecutionRequest,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<StartDecision, Reject> {
    let _ = (request, namespace, current, ctx);
    Err(Reject::Unsupported("start is not there yet".to_owned()))
}

/// Decides on a request to signal the open run of a workflow id, or to start one and signal it.
pub fn signal_with_start(
    request: SignalWithStartWorkflowExecutionRequest,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<StartDecision, Reject> {
    let _ = (request, namespace, current, ctx);
    Err(Reject::Unsupported("signal with start is not there yet".to_owned()))
}
