//! What leaves: answers to those who wait, kept back until the commit is done, and what may go ahead of it.

use everloop_proto::{Reply, RpcError};

use crate::promise::Promise;

/// Sends its answer, or the error that took its place.
type Letter = Box<dyn FnOnce(Option<&RpcError>) + Send>;

#[derive(Default)]
pub(super) struct Outbox {
    letters: Vec<Letter>,
    ahead: Vec<Letter>,
}

impl Outbox {
    pub(super) fn put<T: Send + 'static>(&mut self, promise: Promise<T>, reply: Reply<T>) {
        self.letters.push(letter(promise, reply));
    }

    /// Puts a workflow task, which need not wait for the commit: what a worker makes of it comes back to the owner,
    /// and is seen by nobody before both are on disk. If this commit is lost, so is the task, and its token with it.
    pub(super) fn put_workflow_task<T: Send + 'static>(&mut self, promise: Promise<T>, reply: Reply<T>) {
        self.ahead.push(letter(promise, reply));
    }

    /// Releases what need not wait for the commit.
    pub(super) fn release_ahead(&mut self) {
        for letter in self.ahead.drain(..) {
            letter(None);
        }
    }

    /// Releases everything, in the order it was put.
    pub(super) fn release(&mut self) {
        for letter in self.letters.drain(..) {
            letter(None);
        }
    }

    /// Tells everybody the same error instead.
    pub(super) fn fail(&mut self, error: &RpcError) {
        for letter in self.ahead.drain(..).chain(self.letters.drain(..)) {
            letter(Some(error));
        }
    }
}

fn letter<T: Send + 'static>(promise: Promise<T>, reply: Reply<T>) -> Letter {
    Box::new(move |error| match error {
        None => promise.keep(reply),
        Some(error) => promise.keep(Err(error.clone())),
    })
}
