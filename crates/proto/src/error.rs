//! The error of an RPC: a gRPC code, a text, and details as `google.rpc.Status` carries them.

use prost::{Message, Name};
use prost_types::Any;

use crate::google::rpc::Status;

/// The gRPC status codes but OK, with their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
pub enum Code {
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

impl Code {
    /// The code of that number; numbers that gRPC does not know become `Unknown`.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        match number {
            1 => Self::Cancelled,
            3 => Self::InvalidArgument,
            4 => Self::DeadlineExceeded,
            5 => Self::NotFound,
            6 => Self::AlreadyExists,
            7 => Self::PermissionDenied,
            8 => Self::ResourceExhausted,
            9 => Self::FailedPrecondition,
            10 => Self::Aborted,
            11 => Self::OutOfRange,
            12 => Self::Unimplemented,
            13 => Self::Internal,
            14 => Self::Unavailable,
            15 => Self::DataLoss,
            16 => Self::Unauthenticated,
            _ => Self::Unknown,
        }
    }
}

/// Why an RPC was not served.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct RpcError {
    pub code: Code,
    pub message: String,
    /// SDKs look only at the first.
    pub details: Vec<Any>,
}

impl RpcError {
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    #[must_use]
    pub fn invalid_argument(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, message)
    }

    /// The answer for an RPC that is not served, by its name.
    #[must_use]
    pub fn unimplemented(rpc: &str) -> Self {
        Self::new(Code::Unimplemented, format!("everloop does not serve {rpc} yet"))
    }

    /// Adds a detail message after those present.
    #[must_use]
    pub fn with_detail<M: Message + Name>(mut self, detail: &M) -> Self {
        // Wire: SDKs take what follows the last slash, but the official server writes this prefix.
        let type_url = format!("type.googleapis.com/{}", M::full_name());
        self.details.push(Any {
            type_url,
            value: detail.encode_to_vec(),
        });
        self
    }

    /// The first detail, if it is an `M`.
    #[must_use]
    pub fn detail<M: Message + Name + Default>(&self) -> Option<M> {
        let any = self.details.first()?;
        let named = any.type_url.rsplit('/').next()? == M::full_name();
        named.then(|| M::decode(any.value.as_slice()).ok()).flatten()
    }

    /// The bytes of the `grpc-status-details-bin` header.
    #[must_use]
    pub fn status_bytes(&self) -> Vec<u8> {
        Status {
            code: self.code as i32,
            message: self.message.clone(),
            details: self.details.clone(),
        }
        .encode_to_vec()
    }

    /// The inverse of [`Self::status_bytes`], with code and message from the gRPC status itself.
    /// Details that cannot be decoded are left out.
    #[must_use]
    pub fn from_status(code: i32, message: &str, details: &[u8]) -> Self {
        let details = Status::decode(details).map(|status| status.details).unwrap_or_default();
        Self {
            code: Code::from_number(code),
            message: message.to_owned(),
            details,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::errordetails::v1::NamespaceNotFoundFailure;

    #[test]
    fn details_survive_the_header() {
        let detail = NamespaceNotFoundFailure {
            namespace: "nope".to_owned(),
        };
        let error = RpcError::new(Code::NotFound, "Namespace nope is not found.").with_detail(&detail);
        let read = RpcError::from_status(5, &error.message, &error.status_bytes());
        assert_eq!(read, error);
        assert_eq!(read.detail::<NamespaceNotFoundFailure>(), Some(detail));
    }
}
