//! Which threads run guarded workflow code at this moment.

use std::cell::Cell;

use pyo3::prelude::*;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread runs guarded code. A few instructions: every call of a guarded function asks.
#[inline]
pub(super) fn is_guarded() -> bool {
    GUARDED.get()
}

/// Sets whether this thread is guarded until it is dropped, when it is again as it was.
#[must_use = "the thread is as it was when this is dropped"]
pub(crate) struct Scope {
    before: bool,
}

impl Scope {
    pub(crate) fn new(is_guarded: bool) -> Self {
        Self {
            before: GUARDED.replace(is_guarded),
        }
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        GUARDED.set(self.before);
    }
}

/// Whether this thread runs guarded workflow code.
#[pyfunction]
pub(super) fn sandbox_is_guarded() -> bool {
    is_guarded()
}
