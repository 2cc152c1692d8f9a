//! A worker confirms that an activity is canceled, which the workflow must have asked for.

use everloop_proto::history::v1::ActivityTaskCanceledEventAttributes;

use super::{ActivityCanceled, activity_oversized};
use crate::draft::Draft;
use crate::{Reject, Reply, activity, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityCanceled) -> Result<Reply, Reject> {
    let found = activity::find_started(draft, &input.activity)?;
    if validate::payloads(input.details.as_ref(), draft.ctx.limits).is_err() {
        // Wire: whether somebody asked for it or not.
        activity_oversized::end(draft, &found, &input.identity, "Cancel details exceed size limit.");
        return Ok(Reply::Done);
    }
    let Some(requested) = found.activity.cancel_requested_event_id else {
        return Err(Reject::invalid(
            "unable to mark activity as canceled without activity being request canceled first",
        ));
    };
    activity::close(draft, &found, &input.identity, |started_event_id| {
        ActivityTaskCanceledEventAttributes {
            details: input.details,
            latest_cancel_requested_event_id: requested,
            scheduled_event_id: found.scheduled_event_id,
            started_event_id,
            identity: input.identity.clone(),
            worker_version: None,
        }
    });
    Ok(Reply::Done)
}
