//! What the policies for workflow ids make of a request to start, given the latest run of that id.

use everloop_proto::common::v1::Payloads;
use everloop_proto::enums::v1::{WorkflowIdConflictPolicy, WorkflowIdReusePolicy};
use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;
use everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::task::ENGINE_IDENTITY;
use crate::{Context, Decision, Execution, Reject, Reply, Status, close, payload, task};

/// What to do.
pub(super) enum Verdict {
    /// Begin a run.
    New,
    /// Terminate the open run and begin another.
    Replace,
    /// Answer with the run there is.
    Existing { started: bool },
}

pub(super) fn judge(request: &StartWorkflowExecutionRequest, current: Option<&Execution>) -> Result<Verdict, Reject> {
    let Some(current) = current else {
        return Ok(Verdict::New);
    };
    // A request that comes again, because its answer was lost, is not another one: not even if the run is over by now.
    if current.start_request_id() == request.request_id {
        return Ok(Verdict::Existing { started: true });
    }
    if current.is_attached(&request.request_id) {
        return Ok(Verdict::Existing { started: false });
    }
    let reuse = request.workflow_id_reuse_policy();
    if !current.status().is_running() {
        return closed(request, current, reuse);
    }
    match request.workflow_id_conflict_policy() {
        _ if reuse == WorkflowIdReusePolicy::TerminateIfRunning => Ok(Verdict::Replace),
        WorkflowIdConflictPolicy::TerminateExisting => Ok(Verdict::Replace),
        WorkflowIdConflictPolicy::UseExisting => Ok(Verdict::Existing { started: false }),
        WorkflowIdConflictPolicy::Fail | WorkflowIdConflictPolicy::Unspecified => Err(conflict(
            current,
            format!(
                "Workflow execution is already running. WorkflowId: {}, RunId: {}.",
                request.workflow_id, current.identity.run_id
            ),
        )),
    }
}

/// Whether the open run is to be taken as it is.
pub(super) fn uses_existing(request: &StartWorkflowExecutionRequest) -> bool {
    request.workflow_id_conflict_policy() == WorkflowIdConflictPolicy::UseExisting
}

fn closed(
    request: &StartWorkflowExecutionRequest,
    current: &Execution,
    reuse: WorkflowIdReusePolicy,
) -> Result<Verdict, Reject> {
    let (id, run) = (&request.workflow_id, &current.identity.run_id);
    match reuse {
        WorkflowIdReusePolicy::AllowDuplicateFailedOnly if current.status() == Status::Completed => Err(conflict(
            current,
            format!(
                "Workflow execution already finished successfully. WorkflowId: {id}, RunId: {run}. Workflow Id reuse policy: allow duplicate workflow Id if last run failed."
            ),
        )),
        WorkflowIdReusePolicy::RejectDuplicate => Err(conflict(
            current,
            format!(
                "Workflow execution already finished. WorkflowId: {id}, RunId: {run}. Workflow Id reuse policy: reject duplicate workflow Id."
            ),
        )),
        WorkflowIdReusePolicy::Unspecified
        | WorkflowIdReusePolicy::AllowDuplicate
        | WorkflowIdReusePolicy::AllowDuplicateFailedOnly
        | WorkflowIdReusePolicy::TerminateIfRunning => Ok(Verdict::New),
    }
}

fn conflict(current: &Execution, message: String) -> Reject {
    Reject::AlreadyStarted {
        message,
        start_request_id: current.start_request_id().to_owned(),
        run_id: current.identity.run_id.clone(),
        first_execution_run_id: current.started().first_execution_run_id.clone(),
    }
}

/// Ends the open run in favour of the run with that id.
pub(super) fn terminate(current: &Execution, new_run_id: &str, ctx: &mut Context<'_>) -> Decision {
    let mut draft = Draft::of(current, ctx);
    task::close_started(&mut draft);
    let details = payload::json_text(&format!("terminated by new runID: {new_run_id}"));
    draft.emit(WorkflowExecutionTerminatedEventAttributes {
        reason: "TerminateIfRunning WorkflowIdReusePolicy".to_owned(),
        details: Some(Payloads {
            payloads: vec![details],
        }),
        identity: ENGINE_IDENTITY.to_owned(),
    });
    close::settle(&mut draft);
    draft.finish(Ok(Reply::Done))
}
