//! The fold of the last event: how the run closed. What was pending dies with it.

use everloop_proto::enums::v1::EventType;
use everloop_proto::history::v1 as wire;

use crate::Status;
use crate::state::{Close, Recorded};

pub(super) fn closed(state: &mut Recorded, event: &wire::HistoryEvent) {
    state.status = match event.event_type() {
        EventType::WorkflowExecutionFailed => Status::Failed,
        EventType::WorkflowExecutionTimedOut => Status::TimedOut,
        EventType::WorkflowExecutionCanceled => Status::Canceled,
        EventType::WorkflowExecutionTerminated => Status::Terminated,
        EventType::WorkflowExecutionContinuedAsNew => Status::ContinuedAsNew,
        _ => Status::Completed,
    };
    state.close = Some(Close {
        event_id: event.event_id,
        time: super::time(event),
    });
    state.task = None;
    state.activities.clear();
    state.activity_ids.clear();
    state.timers.clear();
    state.timer_ids.clear();
    state.children.clear();
    state.externals.clear();
    state.signal_requests.clear();
    state.signal_request_ids.clear();
}
