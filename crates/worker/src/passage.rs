//! The seam to whatever changes payloads between the wire and workflow code: codecs, external storage.
//!
//! It may take its time, so it works in futures, while the worker's threads do something else. A worker without a
//! passage never waits for one.

use std::{
    future::Future,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use everloop_machines::{Activation, Completion};
use futures_util::future::BoxFuture;

use crate::Passed;

/// Changes payloads on their way to and from workflow code.
pub trait Passage: Send + Sync + 'static {
    /// The activation as workflow code is to see it.
    ///
    /// If its payloads cannot be read, workflow code does not see the activation, and the completion answers it.
    fn inbound(&self, activation: Activation) -> BoxFuture<'static, Passed<Result<Activation, Completion>>>;

    /// The completion as it goes over the wire. What goes wrong becomes the completion.
    fn outbound(&self, run_id: &str, completion: Completion) -> BoxFuture<'static, Passed<Completion>>;
}

/// Blocks the calling thread until a passage is done; for a thread that has nothing else to do.
pub(crate) fn wait_for<T>(passed: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut passed = pin!(passed);
    loop {
        match passed.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
