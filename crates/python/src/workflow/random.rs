//! Deterministic random numbers: Python's own generator, seeded by what history says.

use parking_lot::Mutex;
use pyo3::{prelude::*, sync::PyOnceLock, types::PyType};

struct Inner {
    seed: u64,
    /// Made when first asked for: it weighs more than the rest of an idle run.
    generator: Option<Py<PyAny>>,
    callbacks: Vec<Py<PyAny>>,
}

/// The random numbers of one run.
pub(super) struct Randomness(Mutex<Inner>);

impl Randomness {
    pub(super) fn new(seed: u64) -> Self {
        Self(Mutex::new(Inner {
            seed,
            generator: None,
            callbacks: Vec::new(),
        }))
    }

    pub(super) fn seed(&self) -> u64 {
        self.0.lock().seed
    }

    /// The run's generator, a `random.Random`.
    pub(super) fn generator(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let seed = {
            let inner = self.0.lock();
            if let Some(generator) = &inner.generator {
                return Ok(generator.clone_ref(py));
            }
            inner.seed
        };
        let generator = CLASS.import(py, "random", "Random")?.call1((seed,))?.unbind();
        self.0.lock().generator = Some(generator.clone_ref(py));
        Ok(generator)
    }

    /// Seeds the generator anew and tells those who asked to be told.
    pub(super) fn reseed(&self, py: Python<'_>, seed: u64) -> PyResult<()> {
        let (generator, callbacks) = {
            let mut inner = self.0.lock();
            inner.seed = seed;
            let callbacks: Vec<_> = inner.callbacks.iter().map(|callback| callback.clone_ref(py)).collect();
            (
                inner.generator.as_ref().map(|generator| generator.clone_ref(py)),
                callbacks,
            )
        };
        if let Some(generator) = generator {
            generator.bind(py).call_method1("seed", (seed,))?;
        }
        for callback in callbacks {
            callback.bind(py).call1((seed,))?;
        }
        Ok(())
    }

    pub(super) fn on_reseed(&self, callback: Py<PyAny>) {
        self.0.lock().callbacks.push(callback);
    }

    /// Drops what refers back to the workflow.
    pub(super) fn clear(&self) {
        let callbacks = std::mem::take(&mut self.0.lock().callbacks);
        drop(callbacks);
    }
}
