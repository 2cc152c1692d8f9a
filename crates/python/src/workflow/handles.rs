//! What `call_soon` and `call_later` return: callbacks waiting for their turn or for their timer.
//!
//! They answer to the methods of `asyncio.Handle` and `asyncio.TimerHandle`.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;
use pyo3::{intern, prelude::*, types::PyTuple};

use super::{
    event_loop::WorkflowLoop, operation::Operation, outbound::local_activity::LocalAttempt, python_names::Names,
};

/// A callback, its arguments, and the context it runs in. Cancelling drops it.
pub(super) struct Callback {
    pub(super) function: Py<PyAny>,
    pub(super) args: Py<PyTuple>,
    pub(super) context: Py<PyAny>,
}

impl Callback {
    /// The callback with the context given, or with a copy of the current one.
    pub(super) fn new(
        py: Python<'_>,
        function: Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let context = match context {
            Some(context) => context.unbind(),
            None => Names::get(py)?.copy_context.call0(py)?,
        };
        Ok(Self {
            function: function.unbind(),
            args: args.clone().unbind(),
            context,
        })
    }

    fn call(&self, py: Python<'_>) -> PyResult<()> {
        let context = self.context.bind(py);
        let run = context.getattr(intern!(py, "run"))?;
        let args = self.args.bind(py);
        if args.is_empty() {
            run.call1((&self.function,))?;
        } else {
            let mut all = Vec::with_capacity(args.len() + 1);
            all.push(self.function.bind(py).clone());
            all.extend(args.iter());
            run.call1(PyTuple::new(py, all)?)?;
        }
        Ok(())
    }
}

/// A callback in the ready queue.
#[pyclass(frozen, weakref, module = "everloop._core", name = "Handle")]
pub(super) struct Handle {
    callback: Mutex<Option<Callback>>,
    cancelled: AtomicBool,
}

impl Handle {
    pub(super) fn new(callback: Callback) -> Self {
        Self {
            callback: Mutex::new(Some(callback)),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Runs the callback unless it is canceled; at most once.
    pub(super) fn run(&self, py: Python<'_>) -> PyResult<()> {
        let callback = self.callback.lock().take();
        callback.map_or(Ok(()), |callback| callback.call(py))
    }

    /// Whether the callback is the one by which `anyio` cancels the tasks of a scope in every turn of the loop until they
    /// end. Those that wait for something outside do not end before it answers, which in a workflow is no matter of turns.
    pub(super) fn repeats_cancellation(&self, py: Python<'_>) -> bool {
        let Some(function) = self.callback.lock().as_ref().map(|one| one.function.clone_ref(py)) else {
            return false;
        };
        let text = |name| function.bind(py).getattr(name).and_then(|it| it.extract::<String>());
        let name = text(intern!(py, "__qualname__"));
        name.is_ok_and(|name| name == "CancelScope._deliver_cancellation")
            && text(intern!(py, "__module__")).is_ok_and(|module| module.starts_with("anyio."))
    }

    /// Forgets the callback.
    pub(super) fn clear(&self) {
        let callback = self.callback.lock().take();
        drop(callback);
    }
}

#[pymethods]
impl Handle {
    fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
        self.clear();
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        match &*self.callback.lock() {
            Some(callback) => Ok(format!("<Handle {}>", callback.function.bind(py).repr()?)),
            None if self.cancelled() => Ok("<Handle cancelled>".to_owned()),
            None => Ok("<Handle>".to_owned()),
        }
    }
}

/// What a timer does when it fires.
pub(super) enum OnFire {
    Call(Callback),
    /// Resolves a future; a sleeping coroutine needs no callback of its own.
    Wake(Py<PyAny>),
    /// Schedules a local activity once more.
    Again(Again),
}

/// A local activity between two attempts.
pub(super) struct Again {
    pub(super) operation: Py<Operation>,
    pub(super) attempt: LocalAttempt,
}

/// A callback that waits for a timer of the workflow.
#[pyclass(frozen, weakref, module = "everloop._core", name = "TimerHandle")]
pub(super) struct TimerHandle {
    owner: Py<WorkflowLoop>,
    seq: u32,
    when: f64,
    on_fire: Mutex<Option<OnFire>>,
    cancelled: AtomicBool,
}

impl TimerHandle {
    pub(super) fn new(owner: Py<WorkflowLoop>, seq: u32, when: f64, on_fire: OnFire) -> Self {
        Self {
            owner,
            seq,
            when,
            on_fire: Mutex::new(Some(on_fire)),
            cancelled: AtomicBool::new(false),
        }
    }

    /// Runs what the timer was for unless it is canceled; at most once.
    pub(super) fn run(&self, py: Python<'_>) -> PyResult<()> {
        let on_fire = self.on_fire.lock().take();
        match on_fire {
            None => Ok(()),
            Some(OnFire::Call(callback)) => callback.call(py),
            Some(OnFire::Wake(future)) => wake(future.bind(py)).map(drop),
            Some(OnFire::Again(again)) => WorkflowLoop::start_again(self.owner.bind(py), again),
        }
    }

    /// Forgets what the timer was for.
    pub(super) fn clear(&self) {
        let on_fire = self.on_fire.lock().take();
        drop(on_fire);
    }
}

#[pymethods]
impl TimerHandle {
    fn cancel(&self, py: Python<'_>) -> PyResult<()> {
        if self.cancelled.swap(true, Relaxed) {
            return Ok(());
        }
        self.owner.get().cancel_timer(py, self.seq)?;
        self.clear();
        Ok(())
    }

    fn cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    fn when(&self) -> f64 {
        self.when
    }

    fn __repr__(&self) -> String {
        let state = if self.cancelled() { "cancelled " } else { "" };
        format!("<TimerHandle {state}when={}>", self.when)
    }
}

/// Gives a future the result `None`; false if it is done already, as a canceled one is.
pub(super) fn wake(future: &Bound<'_, PyAny>) -> PyResult<bool> {
    let py = future.py();
    let is_pending = !future.call_method0(intern!(py, "done"))?.is_truthy()?;
    if is_pending {
        future.call_method1(intern!(py, "set_result"), (py.None(),))?;
    }
    Ok(is_pending)
}
