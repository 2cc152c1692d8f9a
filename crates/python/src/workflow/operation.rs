//! [`Operation`]: something the workflow asked of the outside world and awaits.
//!
//! It is awaitable, and a coroutine that a task can run. There is no Python code between the await and
//! the result; what differs between the kinds is how many turns of the loop lie between the resolution
//! and the awaiting code, and what a cancellation of the awaiting code does:
//!
//! | kind            | turns              | cancellation                                              |
//! |-----------------|--------------------|-----------------------------------------------------------|
//! | activity        | 2, as a task 1     | request it once, wait on; raise if resolved already       |
//! | start of child  | 1                  | as with a child; raise if the workflow itself is canceled |
//! | child           | 1 (always a task)  | request the child's cancellation each time, wait on       |
//! | signal to other | 1                  | request each time that it be withdrawn, wait on           |
//! | cancel of other | 0                  | raise                                                     |
//!
//! The turns are those that tasks and shielded futures would take; the order in which coroutines
//! continue decides the order of commands, so it is part of what replays.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

use everloop_machines::Command;
use everloop_proto::{common::v1::Payload, failure::v1::Failure};
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyRuntimeError, PyStopIteration},
    intern,
    prelude::*,
    types::PyType,
};

use super::{
    event_loop::WorkflowLoop,
    handles::{TimerHandle, wake},
    python_names::Names,
    ready::Entry,
    turn::Flag,
};
use crate::convert::Converter;

/// What is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Activity { as_task: bool },
    ChildStart,
    Child,
    SignalExternal,
    CancelExternal,
}

impl Kind {
    /// How many turns of the loop lie between the resolution and the wake-up.
    fn turns(self) -> u8 {
        match self {
            Self::Activity { as_task: false } => 2,
            Self::Activity { as_task: true } | Self::ChildStart | Self::Child | Self::SignalExternal => 1,
            Self::CancelExternal => 0,
        }
    }

    /// Whether a task stands between the operation and the code that awaits it, though there is none.
    fn stands_for_task(self) -> bool {
        matches!(self, Self::Activity { as_task: false })
    }
}

#[derive(Default)]
struct State {
    /// The future that the awaiting task is parked on.
    waiter: Option<Py<PyAny>>,
    outcome: Option<PyResult<Py<PyAny>>>,
    /// How many turns are left until the wake-up.
    turns_left: u8,
    /// Whether the task that this stands for would have begun to run.
    begun: bool,
    /// Whether it was canceled before it would have begun.
    cancelled_early: bool,
    cancel_requested: bool,
    /// The timer that a local activity waits for between two attempts.
    backoff: Option<Py<TimerHandle>>,
    /// Whether the awaiting code has been woken up for the result.
    delivered: bool,
}

/// The awaitable.
#[pyclass(frozen, weakref, module = "everloop._core", name = "Operation")]
pub(super) struct Operation {
    owner: Py<WorkflowLoop>,
    kind: Kind,
    seq: AtomicU32,
    /// Type hint of the result.
    pub(super) hint: Option<Py<PyAny>>,
    /// For the result, or the failure.
    pub(super) converter: Converter,
    state: Mutex<State>,
    /// Whether it was awaited at all.
    started: AtomicBool,
}

/// What the awaiting code gets when it is resumed.
enum Step {
    Wait,
    Result(PyResult<Py<PyAny>>),
    Raise,
}

impl Operation {
    pub(super) fn new(
        owner: &Bound<'_, WorkflowLoop>,
        kind: Kind,
        seq: u32,
        hint: Option<Py<PyAny>>,
        converter: Converter,
    ) -> PyResult<Py<Self>> {
        let py = owner.py();
        let operation = Py::new(
            py,
            Self {
                owner: owner.clone().unbind(),
                kind,
                seq: AtomicU32::new(seq),
                hint,
                converter,
                state: Mutex::new(State {
                    begun: !kind.stands_for_task(),
                    ..State::default()
                }),
                started: AtomicBool::new(false),
            },
        )?;
        if kind.stands_for_task() {
            owner.get().ready.push(Entry::Operation(operation.clone_ref(py)));
        }
        Ok(operation)
    }

    /// The value of a result.
    pub(super) fn result(&self, py: Python<'_>, result: Option<Payload>) -> PyResult<Py<PyAny>> {
        let Some(payload) = result else { return Ok(py.None()) };
        let hint = self.hint.as_ref().map(|hint| hint.bind(py));
        match self.converter.decode_one(py, &payload, hint) {
            Ok(value) => Ok(value.unbind()),
            Err(cause) => Err(self.owner.get().cannot_decode(py, cause)),
        }
    }

    /// The exception of a failure.
    pub(super) fn raised(&self, py: Python<'_>, failure: &Failure) -> PyResult<PyErr> {
        Ok(PyErr::from_value(self.converter.exception_from_failure(py, failure)?))
    }

    /// Takes the result. The awaiting code continues after the turns that its kind has.
    pub(super) fn resolve(slf: &Bound<'_, Self>, outcome: PyResult<Py<PyAny>>) -> PyResult<()> {
        let this = slf.get();
        let turns = this.kind.turns();
        {
            let mut state = this.state.lock();
            state.outcome = Some(outcome);
            state.turns_left = turns;
        }
        if turns == 0 {
            return this.deliver(slf.py());
        }
        this.owner.get().ready.push(Entry::Operation(slf.clone().unbind()));
        Ok(())
    }

    /// One turn of the loop has come to this operation.
    pub(super) fn advance(slf: &Bound<'_, Self>) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        let mut state = this.state.lock();
        if !state.begun {
            state.begun = true;
            let waiter = state.waiter.as_ref().map(|waiter| waiter.clone_ref(py));
            drop(state);
            let early = match waiter {
                Some(waiter) => waiter.bind(py).call_method0(intern!(py, "cancelled"))?.is_truthy()?,
                None => false,
            };
            this.state.lock().cancelled_early = early;
            return Ok(());
        }
        state.turns_left = state.turns_left.saturating_sub(1);
        if state.turns_left > 0 {
            drop(state);
            this.owner.get().ready.push(Entry::Operation(slf.clone().unbind()));
            return Ok(());
        }
        drop(state);
        this.deliver(py)
    }

    fn deliver(&self, py: Python<'_>) -> PyResult<()> {
        let waiter = self.state.lock().waiter.take();
        let delivered = match waiter {
            Some(waiter) => wake(waiter.bind(py))?,
            None => true,
        };
        self.state.lock().delivered = delivered;
        Ok(())
    }

    /// A local activity waits for `timer` before its next attempt.
    pub(super) fn back_off(&self, timer: Py<TimerHandle>) {
        self.state.lock().backoff = Some(timer);
    }

    /// The next attempt of a local activity has a number of its own.
    pub(super) fn renumber(&self, seq: u32) {
        self.seq.store(seq, Relaxed);
        let timer = self.state.lock().backoff.take();
        drop(timer);
    }

    /// Drops what it holds, when the run ends.
    pub(super) fn clear(&self) {
        let state = std::mem::take(&mut *self.state.lock());
        drop(state);
    }

    fn wait<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let future = WorkflowLoop::future(self.owner.bind(py))?;
        future.setattr(intern!(py, "_asyncio_future_blocking"), true)?;
        let old = self.state.lock().waiter.replace(future.clone().unbind());
        drop(old);
        Ok(future)
    }

    fn finish<'py>(&self, py: Python<'py>, outcome: PyResult<Py<PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let value = outcome?;
        Err(PyStopIteration::new_err((value.into_bound(py).unbind(),)))
    }

    /// The command that cancels the operation, if its kind has one.
    fn cancel_command(&self, py: Python<'_>, error: &PyErr) -> Option<Command> {
        let seq = self.seq.load(Relaxed);
        match self.kind {
            Kind::Activity { .. } => Some(Command::CancelActivity { seq }),
            Kind::ChildStart | Kind::Child => Some(Command::CancelChild {
                seq,
                reason: cancel_message(py, error),
            }),
            Kind::SignalExternal => Some(Command::CancelSignalExternal { seq }),
            Kind::CancelExternal => None,
        }
    }

    fn request_cancel(&self, py: Python<'_>, error: &PyErr) -> PyResult<()> {
        match self.cancel_command(py, error) {
            Some(command) => self.owner.get().command(py, command, Vec::new()),
            None => Ok(()),
        }
    }

    /// What to do about a cancellation of the awaiting code.
    fn on_cancelled(&self, py: Python<'_>, error: &PyErr) -> PyResult<Step> {
        let owner = self.owner.get();
        match self.kind {
            Kind::Activity { as_task } => {
                let mut state = self.state.lock();
                if state.outcome.is_some() {
                    let raise =
                        (state.delivered && !as_task) || owner.turn.lock().use_flag(Flag::RaiseOnCancellingCompleted);
                    return Ok(match state.outcome.take() {
                        Some(outcome) if !raise => Step::Result(outcome),
                        _ => Step::Raise,
                    });
                }
                if let Some(timer) = state.backoff.take() {
                    drop(state);
                    timer.bind(py).call_method0(intern!(py, "cancel"))?;
                    return Ok(Step::Raise);
                }
                let (first, early) = (!state.cancel_requested, state.cancelled_early);
                state.cancel_requested = true;
                drop(state);
                if first {
                    self.request_cancel(py, error)?;
                }
                Ok(if early { Step::Raise } else { Step::Wait })
            }
            Kind::ChildStart | Kind::Child | Kind::SignalExternal => {
                self.request_cancel(py, error)?;
                // A workflow that is itself asked to cancel does not wait for a child to start.
                if self.kind == Kind::ChildStart && owner.cancel_reason.lock().is_some() {
                    return Ok(Step::Raise);
                }
                Ok(self.state.lock().outcome.take().map_or(Step::Wait, Step::Result))
            }
            Kind::CancelExternal => Ok(Step::Raise),
        }
    }
}

#[pymethods]
impl Operation {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.started.store(true, Relaxed);
        let outcome = {
            let mut state = self.state.lock();
            if state.turns_left == 0 {
                state.outcome.take()
            } else {
                None
            }
        };
        match outcome {
            Some(outcome) => self.finish(py, outcome),
            None => self.wait(py),
        }
    }

    fn send<'py>(&self, py: Python<'py>, _value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.__next__(py)
    }

    #[pyo3(signature = (exception, value=None, _traceback=None))]
    fn throw<'py>(
        &self,
        py: Python<'py>,
        exception: Bound<'py, PyAny>,
        value: Option<Bound<'py, PyAny>>,
        _traceback: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let was_started = self.started.swap(true, Relaxed);
        let error = thrown(exception, value)?;
        if !error.matches(py, Names::get(py)?.cancelled_error.bind(py))? {
            return Err(error);
        }
        if !was_started && self.kind == (Kind::Activity { as_task: true }) {
            // The task was canceled before its first step, and has told the activity.
            return Err(error);
        }
        match self.on_cancelled(py, &error)? {
            Step::Wait => self.wait(py),
            Step::Result(outcome) => self.finish(py, outcome),
            Step::Raise => Err(error),
        }
    }

    #[getter(__name__)]
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::Activity { .. } => "activity",
            Kind::ChildStart | Kind::Child => "child_workflow",
            Kind::SignalExternal => "signal_external_workflow",
            Kind::CancelExternal => "cancel_external_workflow",
        }
    }

    #[getter(__qualname__)]
    fn qualified_name(&self) -> &'static str {
        self.name()
    }

    /// A coroutine that is given up: the operation itself goes on.
    fn close(&self) {}

    /// Called by an activity handle that is canceled: before its task has begun, the request goes out at
    /// once, because the task will never get to see the cancellation.
    fn cancel_before_start(&self, py: Python<'_>) -> PyResult<()> {
        if self.started.load(Relaxed) {
            return Ok(());
        }
        let first = !std::mem::replace(&mut self.state.lock().cancel_requested, true);
        if first {
            self.request_cancel(py, &PyRuntimeError::new_err(()))
        } else {
            Ok(())
        }
    }
}

/// The exception that a call of `throw` means.
pub(super) fn thrown(exception: Bound<'_, PyAny>, value: Option<Bound<'_, PyAny>>) -> PyResult<PyErr> {
    match exception.cast_into::<PyType>() {
        Ok(class) => match value {
            Some(value) if value.is_instance(&class)? => Ok(PyErr::from_value(value)),
            Some(value) => Ok(PyErr::from_value(class.call1((value,))?)),
            None => Ok(PyErr::from_value(class.call0()?)),
        },
        Err(error) => Ok(PyErr::from_value(error.into_inner())),
    }
}

/// The message given to `Task.cancel`, which `asyncio` puts into the exception.
fn cancel_message(py: Python<'_>, error: &PyErr) -> String {
    let args = error.value(py).getattr(intern!(py, "args"));
    args.and_then(|args| args.get_item(0))
        .and_then(|message| message.extract())
        .unwrap_or_default()
}
