//! What becomes of signals and cancel requests to other workflows.

use everloop_proto::common::v1::WorkflowExecution;
use everloop_proto::enums::v1::{
    CancelExternalWorkflowExecutionFailedCause as CancelFailed,
    SignalExternalWorkflowExecutionFailedCause as SignalFailed,
};
use everloop_proto::history::v1 as wire;

use crate::draft::Draft;
use crate::event::event;
use crate::message::ExternalDelivery;
use crate::task;

/// What became of a signal to another workflow.
pub(crate) fn signal_answered(draft: &mut Draft<'_, '_>, initiated_event_id: i64, delivery: ExternalDelivery) {
    let Some(external) = draft.next.recorded.externals.get(initiated_event_id).cloned() else {
        return;
    };
    // Wire: the event of the command names the namespace as the command did; the answer always names it.
    let namespace = draft.next.identity.namespace.clone();
    let execution = WorkflowExecution {
        workflow_id: external.workflow_id,
        run_id: external.run_id,
    };
    let cause = match delivery {
        ExternalDelivery::Done => None,
        ExternalDelivery::NotFound => Some(SignalFailed::ExternalWorkflowExecutionNotFound),
        ExternalDelivery::TooMany => Some(SignalFailed::SignalCountLimitExceeded),
    };
    let answered = match cause {
        None => event(
            wire::ExternalWorkflowExecutionSignaledEventAttributes {
                initiated_event_id,
                namespace,
                namespace_id: external.namespace_id,
                workflow_execution: Some(execution),
                control: external.control,
            },
            draft.now(),
        ),
        Some(cause) => event(
            wire::SignalExternalWorkflowExecutionFailedEventAttributes {
                cause: cause as i32,
                workflow_task_completed_event_id: 0,
                namespace,
                namespace_id: external.namespace_id,
                workflow_execution: Some(execution),
                initiated_event_id,
                control: external.control,
            },
            draft.now(),
        ),
    };
    draft.emit_or_buffer(answered);
    task::need(draft);
}

/// What became of a cancel request to another workflow.
pub(crate) fn cancel_answered(draft: &mut Draft<'_, '_>, initiated_event_id: i64, delivery: ExternalDelivery) {
    let Some(external) = draft.next.recorded.externals.get(initiated_event_id).cloned() else {
        return;
    };
    let namespace = draft.next.identity.namespace.clone();
    let execution = WorkflowExecution {
        workflow_id: external.workflow_id,
        run_id: external.run_id,
    };
    let answered = match delivery {
        ExternalDelivery::Done => event(
            wire::ExternalWorkflowExecutionCancelRequestedEventAttributes {
                initiated_event_id,
                namespace,
                namespace_id: external.namespace_id,
                workflow_execution: Some(execution),
            },
            draft.now(),
        ),
        ExternalDelivery::NotFound | ExternalDelivery::TooMany => event(
            wire::RequestCancelExternalWorkflowExecutionFailedEventAttributes {
                cause: CancelFailed::ExternalWorkflowExecutionNotFound as i32,
                workflow_task_completed_event_id: 0,
                namespace,
                namespace_id: external.namespace_id,
                workflow_execution: Some(execution),
                initiated_event_id,
                control: external.control,
            },
            draft.now(),
        ),
    };
    draft.emit_or_buffer(answered);
    task::need(draft);
}
