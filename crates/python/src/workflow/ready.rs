//! The ready queue: what the loop runs next, in the order it became ready.

use std::{collections::VecDeque, sync::atomic::Ordering::Relaxed};

use parking_lot::Mutex;
use pyo3::prelude::*;

use super::{
    event_loop::WorkflowLoop,
    handles::{Handle, TimerHandle},
    operation::Operation,
    thread,
};

/// One thing to run.
pub(super) enum Entry {
    Handle(Py<Handle>),
    Timer(Py<TimerHandle>),
    /// The next stage of an operation. An operation passes through the queue as often as the tasks and
    /// futures it stands for would, so that the order of the workflow's coroutines is not affected by
    /// leaving those out.
    Operation(Py<Operation>),
    /// The cancel request reaches the main task after everything that was ready before it.
    CancelMain,
}

/// After so many entries in a row, what only tries once more waits for news. Part of what replays: never to be changed.
const PATIENCE: u32 = 1_000;

/// The queue itself. The locks are never held while Python runs.
#[derive(Default)]
pub(super) struct Ready {
    queue: Mutex<VecDeque<Entry>>,
    /// What waits for the next news.
    parked: Mutex<Vec<Entry>>,
}

impl Ready {
    pub(super) fn push(&self, entry: Entry) {
        self.queue.lock().push_back(entry);
    }

    fn pop(&self) -> Option<Entry> {
        self.queue.lock().pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.queue.lock().is_empty()
    }

    /// There is news: what waited for it is ready.
    pub(super) fn unpark(&self) {
        let parked = std::mem::take(&mut *self.parked.lock());
        self.queue.lock().extend(parked);
    }

    /// Empties the queue without running anything.
    pub(super) fn clear(&self) {
        let entries = (
            std::mem::take(&mut *self.queue.lock()),
            std::mem::take(&mut *self.parked.lock()),
        );
        drop(entries);
    }
}

impl WorkflowLoop {
    /// Runs until nothing is ready.
    ///
    /// # Errors
    /// The first error that must end the activation; what else is ready then stays in the queue.
    pub(super) fn drain(slf: &Bound<'_, Self>) -> PyResult<()> {
        let (py, this) = (slf.py(), slf.get());
        let mut count = 0;
        while let Some(entry) = this.ready.pop() {
            if this.interrupted.load(Relaxed) {
                // Code may swallow what is raised in it, and always have something ready.
                return Err(thread::held_too_long(py)?);
            }
            count += 1;
            if count > PATIENCE
                && let Entry::Handle(handle) = &entry
                && handle.get().repeats_cancellation(py)
            {
                this.ready.parked.lock().push(entry);
                continue;
            }
            let ran = match &entry {
                Entry::Handle(handle) => handle.get().run(py),
                Entry::Timer(timer) => timer.get().run(py),
                Entry::Operation(operation) => Operation::advance(operation.bind(py)),
                Entry::CancelMain => this.cancel_main_task(py),
            };
            if let Err(error) = ran {
                Self::callback_raised(slf, error)?;
            }
            if let Some(error) = this.take_activation_error() {
                return Err(error);
            }
        }
        Ok(())
    }
}
