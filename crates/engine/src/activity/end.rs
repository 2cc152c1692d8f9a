//! How attempts end, and activities with them.

use std::sync::Arc;

use everloop_proto::common::v1::Payloads;
use everloop_proto::enums::v1::RetryState;
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::{ActivityTaskCanceledEventAttributes, ActivityTaskStartedEventAttributes};

use super::{Found, shorten};
use crate::draft::Draft;
use crate::event::{EventAttributes, event};
use crate::retry::{self, Verdict};
use crate::state::{Deadline, Phase, activity_ready};
use crate::{Timestamp, convert, task};

/// What an activity that is canceled before a worker has it says in place of details.
const NOT_STARTED: &str = "ACTIVITY_ID_NOT_STARTED";

/// Writes the end of an activity, and its start before that if a worker had it, or a start made up in its place.
///
/// `closed` gets the id of the started event, which is 0 if both wait in the buffer.
pub(crate) fn close<A: EventAttributes>(
    draft: &mut Draft<'_, '_>,
    found: &Found,
    identity: &str,
    closed: impl FnOnce(i64) -> A,
) {
    let (at, request_id, worker_version) = match &found.progress.phase {
        Phase::Started {
            at,
            request_id,
            worker_version,
        } => (*at, request_id.clone(), worker_version.clone()),
        Phase::Scheduled | Phase::Backoff => (draft.now(), String::new(), None),
    };
    let started_by = match &found.progress.phase {
        Phase::Started { .. } => found.progress.last_worker_identity.clone(),
        Phase::Scheduled | Phase::Backoff => identity.to_owned(),
    };
    let started = ActivityTaskStartedEventAttributes {
        scheduled_event_id: found.scheduled_event_id,
        identity: started_by,
        request_id,
        attempt: found.progress.attempt,
        last_failure: found.progress.last_failure.as_deref().cloned(),
        worker_version,
        ..ActivityTaskStartedEventAttributes::default()
    };
    let started_event_id = draft.emit_or_buffer(event(started, at));
    close_unstarted(draft, closed(started_event_id));
}

/// Writes the end of an activity that no worker had.
pub(crate) fn close_unstarted<A: EventAttributes>(draft: &mut Draft<'_, '_>, closed: A) {
    let closed = event(closed, draft.now());
    draft.emit_or_buffer(closed);
    task::need(draft);
}

/// Ends the attempt with a failure: the next attempt follows after a while, or the reason is returned why none does.
pub(crate) fn failed_attempt(draft: &mut Draft<'_, '_>, found: &Found, failure: &Failure) -> Result<(), RetryState> {
    if found.activity.cancel_requested_event_id.is_some() {
        return Err(RetryState::CancelRequested);
    }
    let scheduled = &found.activity.scheduled;
    let Some(policy) = &scheduled.retry_policy else {
        return Err(RetryState::RetryPolicyNotSet);
    };
    let now = draft.now();
    let until =
        convert::timeout(scheduled.schedule_to_close_timeout.as_ref()).map(|whole| found.activity.scheduled_at + whole);
    let interval = match retry::verdict(policy, found.progress.attempt, failure, now, until) {
        Verdict::Again { interval } => interval,
        Verdict::Stop(state) => return Err(state),
    };
    let mut progress = found.progress.clone();
    progress.attempt += 1;
    progress.phase = Phase::Backoff;
    progress.scheduled_at = now + interval;
    let is_told = *failure != Failure::default();
    progress.last_failure =
        is_told.then(|| Arc::new(shorten::kept(failure, draft.ctx.limits.activity_failure_bytes_max)));
    if let Some(interference) = &mut progress.interference {
        let interference = Arc::make_mut(interference);
        interference.was_reset = false;
        if std::mem::take(&mut interference.forgets_heartbeats) {
            progress.heartbeat_details = None;
            progress.heartbeat_at = None;
        }
    }
    let waits = progress.is_paused();
    progress.last_attempt_completed_at = Some(now);
    progress.retry_interval = Some(interval);
    draft.next.transient.progress.insert(found.scheduled_event_id, progress);
    if interval.is_zero() && !waits {
        put_on_queue(draft, found.scheduled_event_id, now);
    }
    draft.refresh(Deadline::Activity(found.scheduled_event_id));
    Ok(())
}

/// Puts an attempt on its queue.
pub(crate) fn put_on_queue(draft: &mut Draft<'_, '_>, scheduled_event_id: i64, at: Timestamp) {
    let mut progress = draft
        .next
        .progress(scheduled_event_id)
        .expect("a pending activity has progress");
    progress.phase = Phase::Scheduled;
    progress.scheduled_at = at;
    let activity = draft.next.activity(scheduled_event_id).expect("it has progress");
    let ready = activity_ready(&activity, scheduled_event_id, &progress, &draft.next.recorded.options);
    draft.effects.push(ready);
    draft.next.transient.progress.insert(scheduled_event_id, progress);
    draft.refresh(Deadline::Activity(scheduled_event_id));
}

/// Writes that an activity is canceled which no worker has.
pub(crate) fn cancel_unstarted(
    draft: &mut Draft<'_, '_>,
    scheduled_event_id: i64,
    requested_event_id: i64,
    identity: String,
) {
    // Wire: the details are this text, in the clear, as the official server writes them.
    let details = Payloads {
        payloads: vec![crate::payload::json_text(NOT_STARTED)],
    };
    close_unstarted(
        draft,
        ActivityTaskCanceledEventAttributes {
            details: Some(details),
            latest_cancel_requested_event_id: requested_event_id,
            scheduled_event_id,
            started_event_id: 0,
            identity,
            worker_version: None,
        },
    );
}
