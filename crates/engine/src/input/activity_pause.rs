//! An operator pauses activities, or lets them go on. A paused activity gets no new attempt; a worker that has one is
//! told with its next heartbeat.

use everloop_proto::workflowservice::v1::{UnpauseActivityRequest, pause_activity_request, unpause_activity_request};

use super::PauseActivity;

use crate::draft::Draft;
use crate::state::{Pause, Phase};
use crate::{Reject, Reply, activity, convert};

pub(crate) fn pause(draft: &mut Draft<'_, '_>, input: &PauseActivity) -> Result<Reply, Reject> {
    let PauseActivity { request, once } = input;
    let (id, kind) = match &request.activity {
        Some(pause_activity_request::Activity::Id(id)) => (id.as_str(), ""),
        Some(pause_activity_request::Activity::Type(kind)) => ("", kind.as_str()),
        None => ("", ""),
    };
    let now = draft.now();
    for scheduled_event_id in activity::named(draft, id, kind, false)? {
        let is_paused = draft
            .next
            .progress(scheduled_event_id)
            .is_some_and(|progress| progress.is_paused());
        if *once && is_paused {
            return Err(Reject::Precondition("activity is already paused".to_owned()));
        }
        activity::change(draft, scheduled_event_id, |progress| {
            progress.interfere().pause.get_or_insert_with(|| Pause {
                at: now,
                identity: request.identity.clone(),
                reason: request.reason.clone(),
            });
        });
    }
    Ok(Reply::Done)
}

pub(crate) fn unpause(draft: &mut Draft<'_, '_>, request: &UnpauseActivityRequest) -> Result<Reply, Reject> {
    let (id, kind, all) = match &request.activity {
        Some(unpause_activity_request::Activity::Id(id)) => (id.as_str(), "", false),
        Some(unpause_activity_request::Activity::Type(kind)) => ("", kind.as_str(), false),
        Some(unpause_activity_request::Activity::UnpauseAll(all)) => ("", "", *all),
        None => ("", "", false),
    };
    let now = draft.now();
    for scheduled_event_id in activity::named(draft, id, kind, all)? {
        if !draft
            .next
            .progress(scheduled_event_id)
            .is_some_and(|progress| progress.is_paused())
        {
            continue;
        }
        let jitter = activity::jitter(draft.ctx.ids, convert::duration(request.jitter.as_ref()));
        activity::change(draft, scheduled_event_id, |progress| {
            progress.interfere().pause = None;
            if request.reset_attempts {
                progress.attempt = 1;
            }
            if request.reset_heartbeat {
                progress.heartbeat_details = None;
                progress.heartbeat_at = None;
            }
            if !matches!(progress.phase, Phase::Started { .. }) {
                progress.last_failure = None;
                progress.scheduled_at = now + jitter;
            }
        });
    }
    Ok(Reply::Done)
}
