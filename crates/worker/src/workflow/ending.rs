//! The end of a task: its answer goes out, and its run waits for the next one or is forgotten.

use std::sync::Arc;

use everloop_machines::{
    Response, Run,
    task::{TaskCompleted, TaskFailure},
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
    lane::{Event, Lane},
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
    pub(super) fn respond(self: &Arc<Self>, run: Box<Run>, mut open: OpenTask, response: Response) {
        open.count_execution();
        long_task::warn(&open, run.history_size_bytes(), self.lanes.options.long_task);
        match response {
            Response::Completed(completed) => self.complete(run, open, *completed),
            Response::Failed(failed) => self.give_up(run, open, *failed),
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

    /// Fails a task, or the workflow, where code that does not fit its history is to do that.
    pub(super) fn give_up(self: &Arc<Self>, run: Box<Run>, open: OpenTask, mut failed: TaskFailure) {
        let (runtime, names) = (&self.lanes.runtime, &open.names);
        mismatch::explain(&**runtime, &names.run_id, &mut failed);
        let is_changed = failed.cause == WorkflowTaskFailedCause::NonDeterministicError;
        if is_changed && open.kind == Kind::WorkflowTask && runtime.mismatch_fails_workflow(&names.workflow_type) {
            tracing::warn!(
                workflow_type = names.workflow_type,
                workflow_id = names.workflow_id,
                run_id = &*names.run_id,
                "workflow failed: {}",
                failed.failure.message
            );
            self.complete(run, open, mismatch::closing(failed.failure));
        } else {
            self.fail(open, failed);
        }
    }

    fn fail(self: &Arc<Self>, open: OpenTask, failed: TaskFailure) {
        let OpenTask {
            names, permit, kind, ..
        } = open;
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
