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

use std::{collections::BTreeMap, sync::Arc, time::SystemTime};

use everloop_proto::{
    enums::v1::{EventType, VersioningBehavior},
    history::v1::{
        HistoryEvent, WorkflowTaskCompletedEventAttributes, WorkflowTaskStartedEventAttributes,
        history_event::Attributes,
    },
    query::v1::{WorkflowQuery, WorkflowQueryResult},
};

use crate::{
    activation::{Activation, Job},
    completion::{Command, Completion, Done, TaskFailed},
    core::Core,
    error::Error,
    history::{Pending, Stretch, is_command},
    machines::{local_activity, patch},
    queries,
    task::{Fit, LocalOutcome, Response, RunOptions, Step, TaskCompleted, TaskFailure, TaskInput},
    wire,
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

    /// Applies the next stretch of history, if there is one; false if more of it must be fetched.
    fn advance(&mut self) -> Result<bool, Error> {
        let (stretch, replaying) = match self.pending.stretch() {
            Stretch::Unknown => return Ok(false),
            Stretch::End => {
                self.phase = Phase::Asking;
                return Ok(true);
            }
            Stretch::Completed(stretch) => (stretch, true),
            Stretch::Open(stretch) => (stretch, false),
        };
        self.core.replaying = replaying;
        self.core.locals.forget_ahead();
        if replaying {
            self.look_ahead(stretch);
        } else {
            self.task.build_id = self.core.options.build_id.as_str().into();
            self.task.deployment_name = self.core.options.deployment_name.as_str().into();
            let messages = self
                .open
                .as_mut()
                .map(|open| std::mem::take(&mut open.messages))
                .unwrap_or_default();
            self.core.take_messages(messages)?;
        }
        for remaining in (0..stretch).rev() {
            let Some(event) = self.pending.pop() else { break };
            self.apply(event, remaining == 0)?;
        }
        if !replaying {
            self.core.expect_no_more(self.applied)?;
        }
        self.core.deliver_updates(i64::MAX);
        self.task.history_length = self.applied;
        self.task.activation = 0;
        self.phase = Phase::Working;
        Ok(true)
    }

    /// Learns what the answer to the task at the end of the stretch will be.
    fn look_ahead(&mut self, stretch: usize) {
        if let Some(completed) = self.pending.completion(stretch) {
            absorb(&mut self.core, completed);
            let (build_id, deployment_name) = version(completed);
            self.task.build_id = build_id.into();
            self.task.deployment_name = deployment_name.into();
        }
        for event in self.pending.commands_ahead(stretch) {
            match &event.attributes {
                Some(Attributes::MarkerRecordedEventAttributes(marker)) => {
                    if let Some(patch) = patch::marker(marker) {
                        self.core.patch_ahead(patch);
                    } else if let Some(data) = local_activity::marker(marker) {
                        self.core.locals.ahead(marker, data);
                    }
                }
                Some(Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) => {
                    self.core.update_ahead(accepted);
                }
                _ => {}
            }
        }
    }

    fn apply(&mut self, event: HistoryEvent, last: bool) -> Result<(), Error> {
        let event_id = event.event_id;
        if event_id != self.applied + 1 {
            let run_id = self.core.run_id.to_string();
            return Err(Error::HistoryGap {
                run_id,
                wanted: self.applied + 1,
                found: event_id,
            });
        }
        self.applied = event_id;
        self.core.deliver_updates(event_id);
        let event_type = event.event_type();
        if is_command(event_type) {
            return self.core.match_command(&event);
        }
        if event_type == EventType::WorkflowTaskCompleted {
            if let Some(Attributes::WorkflowTaskCompletedEventAttributes(completed)) = &event.attributes {
                absorb(&mut self.core, completed);
            }
            return Ok(());
        }
        self.core.expect_no_command(&event)?;
        match event.attributes {
            Some(Attributes::WorkflowTaskStartedEventAttributes(started)) => {
                if last {
                    self.begin(event_id, event.event_time.map(wire::from_timestamp), started);
                }
                Ok(())
            }
            _ => self.core.apply(event),
        }
    }

    /// The workflow task at the end of a stretch begins.
    fn begin(&mut self, event_id: i64, time: Option<SystemTime>, started: WorkflowTaskStartedEventAttributes) {
        self.started = event_id;
        // Local activities move workflow time on, maybe past the time at which the server started this.
        self.core.now = time.map_or(self.core.now, |time| self.core.now.max(time));
        self.task.history_size_bytes = started.history_size_bytes;
        self.task.continue_as_new_suggested = started.suggest_continue_as_new;
        self.task.continue_as_new_reasons = started.suggest_continue_as_new_reasons;
        self.task.target_worker_deployment_version_changed = started.target_worker_deployment_version_changed;
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

    /// Asks the queries that came with the task; `None` if there are none.
    fn ask(&mut self) -> Option<Step> {
        let open = self.open.as_mut()?;
        let jobs = queries::jobs(open.query.as_ref(), std::mem::take(&mut open.queries));
        if jobs.is_empty() {
            return None;
        }
        self.task.history_length = self.applied;
        self.phase = Phase::Asked;
        Some(Step::Activate(self.activation(jobs, true)))
    }

    fn take_answers(&mut self, commands: Vec<Command>) {
        for command in commands {
            let Command::QueryResult(result) = command else {
                let error = self.core.malformed_completion("it answers queries with commands");
                return self.fail(error);
            };
            if let Some(open) = &mut self.open {
                open.results.insert(result.query_id, queries::result(result.outcome));
            }
        }
    }

    fn fail(&mut self, mut error: Error) {
        if let Error::Nondeterminism { rows, .. } = &mut error
            && let Some(differing) = rows.pop()
        {
            *rows = self.core.comparison(differing, self.pending.commands_next());
        }
        self.fail_task(TaskFailure {
            cause: error.cause(),
            failure: error.failure(),
            error: Some(error),
        });
    }

    fn fail_task(&mut self, failure: TaskFailure) {
        self.broken = true;
        self.phase = Phase::Answering;
        if let Some(open) = &mut self.open {
            open.failure = Some(Box::new(failure));
        }
    }

    /// Closes the task.
    fn answer(&mut self) -> Response {
        self.phase = Phase::Idle;
        self.pending.clear();
        self.task.activation = 0;
        let Some(mut open) = self.open.take() else {
            return Response::Nothing;
        };
        if open.started_event_id == 0 && self.core.outbox.issued_count() > 0 {
            // The workflow went on, and nobody will learn with what.
            self.broken = true;
        }
        if let Some(failure) = open.failure {
            return match open.query {
                Some(_) => Response::QueryAnswered {
                    outcome: Err(failure.failure),
                },
                None => Response::Failed(failure),
            };
        }
        if open.query.is_some() {
            return Response::QueryAnswered {
                outcome: queries::outcome(open.results.pop_first()),
            };
        }
        if open.started_event_id == 0 {
            return Response::Nothing;
        }
        let (commands, messages) = self.core.outbox.flush();
        let options = &self.core.options;
        Response::Completed(Box::new(TaskCompleted {
            commands,
            messages,
            query_results: open.results,
            sdk_metadata: self.core.flags.unrecorded((&options.sdk_name, &options.sdk_version)),
            versioning_behavior: open.versioning_behavior,
            force_create_new_workflow_task: open.heartbeat && self.core.locals.any_running(),
            nonfirst_local_activity_attempts: std::mem::take(&mut self.core.locals.retries),
            closes_run: self.core.closed,
        }))
    }
}

fn absorb(core: &mut Core, completed: &WorkflowTaskCompletedEventAttributes) {
    if let Some(metadata) = &completed.sdk_metadata {
        let options = core.options.clone();
        core.flags.absorb(metadata, (&options.sdk_name, &options.sdk_version));
    }
}

/// The build id and the deployment of the worker that completed a task.
fn version(completed: &WorkflowTaskCompletedEventAttributes) -> (&str, &str) {
    if let Some(version) = &completed.deployment_version {
        return (&version.build_id, &version.deployment_name);
    }
    let build_id = completed
        .worker_version
        .as_ref()
        .map(|version| version.build_id.as_str())
        .unwrap_or_default();
    (build_id, "")
}
