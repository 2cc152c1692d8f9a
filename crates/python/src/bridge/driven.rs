//! Rust futures that wait for Python coroutines, as steps of the asyncio task that awaits them.
//!
//! A service client of the user's own is Python code in the middle of a Rust call. It must run where a Python
//! client would run it: in the caller's task, with its context variables, and cancelled with it. So the awaitable
//! made here is an iterator as coroutines are. Each step goes to the coroutine that the Rust future waits for, and
//! the future itself is polled only where one of them has ended. Nobody wakes anybody.

use std::{future::Future, future::poll_fn, pin::Pin, sync::Arc, task::Context, task::Poll, task::Waker};

use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyRuntimeError, PyStopIteration},
    intern,
    prelude::*,
    types::PyTuple,
};

use super::errors::Failure;

/// Where a future leaves the coroutine that it waits for, and finds what came of it. Clones are the same desk.
#[derive(Clone, Default)]
pub(crate) struct Desk(Arc<Mutex<Papers>>);

#[derive(Default)]
struct Papers {
    wanted: Option<Py<PyAny>>,
    came: Option<PyResult<Py<PyAny>>>,
    /// What the latest coroutine raised, for a future that ends with it.
    raised: Option<PyErr>,
}

impl Desk {
    /// Waits for the awaitable that `make` makes. Only a future of [`driven`] with this desk may.
    ///
    /// # Errors
    /// What the awaitable raises, or `make`.
    pub(crate) async fn wait(&self, make: impl FnOnce(Python<'_>) -> PyResult<Py<PyAny>>) -> PyResult<Py<PyAny>> {
        let steps = Python::attach(|py| make(py)?.call_method0(py, intern!(py, "__await__")))?;
        self.0.lock().wanted = Some(steps);
        poll_fn(|_| match self.0.lock().came.take() {
            Some(came) => Poll::Ready(came),
            None => Poll::Pending,
        })
        .await
    }

    /// Keeps an exception that the future tells in other words, to be raised as it was if the future fails with it.
    pub(crate) fn keep(&self, error: PyErr) {
        self.0.lock().raised = Some(error);
    }
}

type Outcome = PyResult<Py<PyAny>>;
type Job = Pin<Box<dyn Future<Output = Result<Finish, Failure>> + Send>>;
type Finish = Box<dyn FnOnce(Python<'_>) -> Outcome + Send>;

struct Running {
    job: Job,
    desk: Desk,
    /// The steps of the coroutine that the job waits for.
    steps: Option<Py<PyAny>>,
}

/// What Python awaits.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Driven(Mutex<Option<Running>>);

/// An awaitable for `future`, which may wait at `desk`. Nothing happens before it is awaited.
///
/// # Errors
/// Those of making a Python object.
pub(crate) fn driven<'py, F, T, E>(py: Python<'py>, desk: Desk, future: F) -> PyResult<Bound<'py, PyAny>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: FnOnce(Python<'_>) -> Outcome + Send + 'static,
    E: Into<Failure>,
{
    let job = async move {
        match future.await {
            Ok(finish) => Ok(Box::new(finish) as Finish),
            Err(error) => Err(error.into()),
        }
    };
    let running = Running {
        job: Box::pin(job),
        desk,
        steps: None,
    };
    Ok(Bound::new(py, Driven(Mutex::new(Some(running))))?.into_any())
}

#[pymethods]
impl Driven {
    fn __await__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __iter__(this: Bound<'_, Self>) -> Bound<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> Outcome {
        let running = self.take()?;
        let step = running
            .steps
            .as_ref()
            .map(|steps| steps.call_method0(py, intern!(py, "__next__")));
        self.advance(py, running, step)
    }

    fn send(&self, py: Python<'_>, _value: &Bound<'_, PyAny>) -> Outcome {
        self.__next__(py)
    }

    #[pyo3(signature = (*error))]
    fn throw(&self, py: Python<'_>, error: &Bound<'_, PyTuple>) -> Outcome {
        let running = self.take()?;
        let Some(steps) = &running.steps else {
            return Err(thrown(error)?);
        };
        let step = steps.call_method1(py, intern!(py, "throw"), error);
        self.advance(py, running, Some(step))
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let running = self.0.lock().take();
        if let Some(steps) = running.and_then(|running| running.steps) {
            steps.call_method0(py, intern!(py, "close"))?;
        }
        Ok(())
    }
}

impl Driven {
    fn take(&self) -> PyResult<Running> {
        let running = self.0.lock().take();
        running.ok_or_else(|| PyRuntimeError::new_err("cannot await a call that was awaited before"))
    }

    /// Goes on with what a coroutine did: it waits, and so does everything, or it has ended.
    fn advance(&self, py: Python<'_>, mut running: Running, mut step: Option<Outcome>) -> Outcome {
        loop {
            match step {
                Some(Ok(waits_for)) => {
                    *self.0.lock() = Some(running);
                    return Ok(waits_for);
                }
                Some(Err(error)) => {
                    running.steps = None;
                    let came = ended(py, error);
                    running.desk.0.lock().came = Some(came);
                }
                None => {}
            }
            match running.job.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(finish)) => return Err(PyStopIteration::new_err((finish(py)?,))),
                Poll::Ready(Err(failure)) => return Err(raised(py, &running.desk, failure)),
                Poll::Pending => {}
            }
            let Some(steps) = running.desk.0.lock().wanted.take() else {
                return Err(PyRuntimeError::new_err("a call waits for what Python cannot wait for"));
            };
            step = Some(steps.call_method0(py, intern!(py, "__next__")));
            running.steps = Some(steps);
        }
    }
}

/// The result of a coroutine, which ends by an exception in any case.
fn ended(py: Python<'_>, error: PyErr) -> Outcome {
    if error.is_instance_of::<PyStopIteration>(py) {
        return error.value(py).getattr(intern!(py, "value")).map(Bound::unbind);
    }
    Err(error)
}

/// What a failed call raises: the exception that Python raised in it, if the failure only repeats that.
fn raised(py: Python<'_>, desk: &Desk, failure: Failure) -> PyErr {
    match (failure, desk.0.lock().raised.take()) {
        (Failure::Rpc(_), Some(error)) => error,
        (failure, _) => failure.into_py_err(py),
    }
}

/// The exception of a `throw`, which older versions of Python give as type, value and traceback.
fn thrown(error: &Bound<'_, PyTuple>) -> PyResult<PyErr> {
    let value = error.get_item(1).ok().filter(|value| !value.is_none());
    Ok(PyErr::from_value(value.map_or_else(|| error.get_item(0), Ok)?))
}
