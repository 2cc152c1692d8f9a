//! An attempt of an activity has failed: it is tried again, or the workflow learns of it.

use std::sync::Arc;

use everloop_proto::enums::v1::RetryState;
use everloop_proto::failure::v1::Failure;
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::history::v1::ActivityTaskFailedEventAttributes;

use prost::Message as _;

use super::{ActivityFailed, activity_oversized};
use crate::activity::{self, Found};
use crate::draft::Draft;
use crate::{Reject, Reply, validate};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityFailed) -> Result<Reply, Reject> {
    let is_application =
        |failure: &Failure| matches!(failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(_)));
    if input.failure.as_ref().is_some_and(|failure| !is_application(failure)) {
        return Err(Reject::invalid("Failure must have ApplicationFailureInfo."));
    }
    let mut failure = input.failure.unwrap_or_default();
    let mut found = activity::find_started(draft, &input.activity)?;
    let mut refused = Vec::new();
    let limits = draft.ctx.limits;
    if validate::payloads(input.last_heartbeat_details.as_ref(), limits).is_err() {
        refused.push(activity_oversized::failure(activity_oversized::HEARTBEAT, None));
    } else if let Some(details) = input.last_heartbeat_details {
        found.progress.heartbeat_details = Some(Arc::new(details));
        found.progress.heartbeat_at = Some(draft.now());
    }
    if failure.encoded_len() > limits.payload_bytes_max {
        let cause = activity::shortened(&failure, limits.payload_bytes_max / 4);
        failure = activity_oversized::failure(activity::TOO_LARGE, Some(cause));
        refused.push(failure.clone());
    }
    if let Err(retry_state) = activity::failed_attempt(draft, &found, &failure) {
        fail(draft, &found, &input.identity, failure, retry_state);
    }
    Ok(if refused.is_empty() {
        Reply::Done
    } else {
        Reply::ActivityFailed { refused }
    })
}

pub(super) fn fail(
    draft: &mut Draft<'_, '_>,
    found: &Found,
    identity: &str,
    failure: Failure,
    retry_state: RetryState,
) {
    activity::close(draft, found, identity, |started_event_id| {
        ActivityTaskFailedEventAttributes {
            // Wire: whoever gives no failure is believed.
            failure: Some(failure).filter(|failure| *failure != Failure::default()),
            scheduled_event_id: found.scheduled_event_id,
            started_event_id,
            identity: identity.to_owned(),
            retry_state: retry_state as i32,
            ..ActivityTaskFailedEventAttributes::default()
        }
    });
}
