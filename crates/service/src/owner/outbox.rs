//! What leaves: answers to those who wait, kept back until the commit is done, and what may go ahead of it.

use everloop_engine::input::ActivityTaskAbandoned;
use everloop_proto::{Reply, RpcError};
use everloop_store::Key;

use crate::promise::Promise;

/// Sends its answer, or the error that took its place; whether somebody got it.
type Letter = Box<dyn FnOnce(Option<&RpcError>) -> bool + Send>;

#[derive(Default)]
pub(super) struct Outbox {
    /// Each with the activity tasks that are in it.
    letters: Vec<(Letter, Tasks)>,
    ahead: Vec<(Key, Letter)>,
    /// Whose workflow tasks found nobody who waited for them any more.
    returned: Vec<Key>,
    /// Activity tasks that found nobody either.
    returned_activities: Vec<Activity>,
}

/// The activity tasks of a letter. The first is the usual case, which takes no memory of its own.
enum Tasks {
    One(Activity),
    Several(Vec<Activity>),
}

/// An activity task and whose it is.
pub(super) type Activity = (Key, ActivityTaskAbandoned);

impl Outbox {
    pub(super) fn put<T: Send + 'static>(&mut self, promise: Promise<T>, reply: Reply<T>) {
        self.put_with_activities(Vec::new(), promise, reply);
    }

    /// Puts an activity task, which comes back if nobody is there to get it.
    pub(super) fn put_activity_task<T: Send + 'static>(
        &mut self,
        task: Activity,
        promise: Promise<T>,
        reply: Reply<T>,
    ) {
        self.letters.push((letter(promise, reply), Tasks::One(task)));
    }

    /// Puts a reply with activity tasks in it, which come back if nobody is there to get them.
    pub(super) fn put_with_activities<T: Send + 'static>(
        &mut self,
        tasks: Vec<Activity>,
        promise: Promise<T>,
        reply: Reply<T>,
    ) {
        self.letters.push((letter(promise, reply), Tasks::Several(tasks)));
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
        !self.returned.is_empty() || !self.returned_activities.is_empty()
    }

    /// The executions whose workflow tasks came back.
    pub(super) fn take_returned(&mut self) -> Vec<Key> {
        std::mem::take(&mut self.returned)
    }

    /// The activity tasks that came back.
    pub(super) fn take_returned_activities(&mut self) -> Vec<Activity> {
        std::mem::take(&mut self.returned_activities)
    }

    /// Releases everything, in the order it was put.
    pub(super) fn release(&mut self) {
        for (letter, tasks) in self.letters.drain(..) {
            if !letter(None) {
                match tasks {
                    Tasks::One(task) => self.returned_activities.push(task),
                    Tasks::Several(tasks) => self.returned_activities.extend(tasks),
                }
            }
        }
    }

    /// Tells everybody the same error instead.
    pub(super) fn fail(&mut self, error: &RpcError) {
        let ahead = self.ahead.drain(..).map(|(_, letter)| letter);
        let letters = self.letters.drain(..).map(|(letter, _)| letter);
        for letter in ahead.chain(letters) {
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

    #[test]
    fn so_does_an_activity_but_no_other_answer() {
        let task = ActivityTaskAbandoned {
            scheduled_event_id: 5,
            attempt: 1,
        };
        let mut outbox = Outbox::default();
        for number in [1, 2] {
            let (gone, pending) = promise::<()>();
            drop(pending);
            match number {
                1 => outbox.put_activity_task((number, task), gone, Ok(())),
                _ => outbox.put(gone, Ok(())),
            }
        }
        let (there, _pending) = promise::<()>();
        outbox.put_activity_task((3, task), there, Ok(()));
        outbox.release();
        assert!(outbox.has_returned());
        assert_eq!(outbox.take_returned_activities(), [(1, task)]);
        assert!(!outbox.has_returned());
    }
}
