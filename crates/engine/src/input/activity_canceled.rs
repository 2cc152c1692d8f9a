//! A worker confirms that an activity is canceled, which the workflow must have asked for.

use everloop_proto::history::v1::ActivityTaskCanceledEventAttributes;

use super::ActivityCanceled;
use crate::draft::Draft;
use crate::{Reject, Reply, activity};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityCanceled) -> Result<Reply, Reject> {
    let found = activity::find_started(draft, &input.activity)?;
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
