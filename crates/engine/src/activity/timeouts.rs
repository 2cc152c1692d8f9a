//! The four timeouts of an activity: how they are filled in, and what happens when one passes.

use std::time::Duration;

use everloop_proto::enums::v1::{RetryState, TimeoutType};
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{Failure, TimeoutFailureInfo};
use everloop_proto::history::v1::ActivityTaskTimedOutEventAttributes;

use super::end::{close, close_unstarted, failed_attempt, put_on_queue};
use super::find::Found;
use crate::convert::{self, timeout};
use crate::draft::Draft;
use crate::state::{Phase, Progress};

/// The timeouts of an activity with their gaps filled and all capped by the run's: schedule-to-close,
/// schedule-to-start, start-to-close, heartbeat. Nothing if neither of the two that bound it is given.
pub(crate) fn normalized(
    [to_close, to_start, work, beat]: [Option<&prost_types::Duration>; 4],
    run: Option<Duration>,
) -> Option<[Option<Duration>; 4]> {
    let cap = |timeout: Option<Duration>, by: Option<Duration>| match (timeout, by) {
        (Some(timeout), Some(by)) => Some(timeout.min(by)),
        (timeout, by) => timeout.or(by),
    };
    let (to_close, to_start, work) = (timeout(to_close), timeout(to_start), timeout(work));
    let (to_close, to_start, work) = match (to_close, work) {
        (Some(_), _) => (
            cap(to_close, run),
            cap(cap(to_start, to_close), run),
            cap(cap(work, to_close), run),
        ),
        (None, Some(_)) => (run, cap(to_start, run), cap(work, run)),
        (None, None) => return None,
    };
    let beat = timeout(beat).map(|beat| work.map_or(beat, |work| beat.min(work)));
    Some([to_close, to_start, work, beat])
}

/// Does what is due on an activity.
pub(crate) fn due(draft: &mut Draft<'_, '_>, scheduled_event_id: i64) {
    let now = draft.now();
    let Some(progress) = draft.next.progress(scheduled_event_id) else {
        return;
    };
    let Some(activity) = draft.next.activity(scheduled_event_id) else {
        return;
    };
    let scheduled = &activity.scheduled;
    let passed =
        |since, wire: Option<&prost_types::Duration>| timeout(wire).is_some_and(|timeout| since + timeout <= now);
    let whole = passed(activity.scheduled_at, scheduled.schedule_to_close_timeout.as_ref());
    let waited_since_start = progress.scheduled_at == activity.scheduled_at;
    let step = match &progress.phase {
        // Paused, it waits for nothing.
        Phase::Backoff | Phase::Scheduled if progress.is_paused() => None,
        Phase::Backoff if !whole => {
            if progress.scheduled_at <= now {
                put_on_queue(draft, scheduled_event_id, progress.scheduled_at);
            }
            return;
        }
        Phase::Backoff => None,
        Phase::Scheduled => passed(progress.scheduled_at, scheduled.schedule_to_start_timeout.as_ref())
            .then_some(TimeoutType::ScheduleToStart),
        Phase::Started { at, .. } => {
            let beat = progress.heartbeat_at.filter(|last| last >= at).unwrap_or(*at);
            let close = passed(*at, scheduled.start_to_close_timeout.as_ref()).then_some(TimeoutType::StartToClose);
            let beat = passed(beat, scheduled.heartbeat_timeout.as_ref()).then_some(TimeoutType::Heartbeat);
            close.or(beat)
        }
    };
    // With schedule-to-close there is no other attempt, so that it goes first. Wire: but when nobody ever took the
    // activity, that is what the workflow learns.
    let kind = match step {
        Some(TimeoutType::ScheduleToStart) if waited_since_start => step,
        step => whole.then_some(TimeoutType::ScheduleToClose).or(step),
    };
    let Some(kind) = kind else { return };
    time_out(
        draft,
        &Found {
            scheduled_event_id,
            activity,
            progress,
        },
        kind,
    );
}

fn time_out(draft: &mut Draft<'_, '_>, found: &Found, kind: TimeoutType) {
    let failure = timeout_failure(kind, &found.progress);
    let retry_state = match kind {
        TimeoutType::ScheduleToClose | TimeoutType::ScheduleToStart => RetryState::Timeout,
        TimeoutType::Unspecified | TimeoutType::StartToClose | TimeoutType::Heartbeat => {
            match failed_attempt(draft, found, &failure) {
                Ok(()) => return,
                Err(state) => state,
            }
        }
    };
    let no_time_left = retry_state == RetryState::Timeout && kind != TimeoutType::ScheduleToStart;
    let failure = if no_time_left {
        let mut failure = timeout_failure(TimeoutType::ScheduleToClose, &found.progress);
        "Not enough time to schedule next retry before activity ScheduleToClose timeout, giving up retrying"
            .clone_into(&mut failure.message);
        failure
    } else {
        failure
    };
    let closed = |started_event_id| ActivityTaskTimedOutEventAttributes {
        failure: Some(failure),
        scheduled_event_id: found.scheduled_event_id,
        started_event_id,
        retry_state: retry_state as i32,
    };
    match found.progress.phase {
        Phase::Started { .. } => close(draft, found, "", closed),
        Phase::Scheduled | Phase::Backoff => close_unstarted(draft, closed(0)),
    }
}

fn timeout_failure(kind: TimeoutType, progress: &Progress) -> Failure {
    let name = match kind {
        TimeoutType::StartToClose => "StartToClose",
        TimeoutType::ScheduleToStart => "ScheduleToStart",
        TimeoutType::ScheduleToClose => "ScheduleToClose",
        TimeoutType::Heartbeat => "Heartbeat",
        TimeoutType::Unspecified => "Unspecified",
    };
    Failure {
        message: format!("activity {name} timeout"),
        source: "Server".to_owned(),
        cause: progress.last_failure.as_deref().cloned().map(Box::new),
        failure_info: Some(FailureInfo::TimeoutFailureInfo(TimeoutFailureInfo {
            timeout_type: kind as i32,
            last_heartbeat_details: progress.heartbeat_details.as_deref().cloned(),
        })),
        ..Failure::default()
    }
}

/// The timeouts on the wire, where zero is none.
pub(crate) fn wire(timeout: Option<Duration>) -> Option<prost_types::Duration> {
    Some(convert::wire(timeout.unwrap_or(Duration::ZERO)))
}
