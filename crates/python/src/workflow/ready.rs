//! The ready queue: what the loop runs next, in the order it became ready.

use std::collections::VecDeque;

use parking_lot::Mutex;
use pyo3::prelude::*;

use super::{
    event_loop::WorkflowLoop,
    handles::{Handle, TimerHandle},
    operation::Operation,
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

/// The queue itself. The lock is never held while Python runs.
#[derive(Default)]
pub(super) struct Ready(Mutex<VecDeque<Entry>>);

impl Ready {
    pub(super) fn push(&self, entry: Entry) {
        self.0.lock().push_back(entry);
    }

    fn pop(&self) -> Option<Entry> {
        self.0.lock().pop_front()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }

    /// Empties the queue without running anything.
    pub(super) fn clear(&self) {
        let entries = std::mem::take(&mut *self.0.lock());
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
        while let Some(entry) = this.ready.pop() {
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
