//! One activation: jobs in their order, the loop until nothing is ready, and the commands out.

use std::{
    cell::RefCell,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::UNIX_EPOCH,
};

use everloop_machines::{Activation, Command, Completion, Job, completion::Done};
use everloop_proto::enums::v1::VersioningBehavior;
use pyo3::{intern, prelude::*, types::PyTuple};

use super::{
    event_loop::WorkflowLoop,
    interception::Interception,
    python_names::Names,
    thread,
    turn::{Flag, Turn},
};
use crate::sandbox;

thread_local! {
    /// The run whose code this thread is running right now.
    static CURRENT: RefCell<Option<Py<WorkflowLoop>>> = const { RefCell::new(None) };
}

/// The order in which jobs are applied, and whether conditions are asked after each group.
const GROUPS: [(Group, bool); 4] = [
    (Group::Patches, false),
    (Group::Handlers, true),
    (Group::Rest, true),
    (Group::Queries, false),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Patches,
    Handlers,
    Rest,
    Queries,
}

impl Group {
    fn of(job: &Job) -> Self {
        match job {
            Job::NotifyHasPatch { .. } => Self::Patches,
            Job::Signal(_) | Job::Update(_) => Self::Handlers,
            Job::Query(_) => Self::Queries,
            _ => Self::Rest,
        }
    }
}

/// Marks a run as the current one of this thread for as long as it lives.
pub(super) struct Entered {
    before: Option<Py<WorkflowLoop>>,
    guard: sandbox::thread::Scope,
}

impl Entered {
    pub(super) fn new(run: &Bound<'_, WorkflowLoop>) -> PyResult<Self> {
        let py = run.py();
        Names::get(py)?.set_running_loop.bind(py).call1((run,))?;
        let before = CURRENT.with_borrow_mut(|current| current.replace(run.clone().unbind()));
        let guard = sandbox::thread::Scope::new(run.get().workflow.guard.is_some());
        Ok(Self { before, guard })
    }

    /// Leaves the run.
    pub(super) fn leave(self, py: Python<'_>) {
        drop(self.guard);
        let left = CURRENT.with_borrow_mut(|current| std::mem::replace(current, self.before));
        drop(left);
        let reset = Names::get(py).and_then(|names| names.set_running_loop.bind(py).call1((py.None(),)));
        if let Err(error) = reset {
            error.write_unraisable(py, None);
        }
    }
}

/// The run whose code is running on this thread, if any.
pub(super) fn current(py: Python<'_>) -> Option<Bound<'_, WorkflowLoop>> {
    CURRENT.with_borrow(|current| current.as_ref().map(|run| run.bind(py).clone()))
}

/// The run whose code is running on this thread.
///
/// # Errors
/// `NotInWorkflowEventLoopError` outside of workflows.
pub(super) fn must_current(py: Python<'_>) -> PyResult<Bound<'_, WorkflowLoop>> {
    match current(py) {
        Some(run) => Ok(run),
        None => {
            let class = Names::get(py)?.not_in_workflow_error.bind(py).clone();
            Err(PyErr::from_type(class, ("Not in workflow event loop",)))
        }
    }
}

impl WorkflowLoop {
    /// Applies the jobs, runs the workflow until nothing is ready, and answers. `starts`: the body begins as well.
    pub(super) fn activate(slf: &Bound<'_, Self>, mut activation: Activation, starts: bool) -> Completion {
        let py = slf.py();
        let this = slf.get();
        let since_epoch = activation.now.duration_since(UNIX_EPOCH).unwrap_or_default();
        this.now_ns
            .store(i64::try_from(since_epoch.as_nanos()).unwrap_or(i64::MAX), Relaxed);
        if this.notes_places.swap(activation.is_replaying, Relaxed) && !activation.is_replaying {
            this.places.clear();
        }
        *this.turn.lock() = Turn::of(&mut activation);
        match Self::run_jobs(slf, activation.jobs, starts) {
            Ok(()) => this.done(py),
            Err(error) => this.ended_by(py, error),
        }
    }

    fn run_jobs(slf: &Bound<'_, Self>, jobs: Vec<Job>, starts: bool) -> PyResult<()> {
        let entered = Entered::new(slf)?;
        slf.get().thread_id.store(thread::identity(), Relaxed);
        let result = Self::apply_in_groups(slf, jobs, starts);
        let interrupted = thread::was_interrupted(&slf.get().thread_id, &slf.get().interrupted);
        entered.leave(slf.py());
        if interrupted && result.is_ok() {
            return Err(thread::held_too_long(slf.py())?);
        }
        result
    }

    fn apply_in_groups(slf: &Bound<'_, Self>, jobs: Vec<Job>, starts: bool) -> PyResult<()> {
        if jobs.len() == 1 && !starts {
            let group = jobs.first().map_or(Group::Rest, Group::of);
            return Self::apply_group(slf, group, false, jobs);
        }
        let mut groups: [Vec<Job>; 4] = Default::default();
        for job in jobs {
            groups[Group::of(&job) as usize].push(job);
        }
        if slf.get().turn.lock().has_flag(Flag::SingleBatch) {
            return Self::apply_as_one(slf, groups, starts);
        }
        for ((group, _), jobs) in GROUPS.into_iter().zip(groups) {
            let starts = starts && group == Group::Rest;
            if starts || !jobs.is_empty() {
                Self::apply_group(slf, group, starts, jobs)?;
            }
        }
        Ok(())
    }

    /// Applies all jobs in the order of their groups, and only then runs what has become ready.
    fn apply_as_one(slf: &Bound<'_, Self>, groups: [Vec<Job>; 4], starts: bool) -> PyResult<()> {
        let [patches, handlers, rest, queries] = groups;
        if !patches.is_empty() {
            Self::apply_group(slf, Group::Patches, false, patches)?;
        }
        if starts {
            Self::make_object(slf)?;
            let mut before_the_body = handlers.into_iter();
            before_the_body.try_for_each(|job| Self::apply(slf, job))?;
            Self::apply_group(slf, Group::Rest, true, rest)?;
        } else {
            let jobs: Vec<Job> = handlers.into_iter().chain(rest).collect();
            if !jobs.is_empty() {
                Self::apply_group(slf, Group::Rest, false, jobs)?;
            }
        }
        if queries.is_empty() {
            return Ok(());
        }
        Self::apply_group(slf, Group::Queries, false, queries)
    }

    fn apply_group(slf: &Bound<'_, Self>, group: Group, starts: bool, jobs: Vec<Job>) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        this.updates_received.store(0, Relaxed);
        this.updates_rejected.store(0, Relaxed);
        // Not for messages: of updates that are refused there must be no trace.
        if jobs.iter().any(|job| Group::of(job) == Group::Rest) {
            this.ready.unpark();
        }
        if group != Group::Patches {
            Self::make_object(slf)?;
        }
        if starts {
            Self::start_body(slf)?;
        }
        let mut count = 0;
        for job in jobs {
            count += 1;
            Self::apply(slf, job)?;
        }
        loop {
            Self::drain(slf)?;
            let ask = GROUPS.iter().any(|&(one, ask)| one == group && ask) && !this.nothing_but_rejected(count);
            if !ask {
                return Ok(());
            }
            this.conditions.check(py)?;
            if this.ready.is_empty() {
                return Ok(());
            }
        }
    }

    /// Rejected updates leave no trace in history, so they must not make anything happen either.
    fn nothing_but_rejected(&self, jobs: u32) -> bool {
        jobs > 0 && self.updates_received.load(Relaxed) == jobs && self.updates_rejected.load(Relaxed) == jobs
    }

    /// Makes the workflow object, in the first activation.
    fn make_object(slf: &Bound<'_, Self>) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        if this.object.lock().is_some() {
            return Ok(());
        }
        if !this.shared.interceptor_classes.is_empty() {
            let interception = Interception::build(slf, &this.shared.interceptor_classes)?;
            *this.interception.lock() = Some(Arc::new(interception));
        }
        let args = this.decode_start(py)?;
        let class = this.workflow.class.bind(py);
        let object = if this.workflow.init_takes_arguments {
            class.call1(PyTuple::new(py, &args)?)?
        } else {
            class.call0()?
        };
        *this.decoded_arguments.lock() = Some(args.into_iter().map(Bound::unbind).collect());
        *this.object.lock() = Some(object.unbind());
        if let Some(config) = &this.workflow.dynamic_config {
            this.apply_dynamic_config(py, config)?;
        }
        Ok(())
    }

    /// The user's workflow object.
    pub(super) fn workflow_object<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match &*self.object.lock() {
            Some(object) => Ok(object.bind(py).clone()),
            None => Err(pyo3::exceptions::PyRuntimeError::new_err(
                "the workflow object is not there yet",
            )),
        }
    }

    pub(super) fn interception(&self) -> Option<Arc<Interception>> {
        self.interception.lock().clone()
    }

    fn done(&self, py: Python<'_>) -> Completion {
        let commands = std::mem::take(&mut *self.commands.lock());
        if commands.iter().any(Command::closes_workflow) {
            self.warn_if_handlers_are_unfinished(py);
        }
        let event_group_markers = std::mem::take(&mut *self.command_markers.lock());
        let mut done = Done {
            commands,
            event_group_markers,
            places: std::mem::take(&mut *self.noted_places.lock()),
            versioning_behavior: self.versioning_behavior(),
            ..Done::default()
        };
        self.turn.lock().finish(&mut done);
        Completion::Done(done)
    }

    /// An error ended the activation. If it is one that fails workflows, the workflow fails; otherwise the task.
    fn ended_by(&self, py: Python<'_>, error: PyErr) -> Completion {
        self.ready.clear();
        let shown = error.clone_ref(py);
        match self.workflow_failure(py, error) {
            Ok(failure) => {
                self.commands.lock().push(Command::FailWorkflow { failure });
                self.done(py)
            }
            Err(_) => {
                self.commands.lock().clear();
                self.command_markers.lock().clear();
                self.noted_places.lock().clear();
                self.task_failed(py, shown)
            }
        }
    }

    fn versioning_behavior(&self) -> VersioningBehavior {
        VersioningBehavior::try_from(self.dynamic_versioning.load(Relaxed)).unwrap_or_default()
    }

    /// What fails this workflow: a tuple of classes.
    pub(super) fn failure_types<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        match &*self.dynamic_failure_types.lock() {
            Some(types) => types.bind(py).clone(),
            None => self.workflow.failure_types.bind(py).clone(),
        }
    }

    fn apply_dynamic_config(&self, py: Python<'_>, config: &Py<PyAny>) -> PyResult<()> {
        let config = config.bind(py).call1((self.workflow_object(py)?,))?;
        let types = config.getattr("failure_exception_types")?;
        if !types.is_none() {
            let types: Vec<Py<PyAny>> = types.extract()?;
            *self.dynamic_failure_types.lock() = Some(super::definition::failure_types(py, types.iter())?);
        }
        let behavior: i32 = config.getattr("versioning_behavior")?.extract()?;
        if behavior != 0 {
            self.dynamic_versioning.store(behavior, Relaxed);
        }
        Ok(())
    }

    fn warn_if_handlers_are_unfinished(&self, py: Python<'_>) {
        let mut unfinished = Vec::new();
        self.handlers
            .each_worth_warning(|one| unfinished.push((one.name.clone(), one.update_id.clone())));
        if unfinished.is_empty() || self.turn.lock().is_replaying {
            return;
        }
        let warned = Names::get(py).and_then(|names| {
            names
                .support
                .bind(py)
                .call_method1(intern!(py, "warn_unfinished_handlers"), (unfinished,))
        });
        if let Err(error) = warned {
            error.write_unraisable(py, None);
        }
    }
}
