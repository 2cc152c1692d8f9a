//! An attempt of an activity has failed: it is tried again, or the workflow learns of it.

use std::sync::Arc;

use everloop_proto::enums::v1::RetryState;
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{Failure, ServerFailureInfo};
use everloop_proto::history::v1::ActivityTaskFailedEventAttributes;

use super::ActivityFailed;
use crate::activity::{self, Found};
use crate::draft::Draft;
use crate::{Reject, Reply};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: ActivityFailed) -> Result<Reply, Reject> {
    let is_application =
        |failure: &Failure| matches!(failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(_)));
    if input.failure.as_ref().is_some_and(|failure| !is_application(failure)) {
        return Err(Reject::invalid("Failure must have ApplicationFailureInfo."));
    }
    let failure = input.failure.unwrap_or_default();
    let mut found = activity::find_started(draft, &input.activity)?;
    if let Some(details) = input.last_heartbeat_details {
        found.progress.heartbeat_details = Some(Arc::new(details));
    }
    if let Err(retry_state) = activity::failed_attempt(draft, &found, &failure) {
        fail(draft, &found, &input.identity, failure, retry_state);
    }
    Ok(Reply::Done)
}

/// Fails an activity for good because of what its worker sent.
pub(super) fn oversized(
    draft: &mut Draft<'_, '_>,
    found: &Found,
    identity: &str,
    message: &str,
) -> Result<Reply, Reject> {
    let failure = Failure {
        message: message.to_owned(),
        source: "Server".to_owned(),
        failure_info: Some(FailureInfo::ServerFailureInfo(ServerFailureInfo {
            non_retryable: true,
        })),
        ..Failure::default()
    };
    fail(draft, found, identity, failure, RetryState::NonRetryableFailure);
    Ok(Reply::Done)
}

fn fail(draft: &mut Draft<'_, '_>, found: &Found, identity: &str, failure: Failure, retry_state: RetryState) {
    activity::close(draft, found, identity, |started_event_id| {
        ActivityTaskFailedEventAttributes {
            failure: Some(failure),
            scheduled_event_id: found.scheduled_event_id,
            started_event_id,
            identity: identity.to_owned(),
            retry_state: retry_state as i32,
            ..ActivityTaskFailedEventAttributes::default()
        }
    });
}
