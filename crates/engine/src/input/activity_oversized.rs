//! What a worker says of an activity is too large to be kept. Wire: the activity fails for good, with a failure of the server's
//! that says so; details that come with a failure are only left out.

use everloop_proto::enums::v1::RetryState;
use everloop_proto::failure::v1::Failure;

use super::activity_failed::fail;
use crate::activity::Found;
use crate::draft::Draft;

pub(super) const HEARTBEAT: &str = "Heartbeat details exceed size limit.";

/// Fails an activity for good because of what its worker sent.
pub(super) fn end(draft: &mut Draft<'_, '_>, found: &Found, identity: &str, message: &str) {
    let failure = failure(message, None);
    fail(draft, found, identity, failure, RetryState::NonRetryableFailure);
}

/// The failure that says what was too large.
pub(super) fn failure(message: &str, cause: Option<Failure>) -> Failure {
    Failure {
        cause: cause.map(Box::new),
        ..crate::failure::server_for_good(message)
    }
}
