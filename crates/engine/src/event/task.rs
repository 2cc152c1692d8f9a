//! The fold of workflow tasks: which one is open, and where the last completed one began.

use everloop_proto::history::v1 as wire;

use crate::state::{Recorded, RecordedTask};

pub(super) fn scheduled(state: &mut Recorded, event: &wire::HistoryEvent) {
    state.task = Some(RecordedTask {
        scheduled_event_id: event.event_id,
        started_event_id: None,
    });
    state.task_was_scheduled = true;
}

pub(super) fn started(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    started: &wire::WorkflowTaskStartedEventAttributes,
) {
    let scheduled_event_id = started.scheduled_event_id;
    state.task = Some(RecordedTask {
        scheduled_event_id,
        started_event_id: Some(event.event_id),
    });
}

pub(super) fn completed(
    state: &mut Recorded,
    event: &wire::HistoryEvent,
    completed: &wire::WorkflowTaskCompletedEventAttributes,
) {
    state.task = None;
    state.previous_started_event_id = completed.started_event_id;
    state.completed_event_id = event.event_id;
    state.worker_version.clone_from(&completed.worker_version);
    state.reset_points.note(event.event_id, super::time(event), completed);
}
