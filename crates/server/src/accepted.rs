//! A connection that was accepted. It has an identity, which accompanies its calls, and when it is closed, whatever the
//! reason, the `Api` hears of it: what was given to who is gone can be given to others.

use std::sync::Arc;

use everloop_proto::{Api, Connection};
use tonic::transport::server::Connected;

pub(crate) struct Accepted<S> {
    /// Closed before the end is told.
    stream: S,
    end: End,
}

/// Tells the end when it is dropped.
struct End {
    connection: Connection,
    api: Arc<dyn Api>,
}

impl Drop for End {
    fn drop(&mut self) {
        self.api.connection_closed(&self.connection);
    }
}

impl<S> Accepted<S> {
    pub(crate) fn new(stream: S, api: Arc<dyn Api>) -> Self {
        let connection = Connection::default();
        Self {
            stream,
            end: End { connection, api },
        }
    }
}

impl<S> Connected for Accepted<S> {
    type ConnectInfo = Connection;

    fn connect_info(&self) -> Connection {
        self.end.connection.clone()
    }
}

everloop_client::pass_on!(Accepted<S>);
