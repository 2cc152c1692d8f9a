//! What accompanies a request besides its message: the caller's patience and metadata.

use std::time::Duration;

use crate::RpcError;

/// The answer of an RPC.
pub type Reply<T> = Result<T, RpcError>;

/// The circumstances of one call, as gRPC would carry them in headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// How long the caller waits, counted from the moment the call is made; `None` is for ever.
    pub timeout: Option<Duration>,
    /// Headers by lower-case ASCII name, in the order given. Binary headers (`-bin`) hold raw bytes.
    pub metadata: Vec<(String, Vec<u8>)>,
}

impl Call {
    /// A call whose caller waits at most `timeout`.
    #[must_use]
    pub fn within(timeout: Duration) -> Self {
        Self {
            timeout: Some(timeout),
            ..Self::default()
        }
    }

    /// The first header of that name, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = self.metadata.iter().find(|(key, _)| key == name)?;
        std::str::from_utf8(value).ok()
    }
}
