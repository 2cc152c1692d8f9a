//! Forgetting a run: its coroutines are closed, and nothing they do about it has any effect.
//!
//! A suspended coroutine cannot be dropped without `finally` blocks and context managers being run. So
//! they run now, at a known moment, with the run marked as evicted: whatever they ask of the workflow
//! is refused by an exception that ordinary handlers do not catch, and nothing is logged.

use std::sync::atomic::Ordering::Relaxed;

use pyo3::{intern, prelude::*};

use super::{event_loop::WorkflowLoop, instance::Entered};

impl WorkflowLoop {
    /// Takes the run down. It must not be activated afterwards.
    pub(super) fn tear_down(slf: &Bound<'_, Self>) {
        let py = slf.py();
        let this = slf.get();
        this.evicting.store(true, Relaxed);
        this.ready.clear();
        match Entered::new(slf) {
            Ok(entered) => {
                for task in this.tasks.take() {
                    // An error here is the user's own protest against being closed.
                    let _ = close_task(task.bind(py));
                }
                this.drop_state(py);
                entered.leave(py);
            }
            Err(error) => error.write_unraisable(py, None),
        }
    }

    fn drop_state(&self, py: Python<'_>) {
        self.pending.clear(py);
        drop(self.conditions.take());
        self.ready.clear();
        self.handlers.clear();
        self.random.clear();
        self.clear_hooks();
        self.commands.lock().clear();
        let held = (
            self.main_task.lock().take(),
            self.interception.lock().take(),
            self.info.lock().take(),
            self.shown_memo.lock().take(),
            self.decoded_arguments.lock().take(),
            self.activation_error.lock().take(),
            self.object.lock().take(),
        );
        drop(held);
    }
}

fn close_task(task: &Bound<'_, PyAny>) -> PyResult<()> {
    let py = task.py();
    if task.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    // asyncio complains about pending tasks that disappear; this one does so on purpose.
    task.setattr(intern!(py, "_log_destroy_pending"), false)?;
    let close = task
        .call_method0(intern!(py, "get_coro"))?
        .getattr(intern!(py, "close"))?;
    // Context variables that the coroutine set can be restored only where it set them, which Python tells since 3.12.
    match task.getattr_opt(intern!(py, "get_context"))? {
        Some(get_context) => get_context.call0()?.call_method1(intern!(py, "run"), (close,))?,
        None => close.call0()?,
    };
    Ok(())
}
