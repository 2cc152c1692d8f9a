//! The cheap end of a service: sends requests to its owner thread and awaits the answers.

use std::sync::{Arc, OnceLock};

use crossbeam_channel::Sender;
use everloop_proto::{Connection, Reply, RpcError};
use tokio::sync::Notify;

use crate::{
    admin::Admin,
    errors,
    promise::{Promise, promise},
    request::Request,
};

/// A way to call a running [`Service`](crate::Service); an [`Api`](everloop_proto::Api). Clones are the same.
#[derive(Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    requests: Sender<Request>,
    /// The longest that an id may be.
    id_bytes_max: usize,
    /// Why the owner has stopped, once it has.
    stopped: OnceLock<String>,
    told: Notify,
}

impl Shared {
    pub(crate) fn new(requests: Sender<Request>, id_bytes_max: usize) -> Self {
        Self {
            requests,
            id_bytes_max,
            stopped: OnceLock::new(),
            told: Notify::new(),
        }
    }

    pub(crate) fn stop(&self, reason: String) {
        let _ = self.stopped.set(reason);
        self.told.notify_waiters();
    }

    fn reason(&self) -> RpcError {
        errors::unavailable(self.stopped.get().map_or("the engine is closed", String::as_str))
    }
}

impl Handle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(crate) fn id_bytes_max(&self) -> usize {
        self.shared.id_bytes_max
    }

    /// Tells the service that a clock which does not run by itself has been moved.
    pub fn clock_moved(&self) {
        let _ = self.shared.requests.send(Request::ClockMoved);
    }

    /// Brings those metrics up to date that are states rather than events.
    ///
    /// # Errors
    /// When the service has stopped, or its store cannot be read.
    pub async fn measure(&self) -> Reply<()> {
        self.ask(|promise| Request::Admin(Box::new(Admin::Measure { promise })))
            .await
    }

    /// Tells that who called by a connection may be gone; if the service is, nobody needs to know.
    pub(crate) fn tell_closed(&self, connection: Connection) {
        let _ = self.shared.requests.send(Request::ConnectionClosed(connection));
    }

    /// Waits until the service has stopped, and says why. Its file may be open for a moment longer.
    pub async fn stopped(&self) -> String {
        loop {
            let mut told = std::pin::pin!(self.shared.told.notified());
            told.as_mut().enable();
            if let Some(reason) = self.shared.stopped.get() {
                return reason.clone();
            }
            told.await;
        }
    }

    pub(crate) fn send(&self, request: Request) -> Result<(), RpcError> {
        self.shared.requests.send(request).map_err(|_| self.shared.reason())
    }

    /// Why there is no answer any more.
    pub(crate) fn gone(&self) -> RpcError {
        self.shared.reason()
    }

    /// Sends a request that promises an answer, and awaits it.
    pub(crate) async fn ask<T>(&self, request: impl FnOnce(Promise<T>) -> Request) -> Reply<T> {
        let (promise, pending) = promise();
        self.send(request(promise))?;
        match pending.await {
            Ok(reply) => reply,
            Err(_) => Err(self.shared.reason()),
        }
    }
}
