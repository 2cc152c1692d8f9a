//! An operator lets activities begin anew at their first attempt. An attempt that a worker has goes on; the worker is
//! told with its next heartbeat.

use std::sync::Arc;

use everloop_proto::workflowservice::v1::{ResetActivityRequest, reset_activity_request};

use super::activity_options::restored;
use crate::draft::Draft;
use crate::state::Phase;
use crate::{Reject, Reply, activity, convert};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, request: &ResetActivityRequest) -> Result<Reply, Reject> {
    let (id, kind, all) = match &request.activity {
        Some(reset_activity_request::Activity::Id(id)) => (id.as_str(), "", false),
        Some(reset_activity_request::Activity::Type(kind)) => ("", kind.as_str(), false),
        Some(reset_activity_request::Activity::MatchAll(all)) => ("", "", *all),
        None => ("", "", false),
    };
    let now = draft.now();
    for scheduled_event_id in activity::named(draft, id, kind, all)? {
        let jitter = activity::jitter(draft.ctx.ids, convert::duration(request.jitter.as_ref()));
        let original = draft.next.recorded.activities.get(scheduled_event_id).cloned();
        activity::change(draft, scheduled_event_id, |progress| {
            let is_started = matches!(progress.phase, Phase::Started { .. });
            progress.attempt = 1;
            let interference = progress.interfere();
            if !request.keep_paused {
                interference.pause = None;
            }
            interference.was_reset = is_started;
            interference.forgets_heartbeats = is_started && request.reset_heartbeat;
            if request.restore_original_options
                && let (Some(changed), Some(original)) = (interference.scheduled.take(), original)
            {
                interference.scheduled = restored(&changed, &original.scheduled).map(Arc::new);
            }
            if !is_started {
                progress.scheduled_at = now + jitter;
                progress.retry_interval = None;
                if !progress.is_paused() {
                    progress.last_failure = None;
                }
                if request.reset_heartbeat {
                    progress.heartbeat_details = None;
                    progress.heartbeat_at = None;
                }
            }
        });
    }
    Ok(Reply::Done)
}
