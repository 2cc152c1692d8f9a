//! A worker says that it is still at an activity, and learns whether it should stop.

use std::sync::Arc;

use everloop_proto::workflowservice::v1::RecordActivityTaskHeartbeatResponse;

use super::{ActivityHeartbeat, activity_oversized};
use crate::draft::Draft;
use crate::state::{Deadline, Interference};
use crate::{Reject, Reply, activity, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityHeartbeat) -> Result<Reply, Reject> {
    let found = activity::find_started(draft, &input.activity)?;
    if validate::payloads(input.details.as_ref(), draft.ctx.limits).is_err() {
        activity_oversized::end(draft, &found, &input.identity, activity_oversized::HEARTBEAT);
        return Ok(reply(true, &Interference::default()));
    }
    let mut progress = found.progress;
    progress.heartbeat_at = Some(draft.now());
    // Wire: a beat without details forgets those of the beat before.
    progress.heartbeat_details = input.details.map(Arc::new);
    let interference = progress.interference.clone().unwrap_or_default();
    draft.next.transient.progress.insert(found.scheduled_event_id, progress);
    draft.refresh(Deadline::Activity(found.scheduled_event_id));
    Ok(reply(found.activity.cancel_requested_event_id.is_some(), &interference))
}

fn reply(cancel_requested: bool, interference: &Interference) -> Reply {
    Reply::Heartbeat(RecordActivityTaskHeartbeatResponse {
        cancel_requested,
        activity_paused: interference.pause.is_some(),
        activity_reset: interference.was_reset,
    })
}
