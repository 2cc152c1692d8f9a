//! Something is due: everything that is, in the order of its time.

use everloop_proto::enums::v1::RetryState;
use everloop_proto::history::v1::{TimerFiredEventAttributes, WorkflowExecutionTimedOutEventAttributes};

use crate::draft::Draft;
use crate::event::event;
use crate::state::Deadline;
use crate::{Reject, Reply, activity, close, task};

pub(crate) fn apply(draft: &mut Draft<'_, '_>) -> Result<Reply, Reject> {
    let now = draft.now();
    while let Some((time, key)) = draft.next.agenda.next() {
        if time > now {
            break;
        }
        match key {
            Deadline::Run => run_timed_out(draft),
            Deadline::FirstTask => {
                task::schedule(draft);
                task::announce(draft);
            }
            Deadline::Task => task_timed_out(draft),
            Deadline::Timer(started_event_id) => fire(draft, started_event_id),
            Deadline::Activity(scheduled_event_id) => activity::due(draft, scheduled_event_id),
        }
        assert_ne!(draft.next.agenda.next(), Some((time, key)), "what was due is done");
    }
    Ok(Reply::Done)
}

fn fire(draft: &mut Draft<'_, '_>, started_event_id: i64) {
    let Some(timer) = draft.next.recorded.timers.get(started_event_id) else { return };
    let fired = TimerFiredEventAttributes { timer_id: timer.timer_id.clone(), started_event_id };
    let fired = event(fired, draft.now());
    draft.emit_or_buffer(fired);
    task::need(draft);
}

fn task_timed_out(draft: &mut Draft<'_, '_>) {
    let started = draft.next.transient.task.as_ref().is_some_and(|task| task.started.is_some());
    if started {
        task::start_to_close_timed_out(draft);
    } else {
        task::sticky_timed_out(draft);
    }
}

fn run_timed_out(draft: &mut Draft<'_, '_>) {
    task::close_started(draft);
    draft.emit(WorkflowExecutionTimedOutEventAttributes {
        retry_state: RetryState::RetryPolicyNotSet as i32,
        new_execution_run_id: String::new(),
    });
    close::settle(draft);
}
