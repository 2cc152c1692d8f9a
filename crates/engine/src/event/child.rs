//! The fold of children: which are pending, and which of them have begun.

use everloop_proto::history::v1 as wire;

use crate::state::{Child, ChildStart, Recorded};

pub(super) fn initiated(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    initiated: &wire::StartChildWorkflowExecutionInitiatedEventAttributes,
) {
    let child = Child {
        namespace: initiated.namespace.clone(),
        namespace_id: initiated.namespace_id.clone(),
        workflow_id: initiated.workflow_id.clone(),
        workflow_type: initiated.workflow_type.clone().unwrap_or_default().name,
        parent_close_policy: initiated.parent_close_policy,
        control: initiated.control.clone(),
        header: initiated.header.clone(),
        started: None,
    };
    state.children.insert(event.event_id, child);
}

pub(super) fn started(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    started: &wire::ChildWorkflowExecutionStartedEventAttributes,
) {
    let run_id = started
        .workflow_execution
        .as_ref()
        .map(|execution| execution.run_id.clone())
        .unwrap_or_default();
    if let Some(child) = state.children.get_mut(started.initiated_event_id) {
        child.started = Some(ChildStart {
            event_id: event.event_id,
            run_id,
        });
    }
}

pub(super) fn over(state: &mut Recorded, initiated_event_id: i64) {
    state.children.remove(initiated_event_id);
}
