//! A Rust future that an asyncio loop waits for.
//!
//! What Python awaits is `everloop._bridge.Pending`, an `asyncio.Future` whose `cancel` drops the Rust
//! future. Outcomes are closures, so that they become Python values only on the loop's thread.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

use parking_lot::Mutex;
use pyo3::{exceptions::PyRuntimeError, intern, prelude::*, sync::PyOnceLock};

use super::{
    errors::Failure,
    queue::{Item, LoopHandle, Queue},
    runtime::runtime,
};

/// A future, its outcome turned into a Python value as it is polled.
trait Job: Send {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, py: Python<'_>) -> Poll<PyResult<Py<PyAny>>>;
}

struct Awaited<F>(F);

impl<F, T, E> Job for Awaited<F>
where
    F: Future<Output = Result<T, E>> + Send,
    T: FnOnce(Python<'_>) -> PyResult<Py<PyAny>>,
    E: Into<Failure>,
{
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>, py: Python<'_>) -> Poll<PyResult<Py<PyAny>>> {
        // SAFETY: the field is pinned whenever the wrapper is, and is never moved out of it.
        let future = unsafe { self.map_unchecked_mut(|wrapper| &mut wrapper.0) };
        future.poll(cx).map(|outcome| match outcome {
            Ok(value) => value(py),
            Err(failure) => Err(failure.into().into_py_err(py)),
        })
    }
}

struct Running {
    job: Pin<Box<dyn Job>>,
    waiter: Py<PyAny>,
}

/// A running future and the Python future that waits for it.
pub(super) struct Task {
    queue: Weak<Queue>,
    queued: AtomicBool,
    running: Mutex<Option<Running>>,
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel)
            && let Some(queue) = self.queue.upgrade()
        {
            queue.push(Item::Poll(self));
        }
    }
}

impl Task {
    /// Polls the future and settles its waiter if it is done. Only the loop's thread calls this.
    pub(super) fn poll(self: Arc<Self>, py: Python<'_>) {
        self.queued.store(false, Ordering::Release);
        let waker = Waker::from(self.clone());
        let Some(mut running) = self.running.lock().take() else {
            return;
        };
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let _entered = runtime().ok().map(tokio::runtime::Handle::enter);
            running.job.as_mut().poll(&mut Context::from_waker(&waker), py)
        }));
        let outcome = match polled {
            Ok(Poll::Pending) => {
                *self.running.lock() = Some(running);
                return;
            }
            Ok(Poll::Ready(outcome)) => outcome,
            Err(_) => Err(PyRuntimeError::new_err(
                "everloop failed internally; standard error tells where",
            )),
        };
        let waiter = running.waiter.bind(py);
        let settled = settle(waiter, outcome);
        if let Err(error) = settled {
            error.write_unraisable(py, Some(waiter));
        }
    }
}

/// Hands the outcome over, unless nobody waits any more.
fn settle(waiter: &Bound<'_, PyAny>, outcome: PyResult<Py<PyAny>>) -> PyResult<()> {
    let py = waiter.py();
    if waiter.call_method0(intern!(py, "done"))?.is_truthy()? {
        return Ok(());
    }
    match outcome {
        Ok(value) => waiter.call_method1(intern!(py, "set_result"), (value,))?,
        Err(error) => waiter.call_method1(intern!(py, "set_exception"), (error.into_value(py),))?,
    };
    Ok(())
}

/// What `Pending.cancel` calls: drops the future.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct Abort(Arc<Task>);

#[pymethods]
impl Abort {
    fn __call__(&self) {
        let running = self.0.running.lock().take();
        drop(running);
    }
}

static PENDING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// An awaitable for `future`, polled on the running asyncio loop; see the module `bridge`.
///
/// Its `Ok` value is a closure that makes the Python value.
///
/// # Errors
/// A `RuntimeError` when no asyncio loop is running.
pub(crate) fn future<'py, F, T, E>(py: Python<'py>, future: F) -> PyResult<Bound<'py, PyAny>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + 'static,
    E: Into<Failure> + 'static,
{
    runtime()?;
    let handle = LoopHandle::current(py)?;
    let pending = PENDING.import(py, "everloop._bridge.pending", "Pending")?;
    let waiter = pending.call((), Some(handle.as_option(py)))?;
    let task = Arc::new(Task {
        queue: Arc::downgrade(handle.queue()),
        queued: AtomicBool::new(false),
        running: Mutex::new(Some(Running {
            job: Box::pin(Awaited(future)),
            waiter: waiter.clone().unbind(),
        })),
    });
    task.clone().poll(py);
    if task.running.lock().is_some() {
        waiter.setattr(intern!(py, "abort"), Bound::new(py, Abort(task))?)?;
    }
    Ok(waiter)
}

/// Like [`future`], for futures of many wake-ups, such as network calls: they run on the runtime's
/// threads, and only their end wakes the loop.
///
/// # Errors
/// A `RuntimeError` when no asyncio loop is running.
pub(crate) fn spawned<'py, F, T, E>(py: Python<'py>, future: F) -> PyResult<Bound<'py, PyAny>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send + 'static,
    E: Into<Failure> + Send + 'static,
{
    let running = AbortOnDrop(runtime()?.spawn(future));
    self::future(py, async move {
        let mut running = running;
        match (&mut running.0).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(failure)) => Err(failure.into()),
            Err(error) => Err(Failure::from(PyRuntimeError::new_err(format!(
                "everloop failed internally: {error}"
            )))),
        }
    })
}

struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
