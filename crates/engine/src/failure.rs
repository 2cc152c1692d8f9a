//! Failures of which the engine itself is the origin.

use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{Failure, ServerFailureInfo};

/// What failed may go better when it is tried again.
pub(crate) fn server(message: impl Into<String>) -> Failure {
    of_server(message.into(), ServerFailureInfo { non_retryable: false })
}

/// What failed will fail again.
pub(crate) fn server_for_good(message: impl Into<String>) -> Failure {
    of_server(message.into(), ServerFailureInfo { non_retryable: true })
}

fn of_server(message: String, info: ServerFailureInfo) -> Failure {
    Failure {
        message,
        failure_info: Some(FailureInfo::ServerFailureInfo(info)),
        ..Failure::default()
    }
}
