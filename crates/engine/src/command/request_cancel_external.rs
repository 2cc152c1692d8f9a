//! `REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION`: a cancel request to another workflow, delivered within the same commit.

use everloop_proto::command::v1::RequestCancelExternalWorkflowExecutionCommandAttributes;
use everloop_proto::common::v1::WorkflowExecution;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::message::{Address, Body};
use crate::state::ExternalKind;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: RequestCancelExternalWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    check(draft, &command, completion)
        .map_err(|message| Bad::new(Cause::BadRequestCancelExternalWorkflowExecutionAttributes, message))?;
    let most = draft.ctx.limits.pending_cancels_max;
    if draft.next.recorded.externals.reach(ExternalKind::Cancel, most) {
        let message = format!(
            "the number of pending requests to cancel external workflows, {most}, has reached the per-workflow limit of {most}"
        );
        return Err(Bad::new(Cause::PendingRequestCancelLimitExceeded, message));
    }
    let identity = draft.next.identity.clone();
    let initiated = RequestCancelExternalWorkflowExecutionInitiatedEventAttributes {
        workflow_task_completed_event_id: completion.event_id,
        // Wire: as the command names it, be it with nothing.
        namespace: command.namespace,
        namespace_id: identity.namespace_id.clone(),
        workflow_execution: Some(WorkflowExecution {
            workflow_id: command.workflow_id.clone(),
            run_id: command.run_id.clone(),
        }),
        control: command.control,
        child_workflow_only: command.child_workflow_only,
        reason: command.reason.clone(),
    };
    let initiated_event_id = draft.append(trimmings.on(draft, initiated));
    let to = Address {
        namespace: identity.namespace.clone(),
        workflow_id: command.workflow_id,
        run_id: command.run_id,
    };
    let (reason, child_only) = (command.reason, command.child_workflow_only);
    draft.send(
        to,
        Body::Cancel {
            initiated_event_id,
            reason,
            child_only,
        },
    );
    Ok(())
}

fn check(
    draft: &Draft<'_, '_>,
    command: &RequestCancelExternalWorkflowExecutionCommandAttributes,
    completion: &Completion,
) -> Result<(), String> {
    let namespace = &command.namespace;
    let (id, run) = (&command.workflow_id, &command.run_id);
    let place = "RequestCancelExternalWorkflowExecutionCommand";
    if id.is_empty() {
        return Err(format!(
            "WorkflowId is not set on {place}. Namespace={namespace} RunId={run}"
        ));
    }
    let after = format!(" RunId={run} Namespace={namespace}");
    super::short_enough(("WorkflowId", id), place, ("", &after), draft.ctx.limits)?;
    if !super::is_run_id(run) {
        return Err(format!(
            "Invalid RunId set on {place}. WorkflowId={id} RunId={run} Namespace={namespace}"
        ));
    }
    if completion.children.contains(id) {
        return Err(format!(
            "Start and RequestCancel for child workflow is not allowed in same workflow task. WorkflowId={id} RunId={run} Namespace={namespace}"
        ));
    }
    super::same_namespace(draft, &command.namespace)
}
