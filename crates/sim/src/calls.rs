//! Calls in flight. There is no executor: who waits for an answer looks for it when it is its turn.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use everloop_proto::Reply;
use everloop_service::Handle;

/// A call whose answer has not been seen yet.
pub(crate) struct Call<T>(Pin<Box<dyn Future<Output = Reply<T>>>>);

impl<T: 'static> Call<T> {
    /// Begins a call, so that its request is on its way.
    pub(crate) fn begin<F>(handle: &Handle, call: impl FnOnce(Handle) -> F) -> Self
    where
        F: Future<Output = Reply<T>> + 'static,
    {
        Self(Box::pin(call(handle.clone())))
    }

    /// The answer, if it is there.
    pub(crate) fn answer(&mut self) -> Option<Reply<T>> {
        match self.0.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(reply) => Some(reply),
            Poll::Pending => None,
        }
    }
}
