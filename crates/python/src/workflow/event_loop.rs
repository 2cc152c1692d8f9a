//! [`WorkflowLoop`]: one workflow run, which is at the same time the asyncio event loop of that run.
//!
//! This file holds the state and the part of `asyncio.AbstractEventLoop` that makes sense in a
//! workflow. The Python class `everloop.workflow._loop.Loop` derives from it and answers all other
//! methods of an event loop with an error that names the replacement. What the loop does during an
//! activation is in `instance`, `jobs` and `ready`.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
};

use everloop_machines::{Command, activation::Initialize};
use everloop_proto::{common::v1::Payload, sdk::v1::EventGroupMarker};
use parking_lot::Mutex;
use pyo3::{
    exceptions::{PyKeyboardInterrupt, PyRuntimeError, PySystemExit, PyTypeError},
    intern,
    prelude::*,
    types::{PyDict, PyTuple},
};

use super::{
    conditions::Conditions,
    definition::WorkflowType,
    guard::ModuleState,
    handlers::Handlers,
    handles::{Callback, Handle, OnFire, TimerHandle},
    interception::Interception,
    options::Shared,
    pending::Pending,
    places::Places,
    python_names::Names,
    random::Randomness,
    ready::{Entry, Ready},
    tasks::Tasks,
    turn::Turn,
};
use crate::convert::Converter;

/// What a run is made of; handed to the Python constructor in a box that only Rust can fill.
pub(super) struct Seed {
    pub(super) shared: Arc<Shared>,
    pub(super) workflow: Arc<WorkflowType>,
    pub(super) start: Box<Initialize>,
}

/// The box.
#[pyclass(frozen, module = "everloop._core", name = "WorkflowLoopSeed")]
pub(super) struct SeedBox(pub(super) Mutex<Option<Seed>>);

/// One workflow run and its event loop.
#[pyclass(frozen, subclass, module = "everloop._core", name = "WorkflowLoop")]
pub(super) struct WorkflowLoop {
    pub(super) shared: Arc<Shared>,
    /// The worker's converter, told which workflow it works for if it cares.
    pub(super) converter: Converter,
    pub(super) workflow: Arc<WorkflowType>,
    /// How the run began. Its arguments are taken out when they are decoded.
    pub(super) start: Box<Initialize>,
    pub(super) arguments: Mutex<Vec<Payload>>,
    /// The same, decoded for `__init__` and waiting for the run method.
    pub(super) decoded_arguments: Mutex<Option<Vec<Py<PyAny>>>>,
    pub(super) turn: Mutex<Turn>,
    pub(super) now_ns: AtomicI64,
    pub(super) ready: Ready,
    pub(super) tasks: Tasks,
    pub(super) commands: Mutex<Vec<Command>>,
    /// What the commands with these indices were made for.
    pub(super) command_markers: Mutex<BTreeMap<usize, Vec<EventGroupMarker>>>,
    pub(super) pending: Pending,
    pub(super) conditions: Conditions,
    pub(super) handlers: Handlers,
    pub(super) random: Randomness,
    /// The user's workflow object, from the first activation on.
    pub(super) object: Mutex<Option<Py<PyAny>>>,
    pub(super) main_task: Mutex<Option<Py<PyAny>>>,
    pub(super) interception: Mutex<Option<Arc<Interception>>>,
    pub(super) info: Mutex<Option<Py<PyAny>>>,
    pub(super) memo: Mutex<Option<BTreeMap<String, Payload>>>,
    /// The memo as code has been shown it: one dictionary, which is kept up to date.
    pub(super) shown_memo: Mutex<Option<Py<PyDict>>>,
    pub(super) current_details: Mutex<String>,
    /// The reason of the cancel request, once there was one.
    pub(super) cancel_reason: Mutex<Option<String>>,
    /// The result of each patch asked for so far, and the patches that history announces.
    pub(super) patches: Mutex<BTreeMap<String, bool>>,
    pub(super) patches_ahead: Mutex<BTreeMap<String, ()>>,
    /// What the next timer that the loop starts is told of itself: its summary, and its event groups.
    pub(super) timer_summary: Mutex<Option<String>>,
    pub(super) timer_groups: Mutex<Option<Py<PyAny>>>,
    pub(super) activation_error: Mutex<Option<PyErr>>,
    pub(super) read_only: AtomicBool,
    pub(super) evicting: AtomicBool,
    /// Whether any handler of a signal or an update ever ran.
    pub(super) had_handlers: AtomicBool,
    /// Whether any event group was ever in force.
    pub(super) had_groups: AtomicBool,
    /// The thread that runs the activation, as Python identifies it; 0 between activations.
    pub(super) thread_id: AtomicU64,
    /// Whether the activation was told from outside to end.
    pub(super) interrupted: AtomicBool,
    /// Whether the activation replays, so that it may turn out to differ from the history.
    pub(super) notes_places: AtomicBool,
    pub(super) places: Places,
    /// Of the commands of this activation, as far as they are noted.
    pub(super) noted_places: Mutex<Vec<u64>>,
    /// Of the jobs being applied.
    pub(super) updates_received: AtomicU32,
    pub(super) updates_rejected: AtomicU32,
    /// What a dynamic workflow decided for this run.
    pub(super) dynamic_failure_types: Mutex<Option<Py<PyTuple>>>,
    pub(super) dynamic_versioning: AtomicI32,
    /// What the run keeps in globals; made when it first does.
    pub(super) module_state: Mutex<Option<Box<ModuleState>>>,
    task_factory: Mutex<Option<Py<PyAny>>>,
    exception_handler: Mutex<Option<Py<PyAny>>>,
}

impl WorkflowLoop {
    /// Fails if workflow code may not act now.
    ///
    /// # Errors
    /// `ReadOnlyContextError` in a query or a validator, and the eviction error while the run is torn down.
    pub(super) fn may_act(&self, py: Python<'_>, action: &str) -> PyResult<()> {
        if self.evicting.load(Relaxed) {
            let class = Names::get(py)?.evicted_error.bind(py).clone();
            return Err(PyErr::from_type(
                class,
                ("the workflow is being evicted from the cache",),
            ));
        }
        if self.read_only.load(Relaxed) {
            let class = Names::get(py)?.read_only_error.bind(py).clone();
            return Err(PyErr::from_type(
                class,
                (format!("While in read-only function, action attempted: {action}"),),
            ));
        }
        Ok(())
    }

    /// Adds a command to the answer of this activation, with its markers. Cancellations have none of their own: they
    /// carry those of what they cancel.
    ///
    /// # Errors
    /// Those of [`Self::may_act`].
    pub(super) fn command(&self, py: Python<'_>, command: Command, markers: Vec<EventGroupMarker>) -> PyResult<()> {
        self.may_act(py, "add command")?;
        let place = self.notes_places.load(Relaxed).then(|| self.places.now(py));
        let mut commands = self.commands.lock();
        if !markers.is_empty() {
            self.command_markers.lock().insert(commands.len(), markers);
        }
        if let Some(place) = place {
            let mut noted = self.noted_places.lock();
            noted.resize(commands.len(), 0);
            noted.push(place);
        }
        commands.push(command);
        Ok(())
    }

    /// Workflow time in seconds since 1970.
    pub(super) fn seconds(&self) -> f64 {
        self.now_ns.load(Relaxed) as f64 / 1e9
    }

    /// Starts a timer of the workflow.
    ///
    /// # Errors
    /// `RuntimeError` if the delay is negative or no number, and those of [`Self::may_act`].
    pub(super) fn start_timer(
        slf: &Bound<'_, Self>,
        seconds: f64,
        when: Option<f64>,
        on_fire: OnFire,
    ) -> PyResult<Py<TimerHandle>> {
        let this = slf.get();
        let named = this.timer_groups.lock().take();
        let markers = this.markers(slf.py(), named.as_ref().map(|groups| groups.bind(slf.py())))?;
        Self::start_marked_timer(slf, seconds, when, on_fire, markers)
    }

    /// The same with the markers given.
    pub(super) fn start_marked_timer(
        slf: &Bound<'_, Self>,
        seconds: f64,
        when: Option<f64>,
        on_fire: OnFire,
        markers: Vec<EventGroupMarker>,
    ) -> PyResult<Py<TimerHandle>> {
        let py = slf.py();
        let this = slf.get();
        this.may_act(py, "schedule timer")?;
        if seconds.is_nan() || seconds < 0.0 {
            return Err(PyRuntimeError::new_err(
                "Attempting to schedule timer with negative delay",
            ));
        }
        let seq = this.pending.next_timer();
        let when = when.unwrap_or_else(|| this.seconds() + seconds);
        let timer = Py::new(py, TimerHandle::new(slf.clone().unbind(), seq, when, on_fire))?;
        let summary = this.timer_summary.lock().take();
        this.add_timer_command(py, seq, seconds, summary, markers)?;
        this.pending.timers.lock().insert(seq, timer.clone_ref(py));
        Ok(timer)
    }

    fn add_task(&self, py: Python<'_>, task: &Bound<'_, PyAny>) -> PyResult<()> {
        self.tasks.add(py, task)
    }

    /// A task of this loop that runs `coroutine`.
    pub(super) fn spawn<'py>(
        slf: &Bound<'py, Self>,
        coroutine: &Bound<'py, PyAny>,
        name: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let task = Names::get(py)?.task.bind(py).clone();
        Self::spawn_as(slf, &task, coroutine, name)
    }

    /// The same with a class derived from `asyncio.Task`.
    pub(super) fn spawn_as<'py>(
        slf: &Bound<'py, Self>,
        class: &Bound<'py, pyo3::types::PyType>,
        coroutine: &Bound<'py, PyAny>,
        name: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let kwargs = PyDict::new(py);
        kwargs.set_item(intern!(py, "loop"), slf)?;
        kwargs.set_item(intern!(py, "name"), name)?;
        let task = class.call((coroutine,), Some(&kwargs))?;
        slf.get().add_task(py, &task)?;
        Ok(task)
    }

    /// A new future of this loop.
    pub(super) fn future<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let kwargs = PyDict::new(py);
        kwargs.set_item(intern!(py, "loop"), slf)?;
        Names::get(py)?.future.bind(py).call((), Some(&kwargs))
    }

    /// Deals with an exception that left a callback: as in every event loop, the exception handler is told and it is
    /// forgotten, except for those that mean to end the process.
    pub(super) fn callback_raised(slf: &Bound<'_, Self>, error: PyErr) -> PyResult<()> {
        let py = slf.py();
        if error.is_instance_of::<PySystemExit>(py) || error.is_instance_of::<PyKeyboardInterrupt>(py) {
            return Err(error);
        }
        let context = PyDict::new(py);
        context.set_item("message", "Exception in callback")?;
        context.set_item("exception", error.into_value(py))?;
        if let Err(error) = Self::call_exception_handler(slf, &context) {
            context.set_item("message", "Unhandled error in exception handler")?;
            context.set_item("exception", error.into_value(py))?;
            return slf.get().report(py, &context);
        }
        Ok(())
    }

    fn report(&self, py: Python<'_>, context: &Bound<'_, PyDict>) -> PyResult<()> {
        if self.evicting.load(Relaxed) {
            return Ok(());
        }
        Names::get(py)?
            .support
            .bind(py)
            .call_method1(intern!(py, "report_loop_error"), (context,))?;
        Ok(())
    }

    /// Drops what the user installed on the loop, when the run ends.
    pub(super) fn clear_hooks(&self) {
        let hooks = (
            self.task_factory.lock().take(),
            self.exception_handler.lock().take(),
            self.module_state.lock().take(),
        );
        drop(hooks);
    }
}

#[pymethods]
impl WorkflowLoop {
    #[new]
    fn new(seed: &Bound<'_, SeedBox>) -> PyResult<Self> {
        let Some(Seed {
            shared,
            workflow,
            mut start,
        }) = seed.get().0.lock().take()
        else {
            return Err(PyTypeError::new_err("a workflow's event loop cannot be made by hand"));
        };
        let arguments = std::mem::take(&mut start.arguments);
        let converter = converter_of(seed.py(), &shared, &start)?;
        let versioning_behavior = workflow.versioning_behavior;
        Ok(Self {
            arguments: Mutex::new(arguments),
            random: Randomness::new(start.random_seed),
            handlers: Handlers::default(),
            shared,
            converter,
            workflow,
            start,
            turn: Mutex::default(),
            now_ns: AtomicI64::new(0),
            ready: Ready::default(),
            tasks: Tasks::default(),
            commands: Mutex::default(),
            command_markers: Mutex::default(),
            pending: Pending::default(),
            conditions: Conditions::default(),
            object: Mutex::default(),
            main_task: Mutex::default(),
            interception: Mutex::default(),
            info: Mutex::default(),
            memo: Mutex::default(),
            shown_memo: Mutex::default(),
            current_details: Mutex::default(),
            cancel_reason: Mutex::default(),
            patches: Mutex::default(),
            patches_ahead: Mutex::default(),
            timer_summary: Mutex::default(),
            timer_groups: Mutex::default(),
            activation_error: Mutex::default(),
            read_only: AtomicBool::new(false),
            evicting: AtomicBool::new(false),
            had_handlers: AtomicBool::new(false),
            had_groups: AtomicBool::new(false),
            thread_id: AtomicU64::new(0),
            interrupted: AtomicBool::new(false),
            notes_places: AtomicBool::new(false),
            places: Places::default(),
            noted_places: Mutex::default(),
            updates_received: AtomicU32::new(0),
            updates_rejected: AtomicU32::new(0),
            dynamic_failure_types: Mutex::default(),
            dynamic_versioning: AtomicI32::new(versioning_behavior),
            decoded_arguments: Mutex::default(),
            module_state: Mutex::default(),
            task_factory: Mutex::default(),
            exception_handler: Mutex::default(),
        })
    }

    #[pyo3(signature = (callback, *args, context=None))]
    fn call_soon(
        &self,
        py: Python<'_>,
        callback: Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<Handle>> {
        if self.evicting.load(Relaxed) {
            // Nothing runs any more; the caller is a task being taken down.
            return Py::new(py, Handle::new(Callback::new(py, callback, args, context)?));
        }
        self.may_act(py, "schedule task")?;
        let handle = Py::new(py, Handle::new(Callback::new(py, callback, args, context)?))?;
        self.ready.push(Entry::Handle(handle.clone_ref(py)));
        Ok(handle)
    }

    #[pyo3(signature = (delay, callback, *args, context=None))]
    fn call_later(
        slf: &Bound<'_, Self>,
        delay: f64,
        callback: Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<TimerHandle>> {
        let callback = Callback::new(slf.py(), callback, args, context)?;
        Self::start_timer(slf, delay, None, OnFire::Call(callback))
    }

    #[pyo3(signature = (when, callback, *args, context=None))]
    fn call_at(
        slf: &Bound<'_, Self>,
        when: f64,
        callback: Bound<'_, PyAny>,
        args: &Bound<'_, PyTuple>,
        context: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Py<TimerHandle>> {
        let callback = Callback::new(slf.py(), callback, args, context)?;
        // Seconds since 1970 as a float are good for a quarter of a microsecond: what is left of the
        // difference below a millisecond is noise, and noise must not reach history.
        let delay = ((when - slf.get().seconds()) * 1e3).round() / 1e3;
        let when = slf.get().seconds() + delay;
        Self::start_timer(slf, delay, Some(when), OnFire::Call(callback))
    }

    fn time(&self) -> f64 {
        self.seconds()
    }

    fn create_future<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::future(slf)
    }

    #[pyo3(signature = (coro, **kwargs))]
    fn create_task<'py>(
        slf: &Bound<'py, Self>,
        coro: &Bound<'py, PyAny>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let factory = slf
            .get()
            .task_factory
            .lock()
            .as_ref()
            .map(|factory| factory.clone_ref(py));
        let task = match factory {
            Some(factory) => factory.bind(py).call((slf, coro), kwargs)?,
            None => {
                let kwargs = match kwargs {
                    Some(kwargs) => kwargs.copy()?,
                    None => PyDict::new(py),
                };
                kwargs.set_item(intern!(py, "loop"), slf)?;
                Names::get(py)?.task.bind(py).call((coro,), Some(&kwargs))?
            }
        };
        slf.get().add_task(py, &task)?;
        Ok(task)
    }

    fn get_debug(&self) -> bool {
        false
    }

    fn is_running(&self) -> bool {
        true
    }

    fn is_closed(&self) -> bool {
        false
    }

    fn get_task_factory(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.task_factory.lock().as_ref().map(|factory| factory.clone_ref(py))
    }

    fn set_task_factory(&self, factory: Option<Py<PyAny>>) {
        let old = std::mem::replace(&mut *self.task_factory.lock(), factory);
        drop(old);
    }

    fn get_exception_handler(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.exception_handler
            .lock()
            .as_ref()
            .map(|handler| handler.clone_ref(py))
    }

    fn set_exception_handler(&self, handler: Option<Py<PyAny>>) {
        let old = std::mem::replace(&mut *self.exception_handler.lock(), handler);
        drop(old);
    }

    fn default_exception_handler(&self, py: Python<'_>, context: &Bound<'_, PyDict>) -> PyResult<()> {
        self.report(py, context)
    }

    fn call_exception_handler(slf: &Bound<'_, Self>, context: &Bound<'_, PyDict>) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        let handler = this
            .exception_handler
            .lock()
            .as_ref()
            .map(|handler| handler.clone_ref(py));
        match handler {
            Some(handler) if !this.evicting.load(Relaxed) => handler.call1(py, (slf, context)).map(drop),
            _ => this.report(py, context),
        }
    }
}

/// The converter for one workflow.
fn converter_of(py: Python<'_>, shared: &Shared, start: &Initialize) -> PyResult<Converter> {
    if !shared.converter.wants_context() {
        return Ok(shared.converter.clone());
    }
    let class = py
        .import("everloop.converter")?
        .getattr("WorkflowSerializationContext")?;
    let context = class.call1((&start.namespace, &start.workflow_id))?;
    shared.converter.with_context(&context)
}
