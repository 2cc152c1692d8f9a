//! A workflow task while it is being worked on.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use everloop_machines::TaskInput;
use everloop_proto::{history::v1::history_event::Attributes, workflowservice::v1::PollWorkflowTaskQueueResponse};

use tokio::sync::oneshot;

use crate::{
    metrics::{WorkerMetrics, WorkflowMetrics},
    slots::Permit,
    transfer::Transfers,
};

/// A task as it came, with the slot it occupies.
pub(super) struct Polled {
    pub(super) poll: Box<PollWorkflowTaskQueueResponse>,
    pub(super) permit: Permit,
}

impl Polled {
    /// The id of the task's run.
    pub(super) fn run_id(&self) -> Arc<str> {
        self.poll
            .workflow_execution
            .as_ref()
            .map_or("", |execution| execution.run_id.as_str())
            .into()
    }
}

/// A task that the rules work on.
pub(super) struct OpenTask {
    pub(super) names: Arc<TaskNames>,
    pub(super) permit: Permit,
    /// Names the next page of history; empty if it is complete.
    pub(super) page_token: Bytes,
    pub(super) kind: Kind,
    pub(super) begun: Instant,
    /// How long the server waits for the answer.
    pub(super) timeout: Duration,
    /// Where the task is counted, if anywhere.
    pub(super) metrics: Option<Arc<WorkflowMetrics>>,
    /// Whether earlier tasks must be gone through first, and that time is still to be counted.
    pub(super) is_replay_timed: bool,
    /// What external storage moved for it, if anything.
    pub(super) transfers: Option<Box<Transfers>>,
    /// There while it waits for local activities. Dropped with the task, which ends the watch over its time.
    pub(super) local_watch: Option<oneshot::Sender<()>>,
}

/// What a task is called in answers and errors.
pub(super) struct TaskNames {
    pub(super) run_id: Arc<str>,
    pub(super) workflow_id: String,
    pub(super) workflow_type: String,
    pub(super) task_token: Bytes,
    pub(super) attempt: u32,
    /// Zero for a query without a task.
    pub(super) started_event_id: i64,
}

/// How a task is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    WorkflowTask,
    /// A query of a workflow that has no task open.
    Query,
}

impl OpenTask {
    /// Splits a polled task into what the rules need and what the answer needs.
    pub(super) fn new(polled: Polled, metrics: &WorkerMetrics) -> (Self, TaskInput) {
        let Polled { mut poll, permit } = polled;
        let input = TaskInput::take(&mut poll);
        let is_query = input.query.is_some();
        if !is_query {
            metrics.workflow_task_waited(poll.scheduled_time.as_ref(), poll.started_time.as_ref());
        }
        let names = TaskNames {
            run_id: input.run_id.as_str().into(),
            workflow_id: input.workflow_id.clone(),
            workflow_type: input.workflow_type.clone(),
            task_token: std::mem::take(&mut poll.task_token),
            attempt: input.attempt,
            started_event_id: input.started_event_id,
        };
        let open = Self {
            names: Arc::new(names),
            permit,
            page_token: std::mem::take(&mut poll.next_page_token),
            metrics: metrics.workflow(&input.workflow_type),
            is_replay_timed: !is_query && input.previous_started_event_id > 0,
            kind: if is_query { Kind::Query } else { Kind::WorkflowTask },
            begun: Instant::now(),
            timeout: timeout(&input),
            transfers: None,
            local_watch: None,
        };
        (open, input)
    }
}

impl OpenTask {
    /// The history is gone through: what follows is new.
    pub(super) fn count_replay(&mut self) {
        if std::mem::take(&mut self.is_replay_timed)
            && let Some(metrics) = &self.metrics
        {
            metrics.replayed.duration(self.begun.elapsed());
        }
    }

    /// The task is about to be answered.
    pub(super) fn count_execution(&mut self) {
        self.count_replay();
        if let Some(metrics) = &self.metrics {
            metrics.executed.duration(self.begun.elapsed());
        }
    }
}

/// The time that the server gives the task, as its last scheduling event says.
fn timeout(input: &TaskInput) -> Duration {
    let scheduled = input.history.iter().rev().find_map(|event| match &event.attributes {
        Some(Attributes::WorkflowTaskScheduledEventAttributes(attributes)) => attributes.start_to_close_timeout,
        _ => None,
    });
    let default = Duration::from_secs(10);
    scheduled
        .and_then(|timeout| Duration::try_from(timeout).ok())
        .filter(|it| !it.is_zero())
        .unwrap_or(default)
}
