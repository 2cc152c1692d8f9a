//! The tasks of a run, held so that none is collected while it waits.
//!
//! asyncio itself refers to tasks weakly: a task that waits for something nobody else refers to would be
//! collected at some moment that depends on the machine, and a workflow must not.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use parking_lot::Mutex;
use pyo3::{intern, prelude::*};

use super::{instance::current, task_hash::hash_of};

/// Below this many, finished tasks are not worth looking for.
const SMALL: usize = 16;

#[derive(Default)]
struct Inner {
    tasks: Vec<Py<PyAny>>,
    /// How many there may be before the finished ones are dropped again.
    limit: usize,
}

/// All unfinished tasks, and some that have finished lately.
#[derive(Default)]
pub(super) struct Tasks(Mutex<Inner>, AtomicI64);

/// The number of the next task of the run on this thread; of no run, tasks are numbered together.
#[pyfunction]
pub(super) fn workflow_next_task_number(py: Python<'_>) -> i64 {
    static OF_NO_RUN: AtomicI64 = AtomicI64::new(0);
    match current(py) {
        Some(run) => {
            let run = run.get();
            hash_of(run.start.random_seed, run.tasks.1.fetch_add(1, Relaxed))
        }
        None => OF_NO_RUN.fetch_add(1, Relaxed),
    }
}

impl Tasks {
    /// Adds a task. Finished ones are dropped when their number has doubled, which is constant work per task.
    pub(super) fn add(&self, py: Python<'_>, task: &Bound<'_, PyAny>) -> PyResult<()> {
        let full = {
            let mut inner = self.0.lock();
            inner.tasks.push(task.clone().unbind());
            if inner.tasks.len() > inner.limit.max(SMALL) {
                Some(std::mem::take(&mut inner.tasks))
            } else {
                None
            }
        };
        let Some(tasks) = full else { return Ok(()) };
        let mut unfinished = Vec::with_capacity(tasks.len());
        for task in tasks {
            if !task.bind(py).call_method0(intern!(py, "done"))?.is_truthy()? {
                unfinished.push(task);
            }
        }
        let mut inner = self.0.lock();
        inner.limit = unfinished.len() * 2;
        unfinished.append(&mut inner.tasks);
        inner.tasks = unfinished;
        Ok(())
    }

    /// The tasks, oldest first.
    pub(super) fn snapshot(&self, py: Python<'_>) -> Vec<Py<PyAny>> {
        self.0.lock().tasks.iter().map(|task| task.clone_ref(py)).collect()
    }

    /// Hands over all tasks.
    pub(super) fn take(&self) -> Vec<Py<PyAny>> {
        std::mem::take(&mut self.0.lock().tasks)
    }
}
