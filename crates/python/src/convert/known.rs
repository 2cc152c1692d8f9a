//! What was learned about Python classes and hints, by their addresses.

use std::collections::HashMap;

use parking_lot::RwLock;
use pyo3::prelude::*;

/// Objects are remembered up to this number; then everything is forgotten, lest those made on the fly pile up.
const OBJECTS_MAX: usize = 2048;

/// What was learned about each object met so far.
pub(super) struct Known<T> {
    // Each object is kept alive, so that no other one can come to have its address.
    by_address: RwLock<HashMap<usize, (Py<PyAny>, T)>>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self {
            by_address: RwLock::default(),
        }
    }
}

impl<T: Clone> Known<T> {
    /// What is known about an object, learning it first if need be.
    ///
    /// # Errors
    /// What `learn` returns; nothing is remembered then.
    pub(super) fn about<'py>(
        &self,
        object: &Bound<'py, PyAny>,
        learn: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
    ) -> PyResult<T> {
        let address = object.as_ptr() as usize;
        if let Some((_, known)) = self.by_address.read().get(&address) {
            return Ok(known.clone());
        }
        // No lock is held here: learning can run any Python code, which can come back to this very place.
        let learned = learn(object)?;
        let mut forgotten = HashMap::new();
        {
            let mut by_address = self.by_address.write();
            if by_address.len() >= OBJECTS_MAX {
                forgotten = std::mem::take(&mut *by_address);
            }
            by_address.insert(address, (object.clone().unbind(), learned.clone()));
        }
        // Nor here: the end of a class can run Python code as well.
        drop(forgotten);
        Ok(learned)
    }
}
