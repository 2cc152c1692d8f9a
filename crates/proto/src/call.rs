//! What accompanies a request besides its message: the caller's patience and metadata.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
    time::Duration,
};

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
    /// What the call came by; `None` is a call within the process.
    pub connection: Option<Connection>,
}

/// A connection of a server, which ends when the process at its other end does. Clones are the same connection.
#[derive(Clone, Debug, Default)]
pub struct Connection(Arc<()>);

impl PartialEq for Connection {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Connection {}

impl Hash for Connection {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

impl Connection {
    /// Whether nobody else holds the connection: it is closed then, and its calls are over.
    #[must_use]
    pub fn is_last(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
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
