//! gRPC statuses as typed errors.

use std::error::Error as _;

use everloop_proto::{Code, RpcError};
use tonic::Status;

use crate::channel::chain;

/// The typed form of a status that came from the server, or that the channel made up.
pub(crate) fn error(target: &str, status: &Status) -> RpcError {
    let code = status.code() as i32;
    let Some(source) = status.source() else {
        return RpcError::from_status(code, status.message(), status.details());
    };
    let mut error = RpcError::from_status(code, &format!("{target}: {}", chain(source)), status.details());
    if error.code == Code::Cancelled && status.message().starts_with("Timeout expired") {
        error = timed_out();
    } else if error.code == Code::Cancelled {
        // A server's own answer has no source. This one is the channel's: the connection closed before the request left.
        error.code = Code::Unavailable;
    }
    error
}

/// The error of a call that the server did not answer in time.
pub(crate) fn timed_out() -> RpcError {
    RpcError::new(Code::DeadlineExceeded, "Timeout expired")
}
