//! Who was to get an activity task never got it: it waits for a poller again, as the attempt that it is.

use std::sync::Arc;

use super::ActivityTaskAbandoned;
use crate::draft::Draft;
use crate::state::{Deadline, Phase};
use crate::{Reject, Reply, activity};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: &ActivityTaskAbandoned) -> Result<Reply, Reject> {
    let id = input.scheduled_event_id;
    let mut progress = draft
        .next
        .progress(id)
        .filter(|_| draft.is_running())
        .ok_or(Reject::Stale)?;
    if progress.attempt != input.attempt || !matches!(progress.phase, Phase::Started { .. }) {
        // It timed out, or was reset, before the news came.
        return Err(Reject::Stale);
    }
    let scheduled_at = progress.scheduled_at;
    progress.phase = Phase::Backoff;
    if let Some(interference) = &mut progress.interference {
        Arc::make_mut(interference).was_reset = false;
    }
    let waits = progress.is_paused();
    draft.next.transient.progress.insert(id, progress);
    let canceled = draft
        .next
        .activity(id)
        .and_then(|activity| activity.cancel_requested_event_id);
    if let Some(requested_event_id) = canceled {
        // No worker is left to confirm it.
        activity::cancel_unstarted(draft, id, requested_event_id, String::new());
    } else if waits {
        draft.refresh(Deadline::Activity(id));
    } else {
        activity::put_on_queue(draft, id, scheduled_at);
    }
    Ok(Reply::Done)
}
