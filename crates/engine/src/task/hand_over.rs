//! Handing a workflow task to a worker.

use std::sync::Arc;

use everloop_proto::common::v1::WorkerVersionStamp;
use everloop_proto::common::v1::WorkflowType;
use everloop_proto::enums::v1::{SuggestContinueAsNewReason, TaskQueueKind};
use everloop_proto::history::v1::{HistoryEvent, WorkflowTaskStartedEventAttributes};
use everloop_proto::taskqueue::v1::TaskQueue;
use everloop_proto::workflowservice::v1::PollWorkflowTaskQueueResponse;

use super::schedule::scheduled_attributes;
use crate::draft::Draft;
use crate::event::event;
use crate::input::Polled;
use crate::state::{Deadline, Execution, Task, TaskKind, TaskStart};
use crate::{HandedWorkflowTask, Limits, token, update};

/// Who takes a task.
#[derive(Default)]
pub(crate) struct Taker {
    pub(crate) identity: String,
    pub(crate) request_id: String,
    pub(crate) worker_version: Option<WorkerVersionStamp>,
    pub(crate) worker: Option<u64>,
}

/// Marks the scheduled task as started.
///
/// # Panics
/// If no task is scheduled, or it is started already.
pub(crate) fn start(draft: &mut Draft<'_, '_>, taker: Taker) {
    let mut task = draft.next.transient.take_task().expect("a task is scheduled");
    assert!(task.started.is_none(), "a task is started once");
    if task.kind != TaskKind::Normal && task.scheduled_event_id != draft.next_event_id() {
        // Something was written since: the ids it had reserved are taken, and it is a task like the first.
        task.kind = TaskKind::Normal;
        task.attempt = 1;
        draft.next.transient.task_attempt = 1;
        task.scheduled_event_id = draft.emit(scheduled_attributes(&draft.next, &task));
    }
    let history_bytes = draft.next.recorded.history_bytes;
    let Taker {
        identity,
        request_id,
        worker_version,
        worker,
    } = taker;
    let mut started = TaskStart {
        event_id: task.scheduled_event_id + 1,
        at: draft.now(),
        request_id,
        identity,
        history_bytes,
        continue_as_new_reasons: continue_as_new_reasons(&draft.next, draft.ctx.limits, history_bytes),
        worker_version,
        worker,
    };
    if task.kind == TaskKind::Normal {
        started.event_id = draft.emit(started_attributes(&task, &started));
    }
    task.started = Some(started);
    draft.next.transient.task = Some(Arc::new(task));
    draft.refresh(Deadline::Task);
}

fn continue_as_new_reasons(execution: &Execution, limits: &Limits, history_bytes: i64) -> Vec<i32> {
    let mut reasons = Vec::new();
    if history_bytes >= limits.suggest_continue_as_new_bytes {
        reasons.push(SuggestContinueAsNewReason::HistorySizeTooLarge as i32);
    }
    // Wire: the event that starts the task counts.
    if execution.recorded.last_event_id + 1 >= limits.suggest_continue_as_new_events {
        reasons.push(SuggestContinueAsNewReason::TooManyHistoryEvents as i32);
    }
    // Wire: from nine tenths of the limit on, counting those in flight.
    let updates = execution.transient.updates.len() + execution.recorded.updates.len();
    if updates.saturating_mul(10) >= limits.updates_max.saturating_mul(9) {
        reasons.push(SuggestContinueAsNewReason::TooManyUpdates as i32);
    }
    reasons
}

fn started_attributes(task: &Task, started: &TaskStart) -> WorkflowTaskStartedEventAttributes {
    WorkflowTaskStartedEventAttributes {
        scheduled_event_id: task.scheduled_event_id,
        identity: started.identity.clone(),
        request_id: started.request_id.clone(),
        suggest_continue_as_new: !started.continue_as_new_reasons.is_empty(),
        suggest_continue_as_new_reasons: started.continue_as_new_reasons.clone(),
        history_size_bytes: started.history_bytes,
        worker_version: started.worker_version.clone(),
        ..WorkflowTaskStartedEventAttributes::default()
    }
}

/// The scheduled and started events of a task that are not in history, with their ids to be.
pub(crate) fn task_events(execution: &Execution, task: &Task) -> Vec<HistoryEvent> {
    let mut scheduled = event(scheduled_attributes(execution, task), task.scheduled_at);
    scheduled.event_id = task.scheduled_event_id;
    scheduled.task_id = task.scheduled_event_id;
    let mut events = vec![scheduled];
    if let Some(started) = &task.started {
        let mut event = event(started_attributes(task, started), started.at);
        event.event_id = started.event_id;
        event.task_id = started.event_id;
        events.push(event);
    }
    events
}

/// The started task as the worker gets it, and with it all queries and updates that wait.
///
/// # Panics
/// If no task is started.
pub(crate) fn hand_over(draft: &mut Draft<'_, '_>, polled: Polled) -> HandedWorkflowTask {
    let task = draft.next.transient.task.clone().expect("a task was started");
    let started = task.started.as_ref().expect("a task was started");
    let queries = draft.next.transient.queries.clone();
    for (id, query) in &queries {
        draft.next.transient.queries.insert(
            id.clone(),
            crate::state::PendingQuery {
                handed: true,
                ..query.clone()
            },
        );
    }
    let messages = update::deliver(draft, started.event_id);
    let execution = &draft.next;
    let previous_started_event_id = execution.recorded.previous_started_event_id;
    let response = PollWorkflowTaskQueueResponse {
        task_token: prost::Message::encode_to_vec(&token::WorkflowTask::new(&execution.identity, &task, started))
            .into(),
        workflow_execution: Some(execution.identity.to_wire()),
        workflow_type: Some(WorkflowType {
            name: execution.workflow_type().to_owned(),
        }),
        previous_started_event_id,
        started_event_id: started.event_id,
        attempt: task.attempt,
        workflow_execution_task_queue: Some(TaskQueue {
            name: execution.task_queue().to_owned(),
            kind: TaskQueueKind::Normal as i32,
            normal_name: String::new(),
        }),
        messages,
        scheduled_time: Some(task.scheduled_at.into()),
        started_time: Some(started.at.into()),
        queries: queries
            .iter()
            .map(|(id, query)| (id.clone(), (*query.query).clone()))
            .collect(),
        ..PollWorkflowTaskQueueResponse::default()
    };
    HandedWorkflowTask {
        response,
        history_from: match polled {
            Polled::Sticky => previous_started_event_id + 1,
            Polled::Normal => 1,
        },
        history_to: execution.recorded.last_event_id,
        virtual_events: match task.kind {
            TaskKind::Transient | TaskKind::Speculative => task_events(execution, &task),
            TaskKind::Normal => Vec::new(),
        },
    }
}
