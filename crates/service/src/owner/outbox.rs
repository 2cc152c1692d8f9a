//! What leaves: answers to those who wait, kept back until the commit is done, and what may go ahead of it.

use everloop_proto::{Reply, RpcError};
use everloop_store::Key;

use crate::promise::Promise;

/// Sends its answer, or the error that took its place; whether somebody got it.
type Letter = Box<dyn FnOnce(Option<&RpcError>) -> bool + Send>;

#[derive(Default)]
pub(super) struct Outbox {
    letters: Vec<Letter>,
    ahead: Vec<(Key, Letter)>,
    /// Whose workflow tasks found nobody who waited for them any more.
    returned: Vec<Key>,
}

impl Outbox {
    pub(super) fn put<T: Send + 'static>(&mut self, promise: Promise<T>, reply: Reply<T>) {
        self.letters.push(letter(promise, reply));
    }

    /// Puts a workflow task, which need not wait for the commit: what a worker makes of it comes back to the owner,
    /// and is seen by nobody before both are on disk. If this commit is lost, so is the task, and its token with it.
    pub(super) fn put_workflow_task<T: Send + 'static>(&mut self, key: Key, promise: Promise<T>, reply: Reply<T>) {
        self.ahead.push((key, letter(promise, reply)));
    }

    /// Releases what need not wait for the commit.
    pub(super) fn release_ahead(&mut self) {
        for (key, letter) in self.ahead.drain(..) {
            if !letter(None) {
                self.returned.push(key);
            }
        }
    }

    pub(super) fn has_returned(&self) -> bool {
        !self.returned.is_empty()
    }

    /// The executions whose workflow tasks came back.
    pub(super) fn take_returned(&mut self) -> Vec<Key> {
        std::mem::take(&mut self.returned)
    }

    /// Releases everything, in the order it was put.
    pub(super) fn release(&mut self) {
        for letter in self.letters.drain(..) {
            letter(None);
        }
    }

    /// Tells everybody the same error instead.
    pub(super) fn fail(&mut self, error: &RpcError) {
        let ahead = self.ahead.drain(..).map(|(_, letter)| letter);
        for letter in ahead.chain(self.letters.drain(..)) {
            letter(Some(error));
        }
    }
}

fn letter<T: Send + 'static>(promise: Promise<T>, reply: Reply<T>) -> Letter {
    Box::new(move |error| match error {
        None => promise.deliver(reply),
        Some(error) => promise.deliver(Err(error.clone())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::promise::promise;

    #[test]
    fn a_task_that_finds_nobody_comes_back() {
        let mut outbox = Outbox::default();
        let (gone, pending) = promise::<()>();
        drop(pending);
        let (there, mut pending) = promise::<()>();
        outbox.put_workflow_task(1, gone, Ok(()));
        outbox.put_workflow_task(2, there, Ok(()));
        outbox.release_ahead();
        assert!(pending.try_recv().is_ok());
        assert!(outbox.has_returned());
        assert_eq!(outbox.take_returned(), [1]);
        assert!(!outbox.has_returned());
    }
}
