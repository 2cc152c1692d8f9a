//! An activity has a result. By id, it may come without any worker having started the activity.

use everloop_proto::history::v1::ActivityTaskCompletedEventAttributes;

use super::{ActivityCompleted, activity_oversized};
use crate::draft::Draft;
use crate::{Reject, Reply, activity};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityCompleted) -> Result<Reply, Reject> {
    let found = activity::find(draft, &input.activity)?;
    if crate::validate::payloads(input.result.as_ref(), draft.ctx.limits).is_err() {
        activity_oversized::end(draft, &found, &input.identity, "Complete result exceeds size limit.");
        return Ok(Reply::Done);
    }
    activity::close(draft, &found, &input.identity, |started_event_id| {
        ActivityTaskCompletedEventAttributes {
            result: input.result,
            scheduled_event_id: found.scheduled_event_id,
            started_event_id,
            identity: input.identity.clone(),
            worker_version: None,
        }
    });
    Ok(Reply::Done)
}
