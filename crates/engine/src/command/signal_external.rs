//! `SIGNAL_EXTERNAL_WORKFLOW_EXECUTION`: a signal to another workflow, delivered within the same commit.

use everloop_proto::command::v1::SignalExternalWorkflowExecutionCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::SignalExternalWorkflowExecutionInitiatedEventAttributes;
use prost::Message as _;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;
use crate::message::{Address, Body, Signal};
use crate::state::ExternalKind;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: SignalExternalWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    check(draft, &command).map_err(|message| Bad::new(Cause::BadSignalWorkflowExecutionAttributes, message))?;
    let limits = draft.ctx.limits;
    if command
        .input
        .as_ref()
        .is_some_and(|input| input.encoded_len() > limits.payload_bytes_max)
    {
        let message = "SignalExternalWorkflowExecutionCommandAttributes.Input exceeds size limit.";
        return Err(Bad::new(Cause::BadSignalInputSize, message));
    }
    let most = limits.pending_signals_max;
    if draft.next.recorded.externals.reach(ExternalKind::Signal, most) {
        let message = format!(
            "the number of pending signals to external workflows, {most}, has reached the per-workflow limit of {most}"
        );
        return Err(Bad::new(Cause::PendingSignalsLimitExceeded, message));
    }
    let target = command.execution.unwrap_or_default();
    let identity = draft.next.identity.clone();
    let initiated = SignalExternalWorkflowExecutionInitiatedEventAttributes {
        workflow_task_completed_event_id: completion.event_id,
        // Wire: as the command names it, be it with nothing.
        namespace: command.namespace,
        namespace_id: identity.namespace_id.clone(),
        workflow_execution: Some(target.clone()),
        signal_name: command.signal_name.clone(),
        input: command.input.clone(),
        control: command.control,
        child_workflow_only: command.child_workflow_only,
        header: command.header.clone(),
    };
    let initiated_event_id = draft.append(trimmings.on(draft, initiated));
    let signal = Signal {
        initiated_event_id,
        name: command.signal_name,
        input: command.input,
        header: command.header,
        request_id: draft.ctx.ids.random(),
        child_only: command.child_workflow_only,
    };
    let to = Address {
        namespace: identity.namespace.clone(),
        workflow_id: target.workflow_id,
        run_id: target.run_id,
    };
    draft.send(to, Body::Signal(Box::new(signal)));
    Ok(())
}

fn check(draft: &Draft<'_, '_>, command: &SignalExternalWorkflowExecutionCommandAttributes) -> Result<(), String> {
    let place = "SignalExternalWorkflowExecutionCommand";
    let Some(target) = &command.execution else {
        return Err(format!("Execution is not set on {place}."));
    };
    let (namespace, name) = (&command.namespace, &command.signal_name);
    let (id, run) = (&target.workflow_id, &target.run_id);
    if id.is_empty() {
        return Err(format!(
            "WorkflowId is not set on {place}. Namespace={namespace} RunId={run} SignalName={name}"
        ));
    }
    let after = format!(" Namespace={namespace} RunId={run} SignalName={name}");
    super::short_enough(("WorkflowId", id), place, ("", &after), draft.ctx.limits)?;
    if !super::is_run_id(run) {
        return Err(format!(
            "Invalid RunId set on {place}. WorkflowId={id} Namespace={namespace} RunId={run} SignalName={name}"
        ));
    }
    if name.is_empty() {
        return Err(format!(
            "SignalName is not set on {place}. WorkflowId={id} Namespace={namespace} RunId={run}"
        ));
    }
    super::same_namespace(draft, &command.namespace)
}
