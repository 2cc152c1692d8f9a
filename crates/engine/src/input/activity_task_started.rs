//! A poller takes an activity task.

use super::ActivityTaskStarted;
use crate::draft::Draft;
use crate::state::Phase;
use crate::{Ack, Reject, Reply, activity, priority};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityTaskStarted) -> Result<Reply, Reject> {
    let id = input.scheduled_event_id;
    let progress = draft
        .next
        .progress(id)
        .filter(|_| draft.is_running())
        .ok_or(Reject::Stale)?;
    if progress.attempt != input.attempt || progress.stamp != input.stamp || progress.is_paused() {
        return Err(Reject::Stale);
    }
    match &progress.phase {
        Phase::Scheduled => activity::start(draft, id, input.identity, input.request_id, input.worker_version),
        Phase::Started { request_id, .. } if *request_id == input.request_id => {}
        Phase::Started { .. } | Phase::Backoff => return Err(Reject::Stale),
    }
    draft.ack = ack(draft, id);
    let mut task = activity::hand_over(draft, id);
    // Wire: an activity that comes from its queue has the priority by which it stood there, one that is handed over
    // with the completion of its workflow task that of its command.
    let of_workflow = draft.next.recorded.options.priority.as_ref();
    task.response.priority = priority::inherited(task.response.priority.as_ref(), of_workflow);
    Ok(Reply::ActivityTask(Box::new(task)))
}

/// To lose that an activity was handed out means to hand it out again, which only an activity that may run more than
/// once allows.
fn ack(draft: &Draft<'_, '_>, scheduled_event_id: i64) -> Ack {
    let policy = draft
        .next
        .activity(scheduled_event_id)
        .and_then(|activity| activity.scheduled.retry_policy.clone());
    match policy {
        Some(policy) if policy.maximum_attempts != 1 => Ack::Relaxed,
        _ => Ack::AfterCommit,
    }
}
