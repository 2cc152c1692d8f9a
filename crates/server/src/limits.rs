//! The size limit of a request, and how its breach is told.
//!
//! SDKs recognise a message that is too large by code and text; they would take tonic's own for a
//! passing failure and send the same message again and again.

use http::Response;
use tonic::{Code, Status, body::Body};

/// What Temporal servers accept.
pub(crate) const REQUEST_MAX: usize = 4 << 20;

/// A response whose refusal of an oversized request says so in the words of the wire.
pub(crate) fn restate(response: Response<Body>) -> Response<Body> {
    let refused = response
        .headers()
        .get("grpc-status")
        .is_some_and(|status| status == "8" || status == "11");
    let status = if refused {
        Status::from_header_map(response.headers())
    } else {
        None
    };
    status
        .and_then(|status| too_large(&status))
        .map_or(response, |text| Status::resource_exhausted(text).into_http())
}

/// Wire: the prefixes are what SDKs match.
fn too_large(status: &Status) -> Option<String> {
    let message = status.message();
    match status.code() {
        Code::OutOfRange => {
            let found = message
                .strip_prefix("Error, decoded message length too large: found ")?
                .split(' ')
                .next()?;
            Some(format!(
                "grpc: received message larger than max ({found} vs. {REQUEST_MAX})"
            ))
        }
        Code::ResourceExhausted => message
            .starts_with("Error decompressing: size limit")
            .then(|| format!("grpc: received message after decompression larger than max {REQUEST_MAX}")),
        _ => None,
    }
}
