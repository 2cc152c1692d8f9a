//! The fold of signals and cancel requests to other workflows: which have no answer yet.

use everloop_proto::history::v1 as wire;

use crate::state::{External, ExternalKind, Recorded};

pub(super) fn signal_initiated(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    initiated: &wire::SignalExternalWorkflowExecutionInitiatedEventAttributes,
) {
    let target = initiated.workflow_execution.clone().unwrap_or_default();
    let external = External {
        kind: ExternalKind::Signal,
        namespace: initiated.namespace.clone(),
        namespace_id: initiated.namespace_id.clone(),
        workflow_id: target.workflow_id,
        run_id: target.run_id,
        control: initiated.control.clone(),
    };
    state.externals.insert(event.event_id, external);
}

pub(super) fn cancel_initiated(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    initiated: &wire::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
) {
    let target = initiated.workflow_execution.clone().unwrap_or_default();
    let external = External {
        kind: ExternalKind::Cancel,
        namespace: initiated.namespace.clone(),
        namespace_id: initiated.namespace_id.clone(),
        workflow_id: target.workflow_id,
        run_id: target.run_id,
        control: initiated.control.clone(),
    };
    state.externals.insert(event.event_id, external);
}
