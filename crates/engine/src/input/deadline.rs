//! Something is due: everything that is, in the order of its time.

use everloop_proto::enums::v1::{RetryState, TimeoutType};
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{Failure, TimeoutFailureInfo};
use everloop_proto::history::v1::{TimerFiredEventAttributes, WorkflowExecutionTimedOutEventAttributes};

use crate::draft::Draft;
use crate::event::event;
use crate::state::Deadline;
use crate::{Reject, Reply, activity, close, successor, task, time_skipping};

pub(crate) fn apply(draft: &mut Draft<'_, '_>) -> Result<Reply, Reject> {
    let now = draft.now();
    while let Some((time, key)) = draft.next.agenda.next() {
        if time > now {
            break;
        }
        match key {
            Deadline::Run => run_timed_out(draft),
            Deadline::FirstTask => task::begin(draft),
            Deadline::Task => task_timed_out(draft),
            Deadline::FastForward => time_skipping::arrive(draft),
            Deadline::Timer(started_event_id) => fire(draft, started_event_id),
            Deadline::Activity(scheduled_event_id) => activity::due(draft, scheduled_event_id),
        }
        assert_ne!(draft.next.agenda.next(), Some((time, key)), "what was due is done");
    }
    Ok(Reply::Done)
}

fn fire(draft: &mut Draft<'_, '_>, started_event_id: i64) {
    let Some(timer) = draft.next.recorded.timers.get(started_event_id) else {
        return;
    };
    let fired = TimerFiredEventAttributes {
        timer_id: timer.timer_id.clone(),
        started_event_id,
    };
    let fired = event(fired, draft.now());
    draft.emit_or_buffer(fired);
    task::need(draft);
}

fn task_timed_out(draft: &mut Draft<'_, '_>) {
    let started = draft
        .next
        .transient
        .task
        .as_ref()
        .is_some_and(|task| task.started.is_some());
    if started {
        task::start_to_close_timed_out(draft, None);
    } else {
        task::sticky_timed_out(draft);
    }
}

fn run_timed_out(draft: &mut Draft<'_, '_>) {
    task::close_started(draft);
    let chain_is_over = draft.next.chain_expires_at().is_some_and(|end| end <= draft.now());
    let (retry_state, new_execution_run_id) = if chain_is_over {
        (RetryState::Timeout, String::new())
    } else {
        successor::after_failure(draft, &timeout_failure())
    };
    draft.emit(WorkflowExecutionTimedOutEventAttributes {
        retry_state: retry_state as i32,
        new_execution_run_id,
    });
    close::settle(draft);
}

/// What the run that follows learns of the end of this one.
fn timeout_failure() -> Failure {
    let info = TimeoutFailureInfo {
        timeout_type: TimeoutType::StartToClose as i32,
        last_heartbeat_details: None,
    };
    Failure {
        message: "workflow timeout".to_owned(),
        source: "Server".to_owned(),
        failure_info: Some(FailureInfo::TimeoutFailureInfo(info)),
        ..Failure::default()
    }
}
