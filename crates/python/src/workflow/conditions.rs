//! What `wait_condition` waits for: functions that are asked again whenever the loop has come to rest.

use parking_lot::Mutex;
use pyo3::{intern, prelude::*};

struct Condition {
    holds: Py<PyAny>,
    future: Py<PyAny>,
}

/// The conditions of a run, in the order they were waited for.
#[derive(Default)]
pub(super) struct Conditions(Mutex<Vec<Condition>>);

impl Conditions {
    pub(super) fn add(&self, holds: Py<PyAny>, future: Py<PyAny>) {
        self.0.lock().push(Condition { holds, future });
    }

    /// Asks all of them, resolves the futures of those that hold, and forgets those whose waiter is gone.
    ///
    /// # Errors
    /// What a condition raises; the conditions after it are not asked.
    pub(super) fn check(&self, py: Python<'_>) -> PyResult<()> {
        let mut left = std::mem::take(&mut *self.0.lock());
        if left.is_empty() {
            return Ok(());
        }
        let mut failed = None;
        left.retain(|condition| {
            failed.is_some()
                || match condition.is_over(py) {
                    Ok(over) => !over,
                    Err(error) => {
                        failed = Some(error);
                        true
                    }
                }
        });
        let mut now = self.0.lock();
        left.append(&mut now);
        *now = left;
        failed.map_or(Ok(()), Err)
    }

    pub(super) fn take(&self) -> impl Drop + use<> {
        std::mem::take(&mut *self.0.lock())
    }
}

impl Condition {
    fn is_over(&self, py: Python<'_>) -> PyResult<bool> {
        let future = self.future.bind(py);
        if future.call_method0(intern!(py, "done"))?.is_truthy()? {
            return Ok(true);
        }
        if !self.holds.bind(py).call0()?.is_truthy()? {
            return Ok(false);
        }
        future.call_method1(intern!(py, "set_result"), (true,))?;
        Ok(true)
    }
}
