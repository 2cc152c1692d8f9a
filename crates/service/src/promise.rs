//! What the owner owes a caller: one answer, or the news that there will be none.

use everloop_proto::{Reply, RpcError};
use tokio::sync::oneshot;

/// The owner's end.
#[derive(Debug)]
pub(crate) struct Promise<T>(oneshot::Sender<Reply<T>>);

/// The caller's end. Dropping it tells the owner that nobody waits any more.
pub(crate) type Pending<T> = oneshot::Receiver<Reply<T>>;

pub(crate) fn promise<T>() -> (Promise<T>, Pending<T>) {
    let (tx, rx) = oneshot::channel();
    (Promise(tx), rx)
}

impl<T> Promise<T> {
    pub(crate) fn is_awaited(&self) -> bool {
        !self.0.is_closed()
    }

    /// Answers at once; a caller who has left misses nothing.
    pub(crate) fn keep(self, reply: Result<T, RpcError>) {
        self.deliver(reply);
    }

    /// Answers at once; whether somebody was there to get it.
    pub(crate) fn deliver(self, reply: Result<T, RpcError>) -> bool {
        self.0.send(reply).is_ok()
    }
}
