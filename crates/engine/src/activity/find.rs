//! Which activity a worker speaks of, and whether it may.

use crate::draft::Draft;
use crate::state::{Activity, Phase, Progress};
use crate::{Reject, input};

/// A pending activity.
pub(crate) struct Found {
    pub(crate) scheduled_event_id: i64,
    pub(crate) activity: Activity,
    pub(crate) progress: Progress,
}

/// The pending activity of a token or an id. A token of another attempt finds nothing.
pub(crate) fn find(draft: &Draft<'_, '_>, which: &input::Activity) -> Result<Found, Reject> {
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    let scheduled_event_id = match which {
        input::Activity::Token(token) => token.scheduled_event_id,
        input::Activity::Id(id) => *draft
            .next
            .recorded
            .activity_ids
            .get(id)
            .ok_or_else(|| Reject::no_pending_activity(id))?,
    };
    let missing = || match which {
        input::Activity::Token(_) => Reject::activity_task_not_found(),
        input::Activity::Id(id) => Reject::no_pending_activity(id),
    };
    let progress = draft.next.progress(scheduled_event_id).ok_or_else(missing)?;
    let activity = draft.next.activity(scheduled_event_id).ok_or_else(missing)?;
    if let input::Activity::Token(token) = which {
        let current = matches!(progress.phase, Phase::Started { .. });
        if token.attempt != progress.attempt || token.run_id != draft.next.identity.run_id || !current {
            return Err(Reject::activity_task_not_found());
        }
    }
    Ok(Found {
        scheduled_event_id,
        activity,
        progress,
    })
}

/// The same, but only if a worker has it.
pub(crate) fn find_started(draft: &Draft<'_, '_>, which: &input::Activity) -> Result<Found, Reject> {
    let found = find(draft, which)?;
    match found.progress.phase {
        Phase::Started { .. } => Ok(found),
        Phase::Scheduled | Phase::Backoff => Err(Reject::activity_task_not_found()),
    }
}
