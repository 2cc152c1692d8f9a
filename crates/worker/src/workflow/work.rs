//! A task on its way through the rules and the runtime, on its lane's thread.

use std::{
    panic::{self, AssertUnwindSafe},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use everloop_machines::{
    Activation, Completion, Fit, Response, Run, Step, TaskInput,
    completion::TaskFailed,
    task::{LocalOutcome, TaskCompleted, TaskFailure},
};
use everloop_proto::{
    Code, Reply, RpcError,
    enums::v1::WorkflowTaskFailedCause,
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    taskqueue::v1::StickyExecutionAttributes,
    workflowservice::v1::{PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedResponse},
};

use super::{
    answer::{self, Inline},
    cache::Phase,
    history::{self, Page},
    lane::{Active, Event, Lane, Replaced},
    long_task,
    open::{Kind, OpenTask, Polled, TaskNames},
};
use crate::{
    Eviction, eviction,
    metrics::Where,
    mismatch,
    slots::{Permit, SlotKind},
};

impl Lane {
    /// Begins a task whose run, if it is known, was taken out of the cache.
    pub(super) fn begin(self: &Arc<Self>, run: Option<Box<Run>>, task: Polled) -> Result<(), Replaced> {
        let metrics = &self.lanes.connection.metrics;
        let (open, input) = OpenTask::new(task, metrics);
        let is_cached = run.is_some();
        let mut run = run.unwrap_or_else(|| self.new_run());
        match run.fit(&input) {
            Fit::Continues => {
                if is_cached && open.kind == Kind::WorkflowTask {
                    metrics.vitals.cache_hits.fetch_add(1, Ordering::Relaxed);
                }
                if let Some(counted) = open
                    .metrics
                    .as_ref()
                    .filter(|_| is_cached && open.kind == Kind::WorkflowTask)
                {
                    counted.cache_hit.add(1);
                }
            }
            Fit::Restarts => {
                self.evict_if(is_cached, &open.names, &Eviction::CacheMiss);
                run = self.new_run();
            }
            Fit::NeedsFullHistory => {
                metrics.cache_missed();
                self.evict_if(is_cached, &open.names, &Eviction::CacheMiss);
                let connection = Arc::clone(&self.lanes.connection);
                self.launch(async move {
                    let reply = history::fetch(&connection, &open.names, bytes::Bytes::new()).await;
                    Event::FullHistory {
                        open: Box::new(open),
                        input: Box::new(input),
                        reply,
                    }
                });
                return Ok(());
            }
        }
        self.apply(run, Box::new(open), input)
    }

    /// Goes on with a task whose history had to be fetched from its start.
    pub(super) fn begin_from_start(
        self: &Arc<Self>,
        mut open: Box<OpenTask>,
        mut input: TaskInput,
        reply: Reply<Page>,
    ) -> Result<(), Replaced> {
        match reply {
            Ok(page) => {
                input.history_complete = page.next.is_empty();
                input.history = page.events;
                open.page_token = page.next;
                self.apply(self.new_run(), open, input)
            }
            Err(error) => {
                self.drop_task(&open, &error);
                Ok(())
            }
        }
    }

    fn apply(self: &Arc<Self>, mut run: Box<Run>, open: Box<OpenTask>, input: TaskInput) -> Result<(), Replaced> {
        match run.apply_task(input) {
            Ok(()) => self.work(run, open),
            Err(error) => {
                let failure = TaskFailure {
                    cause: error.cause(),
                    failure: error.failure(),
                    error: Some(error),
                };
                self.fail(*open, failure);
                Ok(())
            }
        }
    }

    /// Takes steps until the task is answered or waits for something.
    pub(super) fn work(self: &Arc<Self>, mut run: Box<Run>, mut open: Box<OpenTask>) -> Result<(), Replaced> {
        loop {
            match run.step() {
                Step::Activate(activation) => {
                    if !activation.is_replaying {
                        open.count_replay();
                    }
                    if let Some(passage) = &self.lanes.passage {
                        self.pass_in(passage, run, open, activation);
                        return Ok(());
                    }
                    let completion = self.activate(&open.names, activation)?;
                    run.complete(completion);
                }
                Step::NeedHistory => {
                    self.fetch_history(&mut open);
                    self.suspend(run, open);
                    return Ok(());
                }
                Step::Local(work) => self.local_work(&open.names, work),
                Step::AwaitLocal => {
                    self.watch_task_time(&mut open);
                    self.suspend(run, open);
                    return Ok(());
                }
                Step::Respond(response) => {
                    self.respond(run, *open, response);
                    return Ok(());
                }
                Step::Idle => {
                    self.release(&open.names.run_id, Some(run));
                    return Ok(());
                }
            }
        }
    }

    /// Runs workflow code. If it takes so long that the lane got another thread, the run is given up.
    pub(super) fn activate(
        self: &Arc<Self>,
        names: &Arc<TaskNames>,
        activation: Activation,
    ) -> Result<Completion, Replaced> {
        *self.active.lock() = Some(Active {
            names: Arc::clone(names),
            since: Instant::now(),
        });
        let runtime = &self.lanes.runtime;
        let completion = panic::catch_unwind(AssertUnwindSafe(|| runtime.activate(activation)));
        if self.active.lock().take().is_none() {
            self.give_up_blocked(names);
            return Err(Replaced);
        }
        Ok(completion.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text
                .or_else(|| panic.downcast_ref::<&str>().copied())
                .unwrap_or("no text");
            let message = format!("the runtime of workflow {} panicked: {text}", names.workflow_type);
            Completion::TaskFailed(TaskFailed {
                failure: application_failure(message, "RuntimePanic"),
                cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
            })
        }))
    }

    /// Called by a thread that was replaced while it was blocked; its task was failed meanwhile.
    fn give_up_blocked(self: &Arc<Self>, names: &TaskNames) {
        let why = Eviction::RuntimeFailed {
            failure: "workflow code held its thread for too long".to_owned(),
        };
        self.lanes.runtime.evict(&names.run_id, &why);
        self.state.lock().blocked -= 1;
        self.release(&names.run_id, None);
        self.wake_thread();
    }

    fn fetch_history(self: &Arc<Self>, open: &mut OpenTask) {
        let (connection, names) = (Arc::clone(&self.lanes.connection), Arc::clone(&open.names));
        let token = std::mem::take(&mut open.page_token);
        self.launch(async move {
            let reply = history::fetch(&connection, &names, token).await;
            Event::History {
                run_id: Arc::clone(&names.run_id),
                reply,
            }
        });
    }

    /// A page that the task waited for.
    pub(super) fn add_history(self: &Arc<Self>, run_id: &str, reply: Reply<Page>) -> Result<(), Replaced> {
        let Some((mut run, mut open)) = self.resume(run_id) else {
            return Ok(());
        };
        match reply {
            Ok(page) => {
                run.add_history(page.events, page.next.is_empty());
                open.page_token = page.next;
                self.work(run, open)
            }
            Err(error) => {
                let why = Eviction::HistoryUnavailable {
                    failure: error.to_string(),
                };
                self.lanes.runtime.evict(run_id, &why);
                self.drop_task(&open, &error);
                Ok(())
            }
        }
    }

    /// Gives a local activity's outcome to its run, which may wait for it.
    pub(super) fn local_ended(self: &Arc<Self>, run_id: &str, outcome: LocalOutcome) -> Result<(), Replaced> {
        let mut state = self.state.lock();
        state.local.ended(run_id, outcome.seq);
        let Some(entry) = state.cache.get_mut(run_id) else {
            return Ok(());
        };
        match &mut entry.phase {
            Phase::Idle(run) | Phase::Answering(Some(run)) | Phase::Suspended(run, _) => {
                run.resolve_local_activity(outcome);
            }
            Phase::Passing(passing) => {
                passing.add_outcome(outcome);
                return Ok(());
            }
            Phase::Active | Phase::Answering(None) => return Ok(()),
        }
        drop(state);
        // A page of history may still be missing; then the run's next step says so again.
        match self.resume_if_local(run_id) {
            Some((run, open)) => self.work(run, open),
            None => Ok(()),
        }
    }

    /// The task is answered before it times out, and local activities go on.
    pub(super) fn task_ends_soon(self: &Arc<Self>, names: &TaskNames) -> Result<(), Replaced> {
        {
            let mut state = self.state.lock();
            let Some(entry) = state.cache.get_mut(&names.run_id) else {
                return Ok(());
            };
            let (run, open) = match &mut entry.phase {
                Phase::Suspended(run, open) => (run, open),
                Phase::Passing(passing) => {
                    passing.end_soon(names);
                    return Ok(());
                }
                Phase::Idle(_) | Phase::Active | Phase::Answering(_) => return Ok(()),
            };
            if open.names.task_token != names.task_token {
                return Ok(());
            }
            run.heartbeat();
        }
        match self.resume(&names.run_id) {
            Some((run, open)) => self.work(run, open),
            None => Ok(()),
        }
    }

    fn respond(self: &Arc<Self>, run: Box<Run>, mut open: OpenTask, response: Response) {
        open.count_execution();
        long_task::warn(&open, run.history_size_bytes(), self.lanes.options.long_task);
        match response {
            Response::Completed(completed) => self.complete(run, open, *completed),
            Response::Failed(failed) => self.fail(open, *failed),
            Response::QueryAnswered { outcome } => {
                self.answer_query(&open.names, open.permit, outcome);
                let keep = self.lanes.options.cached_max > 0 && !run.is_closed();
                self.evict_if(!keep, &open.names, &self.useless());
                self.release(&open.names.run_id, keep.then_some(run));
            }
            Response::Nothing => self.release(&open.names.run_id, Some(run)),
        }
    }

    fn complete(self: &Arc<Self>, run: Box<Run>, open: OpenTask, mut completed: TaskCompleted) {
        let lanes = &self.lanes;
        if let Some(limits) = lanes.connection.limits.get()
            && let Err(too_large) = limits.check_task(&completed.commands, &completed.messages)
        {
            let failure = TaskFailure {
                cause: WorkflowTaskFailedCause::PayloadsTooLarge,
                failure: too_large.failure(&open.names.workflow_id),
                error: None,
            };
            self.fail(open, failure);
            return;
        }
        if completed.closes_run
            && let Some(counted) = &open.metrics
        {
            counted.ended(&completed.commands, run.start_time());
        }
        let OpenTask { names, permit, .. } = open;
        let inline = if lanes.shutdown.has_begun() {
            Inline::Refused
        } else {
            Inline::Wanted
        };
        let keep = lanes.options.cached_max > 0 && !completed.closes_run;
        let eager_max = lanes.options.eager_activities_max.map_or(0, std::num::NonZero::get);
        let takes_eager = lanes.eager.as_ref().filter(|_| inline == Inline::Wanted);
        let eager = answer::reserve_eager(&mut completed, takes_eager, eager_max);
        let sticky = keep.then(|| StickyExecutionAttributes {
            worker_task_queue: Some(lanes.connection.sticky_queue(&self.sticky_queue)),
            schedule_to_start_timeout: prost_types::Duration::try_from(lanes.options.sticky_schedule_to_start_timeout)
                .ok(),
        });
        let request = answer::completed(&lanes.connection, &names, completed, sticky, inline);
        if let Some(entry) = self.state.lock().cache.get_mut(&names.run_id) {
            entry.phase = Phase::Answering(keep.then_some(run));
        }
        let (connection, sent) = (Arc::clone(&lanes.connection), Arc::clone(&names));
        self.launch(async move {
            let reply = answer::send_completed(&connection, request).await;
            Event::Completed {
                names: sent,
                permit,
                eager,
                reply: Box::new(reply),
            }
        });
        // Evicting takes a while, and the request is on its way.
        self.evict_if(!keep, &names, &self.useless());
    }

    /// The server's reply to a completion.
    pub(super) fn completed(
        self: &Arc<Self>,
        names: &TaskNames,
        permit: Permit,
        eager: Vec<Permit>,
        reply: Reply<RespondWorkflowTaskCompletedResponse>,
    ) {
        let run = {
            let mut state = self.state.lock();
            state
                .cache
                .get_mut(&names.run_id)
                .and_then(|entry| match &mut entry.phase {
                    Phase::Answering(run) => run.take(),
                    Phase::Idle(_) | Phase::Active | Phase::Suspended(..) | Phase::Passing(_) => None,
                })
        };
        match reply {
            Ok(reply) => self.accepted(names, permit, eager, run, reply),
            Err(error) => {
                self.evict_if(run.is_some(), names, &Eviction::refused(&error));
                refused(names, &error);
                self.release(&names.run_id, None);
            }
        }
    }

    fn accepted(
        self: &Arc<Self>,
        names: &TaskNames,
        permit: Permit,
        eager: Vec<Permit>,
        mut run: Option<Box<Run>>,
        reply: RespondWorkflowTaskCompletedResponse,
    ) {
        if let Some(activities) = &self.lanes.eager {
            for (task, slot) in reply.activity_tasks.into_iter().zip(eager) {
                activities.start(task, slot, Where::Eager);
            }
        }
        if reply.reset_history_event_id > 0
            && let Some(run) = &mut run
        {
            run.reset_to(reply.reset_history_event_id);
        }
        let inline = reply.workflow_task.filter(has_token);
        let mut state = self.state.lock();
        if let Some(poll) = inline
            && let Some(entry) = state.cache.get_mut(&names.run_id)
        {
            entry.waiting.push_front(Polled {
                poll: Box::new(poll),
                permit,
            });
        }
        drop(state);
        self.release(&names.run_id, run);
    }

    fn fail(self: &Arc<Self>, open: OpenTask, mut failed: TaskFailure) {
        let OpenTask {
            names, permit, kind, ..
        } = open;
        mismatch::explain(&*self.lanes.runtime, &names.run_id, &mut failed);
        self.lanes.runtime.evict(&names.run_id, &Eviction::failed(&failed));
        self.lanes.connection.metrics.evicted();
        match kind {
            Kind::Query => self.answer_query(&names, permit, Err(failed.failure)),
            Kind::WorkflowTask => self.report_failure(&names, Some(permit), failed),
        }
        self.release(&names.run_id, None);
    }

    /// Tells the server of a task's first failure. Later ones are left to the task's timeout, whose growing
    /// length keeps a failing workflow from being tried without a pause.
    pub(super) fn report_failure(
        self: &Arc<Self>,
        names: &Arc<TaskNames>,
        permit: Option<Permit>,
        failed: TaskFailure,
    ) {
        tracing::warn!(
            workflow_type = names.workflow_type,
            workflow_id = names.workflow_id,
            run_id = &*names.run_id,
            attempt = names.attempt,
            "workflow task failed: {}",
            failed.failure.message
        );
        let metrics = &self.lanes.connection.metrics;
        metrics.vitals.tasks(SlotKind::Workflow).failed();
        if let Some(counted) = metrics.workflow(&names.workflow_type) {
            counted.task_failed(failed.cause);
        }
        if names.attempt > 1 {
            return;
        }
        let (connection, names) = (Arc::clone(&self.lanes.connection), Arc::clone(names));
        self.launch(async move {
            let sent = answer::send_failed(&connection, &names, failed).await;
            drop(permit);
            log_unsent(sent, &names);
            Event::Sent
        });
    }

    fn answer_query(
        self: &Arc<Self>,
        names: &Arc<TaskNames>,
        permit: Permit,
        outcome: Result<everloop_proto::common::v1::Payloads, Failure>,
    ) {
        let (connection, names) = (Arc::clone(&self.lanes.connection), Arc::clone(names));
        self.launch(async move {
            let sent = answer::send_query_answer(&connection, &names, outcome).await;
            drop(permit);
            log_unsent(sent, &names);
            Event::Sent
        });
    }

    /// Gives up a task that cannot even be worked on; the server will time it out.
    fn drop_task(self: &Arc<Self>, open: &OpenTask, error: &RpcError) {
        tracing::warn!(
            workflow_id = open.names.workflow_id,
            run_id = &*open.names.run_id,
            %error,
            "the history of a workflow task could not be fetched"
        );
        self.release(&open.names.run_id, None);
    }

    fn suspend(&self, run: Box<Run>, open: Box<OpenTask>) {
        let run_id = Arc::clone(&open.names.run_id);
        if let Some(entry) = self.state.lock().cache.get_mut(&run_id) {
            entry.phase = Phase::Suspended(run, open);
        }
    }

    fn resume(&self, run_id: &str) -> Option<(Box<Run>, Box<OpenTask>)> {
        self.resume_where(run_id, |_| true)
    }

    fn resume_if_local(&self, run_id: &str) -> Option<(Box<Run>, Box<OpenTask>)> {
        self.resume_where(run_id, |open| open.local_watch.is_some())
    }

    fn resume_where(&self, run_id: &str, wanted: impl FnOnce(&OpenTask) -> bool) -> Option<(Box<Run>, Box<OpenTask>)> {
        let mut state = self.state.lock();
        let entry = state.cache.get_mut(run_id)?;
        match std::mem::replace(&mut entry.phase, Phase::Active) {
            Phase::Suspended(run, open) if wanted(&open) => Some((run, open)),
            other @ (Phase::Suspended(..)
            | Phase::Passing(_)
            | Phase::Idle(_)
            | Phase::Active
            | Phase::Answering(_)) => {
                entry.phase = other;
                None
            }
        }
    }

    /// Ends a task: the run waits for the next one, which may be there already, or is forgotten.
    pub(super) fn release(self: &Arc<Self>, run_id: &Arc<str>, run: Option<Box<Run>>) {
        let evict = {
            let mut state = self.state.lock();
            if run.is_none() {
                state.local.forget(run_id);
            }
            let released = state.cache.release(run_id, run);
            if let Some((run, task)) = released.next {
                state.ready.push_back(Event::Begin(run, task));
            }
            if let Some(run_id) = &released.evict {
                state.local.forget(run_id);
            }
            released.evict
        };
        if let Some(run_id) = evict {
            self.lanes.runtime.evict(&run_id, &Eviction::CacheFull);
        }
    }

    fn new_run(&self) -> Box<Run> {
        Box::new(Run::new(Arc::clone(&self.lanes.run_options)))
    }

    fn evict_if(&self, condition: bool, names: &TaskNames, why: &Eviction) {
        if condition {
            self.lanes.runtime.evict(&names.run_id, why);
        }
    }

    /// Why a run is not kept although nothing is wrong with it.
    fn useless(&self) -> Eviction {
        if self.lanes.options.cached_max == 0 {
            Eviction::CacheFull
        } else {
            Eviction::Closed
        }
    }
}

fn has_token(poll: &PollWorkflowTaskQueueResponse) -> bool {
    !poll.task_token.is_empty()
}

/// What to say of a completion that the server did not take. The task comes again if it matters.
fn refused(names: &TaskNames, error: &RpcError) {
    if error.code == Code::NotFound || eviction::is_unhandled_command(error) {
        // Wire: the task timed out, or something happened that the workflow must see before it closes.
        tracing::debug!(workflow_id = names.workflow_id, %error, "a workflow task's completion came too late");
    } else {
        tracing::warn!(workflow_id = names.workflow_id, %error, "a workflow task's completion was refused");
    }
}

fn log_unsent(sent: Reply<()>, names: &TaskNames) {
    match sent {
        Ok(()) => {}
        Err(RpcError {
            code: Code::NotFound,
            message,
            ..
        }) => {
            tracing::debug!(workflow_id = names.workflow_id, message, "an answer came too late");
        }
        Err(error) => tracing::warn!(workflow_id = names.workflow_id, %error, "an answer could not be sent"),
    }
}

/// A failure made by the worker itself.
pub(super) fn application_failure(message: String, kind: &str) -> Failure {
    Failure {
        message,
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
            r#type: kind.to_owned(),
            ..ApplicationFailureInfo::default()
        })),
        ..Failure::default()
    }
}
