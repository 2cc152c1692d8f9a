//! What leaves when the commit is done: answers to those who wait, kept back until then.

use everloop_proto::{Reply, RpcError};

use crate::promise::Promise;

/// Sends its answer, or the error that took its place.
type Letter = Box<dyn FnOnce(Option<&RpcError>) + Send>;

#[derive(Default)]
pub(super) struct Outbox {
    letters: Vec<Letter>,
}

impl Outbox {
    pub(super) fn put<T: Send + 'static>(&mut self, promise: Promise<T>, reply: Reply<T>) {
        self.letters.push(Box::new(move |error| match error {
            None => promise.keep(reply),
            Some(error) => promise.keep(Err(error.clone())),
        }));
    }

    /// Releases everything, in the order it was put.
    pub(super) fn release(&mut self) {
        for letter in self.letters.drain(..) {
            letter(None);
        }
    }

    /// Tells everybody the same error instead.
    pub(super) fn fail(&mut self, error: &RpcError) {
        for letter in self.letters.drain(..) {
            letter(Some(error));
        }
    }
}
