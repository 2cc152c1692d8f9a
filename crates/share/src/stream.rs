//! A stream to another process, which a forked child does not keep open.

use everloop_store::fork::Guard;
use tokio::net::UnixStream;

pub(crate) struct Stream {
    /// Goes before the stream is closed.
    _guard: Guard,
    stream: UnixStream,
}

impl From<UnixStream> for Stream {
    fn from(stream: UnixStream) -> Self {
        Self {
            _guard: Guard::new(&stream),
            stream,
        }
    }
}

everloop_client::pass_on!(Stream);
