//! One workflow run as its worker knows it: every machine, and the history not applied yet.
//!
//! A worker feeds it a task, then takes steps until the task is answered:
//!
//! ```text
//! run.apply_task(input)?;
//! loop {
//!     match run.step() {
//!         Step::Activate(activation) => run.complete(runtime.activate(activation)),
//!         Step::NeedHistory => run.add_history(next_page, is_last),
//!         Step::Local(work) => start_or_cancel(work),
//!         Step::AwaitLocal => wait, then run.resolve_local_activity(outcome) or run.heartbeat(),
//!         Step::Respond(response) => break send(response),
//!         Step::Idle => break,
//!     }
//! }
//! ```
//!
//! Mistakes (changed code, a malformed completion) do not come back as errors of these methods but
//! as the next step, `Step::Respond(Response::Failed(..))`: there is one way out of a task.
//!
//! Here is the run and the order of its phases; `advance.rs` applies the history, `answer.rs` ends the task.

mod advance;
mod answer;

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use everloop_proto::{
    enums::v1::{EventType, VersioningBehavior},
    history::v1::HistoryEvent,
    query::v1::{WorkflowQuery, WorkflowQueryResult},
};

use crate::{
    activation::{Activation, Job},
    completion::{Completion, Done, TaskFailed},
    core::Core,
    error::Error,
    history::Pending,
    task::{Fit, LocalOutcome, RunOptions, Step, TaskFailure, TaskInput},
};

/// One cached run.
#[derive(Debug)]
pub struct Run {
    core: Core,
    /// Events of the open task that are not applied yet.
    pending: Pending,
    phase: Phase,
    /// The last event applied.
    applied: i64,
    /// The started event of the last task applied.
    started: i64,
    task: Task,
    open: Option<Box<Open>>,
    /// Set by the first mistake, for good: the machines are no longer those of the history.
    broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No task is open.
    Idle,
    /// The next stretch of history is to be applied.
    Advancing,
    /// A stretch was applied; its jobs are to be done.
    Working,
    /// The runtime works on jobs.
    Activated,
    /// The history is done; queries are to be asked.
    Asking,
    /// The runtime works on queries.
    Asked,
    /// Everything is done but the answer.
    Answering,
}

/// What the open task came with, and what it collects.
#[derive(Debug, Default)]
struct Open {
    /// Zero for a query without a task, and for a replay.
    started_event_id: i64,
    /// Set: no workflow task, only this question.
    query: Option<WorkflowQuery>,
    queries: BTreeMap<String, WorkflowQuery>,
    messages: Vec<everloop_proto::protocol::v1::Message>,
    results: BTreeMap<String, WorkflowQueryResult>,
    failure: Option<Box<TaskFailure>>,
    heartbeat: bool,
    versioning_behavior: VersioningBehavior,
}

/// The workflow task being applied, as its activations show it.
#[derive(Debug, Default)]
struct Task {
    history_length: i64,
    history_size_bytes: i64,
    continue_as_new_suggested: bool,
    continue_as_new_reasons: Vec<i32>,
    target_worker_deployment_version_changed: bool,
    build_id: Box<str>,
    deployment_name: Box<str>,
    /// Number of the next activation in it.
    activation: u32,
}

impl Run {
    /// A run of which nothing is known yet; its first task must hold the history from its start.
    #[must_use]
    pub fn new(options: Arc<RunOptions>) -> Self {
        Self {
            core: Core::new(options),
            pending: Pending::default(),
            phase: Phase::Idle,
            applied: 0,
            started: 0,
            task: Task::default(),
            open: None,
            broken: false,
        }
    }

    /// Whether the task can be applied to this run. Ask before [`Self::apply_task`].
    #[must_use]
    pub fn fit(&self, input: &TaskInput) -> Fit {
        let first = input.history.first().map(|event| event.event_id);
        let instead = if first == Some(1) {
            Fit::Restarts
        } else {
            Fit::NeedsFullHistory
        };
        if self.applied == 0 && !self.broken {
            return if first == Some(1) {
                Fit::Continues
            } else {
                Fit::NeedsFullHistory
            };
        }
        if self.broken || first.is_some_and(|first| first > self.applied + 1) {
            return instead;
        }
        // Only a completed task's commands are in the history; those of any other were lost.
        let answered = |event: &&HistoryEvent| event.event_id == self.started + 1;
        match input.history.iter().find(answered) {
            Some(event) if event.event_type() == EventType::WorkflowTaskCompleted => Fit::Continues,
            Some(_) => instead,
            None if input.history.is_empty() && input.history_complete => Fit::Continues,
            None => instead,
        }
    }

    /// Opens a task. No other may be open.
    ///
    /// # Errors
    /// [`Error::HistoryGap`] where [`Self::fit`] says that the task does not continue this run.
    pub fn apply_task(&mut self, input: TaskInput) -> Result<(), Error> {
        if self.fit(&input) != Fit::Continues {
            let found = input.history.first().map_or(0, |event| event.event_id);
            return Err(Error::HistoryGap {
                run_id: input.run_id,
                wanted: self.applied + 1,
                found,
            });
        }
        if self.core.run_id.is_empty() {
            self.core.run_id = input.run_id.into();
        }
        self.pending.feed(input.history, input.history_complete, self.applied);
        self.open = Some(Box::new(Open {
            started_event_id: input.started_event_id,
            query: input.query,
            queries: input.queries,
            messages: input.messages,
            ..Open::default()
        }));
        self.phase = Phase::Advancing;
        Ok(())
    }

    /// The next page of the open task's history.
    pub fn add_history(&mut self, events: Vec<HistoryEvent>, complete: bool) {
        self.pending.feed(events, complete, self.applied);
    }

    /// What to do next. Call it again after having done it, until it says [`Step::Respond`] or
    /// [`Step::Idle`].
    #[must_use]
    pub fn step(&mut self) -> Step {
        loop {
            match self.phase {
                Phase::Idle | Phase::Activated | Phase::Asked => return Step::Idle,
                Phase::Advancing => match self.advance() {
                    Ok(true) => {}
                    Ok(false) => return Step::NeedHistory,
                    Err(error) => self.fail(error),
                },
                Phase::Working => {
                    if let Some(step) = self.work() {
                        return step;
                    }
                }
                Phase::Asking => match self.ask() {
                    Some(step) => return step,
                    None => self.phase = Phase::Answering,
                },
                Phase::Answering => return Step::Respond(self.answer()),
            }
        }
    }

    /// The runtime's answer to the last [`Step::Activate`].
    pub fn complete(&mut self, completion: Completion) {
        let phase = self.phase;
        let done = match completion {
            Completion::Done(done) => done,
            Completion::TaskFailed(TaskFailed { failure, cause }) => {
                return self.fail_task(TaskFailure {
                    cause,
                    failure,
                    error: None,
                });
            }
        };
        match phase {
            Phase::Activated => {
                self.phase = Phase::Working;
                if let Err(error) = self.take(done) {
                    self.fail(error);
                }
            }
            Phase::Asked => {
                self.phase = Phase::Answering;
                self.take_answers(done.commands);
            }
            Phase::Idle | Phase::Advancing | Phase::Working | Phase::Asking | Phase::Answering => {
                let error = self.core.malformed_completion("no activation was waiting for it");
                self.fail(error);
            }
        }
    }

    /// A local activity ended.
    pub fn resolve_local_activity(&mut self, outcome: LocalOutcome) {
        self.core.resolve_local_activity(outcome, self.task.activation);
    }

    /// Most of the open task's timeout is over, and local activities still run: the next step
    /// answers the task and asks for another one.
    pub fn heartbeat(&mut self) {
        if let Some(open) = &mut self.open {
            open.heartbeat = true;
        }
    }

    /// The server dropped the task just answered (`reset_history_event_id` of its reply, not zero):
    /// history goes on after that event.
    pub fn reset_to(&mut self, event_id: i64) {
        // Of the dropped task, only the two last events are taken back: its own.
        self.applied = self.started - 2;
        self.started = event_id;
    }

    /// Whether the workflow completed, failed, was cancelled or continued as new. Such a run answers
    /// queries and nothing else.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.core.closed
    }

    /// When the run began, once its first event is applied.
    #[must_use]
    pub fn start_time(&self) -> Option<SystemTime> {
        self.core.start_time
    }

    /// The size of the history when the task that was begun last began, as the server told.
    #[must_use]
    pub fn history_size_bytes(&self) -> u64 {
        u64::try_from(self.task.history_size_bytes).unwrap_or(0)
    }

    /// Whether local activities are running for this run.
    #[must_use]
    pub fn has_local_activities(&self) -> bool {
        self.core.locals.any_running()
    }

    /// Does what is left of the task being applied; `None` when it is done.
    fn work(&mut self) -> Option<Step> {
        self.core.resolve_ahead(self.task.activation);
        self.core.start_local_activities();
        if !self.core.locals.work.is_empty() {
            return Some(Step::Local(std::mem::take(&mut self.core.locals.work)));
        }
        if self.core.has_jobs() {
            let jobs = self.core.take_jobs();
            self.phase = Phase::Activated;
            let activation = self.activation(jobs, self.core.replaying);
            self.task.activation += 1;
            return Some(Step::Activate(activation));
        }
        if self.core.replaying {
            self.core.outbox.flush();
            self.phase = Phase::Advancing;
            return None;
        }
        let open = self.open.as_ref()?;
        if open.query.is_none() && !open.heartbeat && open.started_event_id != 0 && self.core.locals.any_running() {
            return Some(Step::AwaitLocal);
        }
        self.phase = Phase::Asking;
        None
    }

    fn activation(&self, jobs: Vec<Job>, is_replaying: bool) -> Activation {
        Activation {
            run_id: self.core.run_id.to_string(),
            now: self.core.now,
            is_replaying,
            history_length: u32::try_from(self.task.history_length).unwrap_or(u32::MAX),
            history_size_bytes: self.history_size_bytes(),
            continue_as_new_suggested: self.task.continue_as_new_suggested,
            continue_as_new_reasons: self.task.continue_as_new_reasons.clone(),
            target_worker_deployment_version_changed: self.task.target_worker_deployment_version_changed,
            build_id: self.task.build_id.to_string(),
            deployment_name: self.task.deployment_name.to_string(),
            lang_flags: self.core.flags.lang(),
            last_sdk_version: self.core.flags.sdk_version(),
            jobs,
        }
    }

    fn take(&mut self, done: Done) -> Result<(), Error> {
        self.core.flags.use_lang(done.used_lang_flags, self.core.replaying);
        if let Some(open) = &mut self.open {
            open.versioning_behavior = done.versioning_behavior;
        }
        let activation = self.task.activation;
        self.core
            .take_commands(done.commands, done.event_group_markers, &done.places, activation)
    }
}
