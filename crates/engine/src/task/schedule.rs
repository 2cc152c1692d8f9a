//! Scheduling a workflow task.

use std::sync::Arc;
use std::time::Duration;

use everloop_proto::enums::v1::TaskQueueKind;
use everloop_proto::history::v1::WorkflowTaskScheduledEventAttributes;
use everloop_proto::taskqueue::v1::TaskQueue;

use super::task_events;
use crate::convert;
use crate::draft::Draft;
use crate::state::{Deadline, Execution, Task, TaskKind};

/// Attempts up to this one are given the usual time; later ones more and more, since a worker that can't do a task
/// says so once and then lets the time run out.
const ATTEMPTS_AT_USUAL_PACE: i32 = 3;
const EXTRA_TIME_FIRST: Duration = Duration::from_secs(5);
const EXTRA_TIME_MAX: Duration = Duration::from_secs(600);
/// How long a speculative task waits for a poller before it becomes a normal one.
const SPECULATIVE_SCHEDULE_TO_START: Duration = Duration::from_secs(5);

/// Sees to it that the workflow gets a task soon: something has happened that it must see.
///
/// With a task scheduled already there is nothing to do; while one is with a worker, or commands are carried out, what
/// happened waits in the buffer and the next task follows from that; during the first backoff, the deadline brings it.
pub(crate) fn need(draft: &mut Draft<'_, '_>) {
    if draft.next.recorded.task_was_scheduled || draft.next.transient.task.is_some() {
        need_at_once(draft);
    }
}

/// As `need`, for what does not wait until the first backoff is over: a request to cancel.
pub(crate) fn need_at_once(draft: &mut Draft<'_, '_>) {
    let Execution {
        recorded, transient, ..
    } = &draft.next;
    if !recorded.status.is_running() || draft.is_holding() {
        return;
    }
    match &transient.task {
        None => schedule(draft),
        Some(task) if task.kind == TaskKind::Speculative && task.started.is_none() => write_down(draft),
        Some(_) => return,
    }
    announce(draft);
}

/// The first backoff is over: the workflow gets a task, unless it has got one for an update meanwhile.
pub(crate) fn begin(draft: &mut Draft<'_, '_>) {
    match &draft.next.transient.task {
        None => schedule(draft),
        Some(_) => write_down(draft),
    }
    announce(draft);
}

/// Sees to it that the workflow gets its admitted updates soon, with a task that leaves no trace if they don't. They
/// do not wait until the first backoff is over.
pub(crate) fn need_speculative(draft: &mut Draft<'_, '_>) {
    if draft.next.transient.task.is_none() {
        schedule_speculative(draft);
        announce(draft);
    }
}

/// Schedules a speculative task. It isn't announced yet.
pub(crate) fn schedule_speculative(draft: &mut Draft<'_, '_>) {
    schedule_as(draft, TaskKind::Speculative);
}

/// Makes a speculative task a normal one: something else needs it, or has to come after it in history.
pub(crate) fn write_down(draft: &mut Draft<'_, '_>) {
    let transient = &mut draft.next.transient;
    let Some(open) = transient.task.take_if(|task| task.kind == TaskKind::Speculative) else {
        return;
    };
    let mut task = Arc::unwrap_or_clone(open);
    task.kind = TaskKind::Normal;
    if task.started.is_some() {
        for event in task_events(&draft.next, &task) {
            draft.append(event);
        }
    } else {
        let sticky = draft
            .next
            .transient
            .sticky
            .as_ref()
            .filter(|_| task.sticky_queue.is_some());
        task.schedule_to_start = sticky
            .map(|sticky| sticky.schedule_to_start)
            .filter(|timeout| !timeout.is_zero());
        task.scheduled_event_id = draft.emit(scheduled_attributes(&draft.next, &task));
    }
    draft.next.transient.task = Some(Arc::new(task));
    draft.refresh(Deadline::Task);
}

/// Schedules a task: on the sticky queue if there is one. It isn't announced yet.
pub(crate) fn schedule(draft: &mut Draft<'_, '_>) {
    let is_first = draft.next.transient.task_attempt == 1;
    schedule_as(
        draft,
        if is_first {
            TaskKind::Normal
        } else {
            TaskKind::Transient
        },
    );
}

fn schedule_as(draft: &mut Draft<'_, '_>, kind: TaskKind) {
    assert!(
        draft.next.transient.task.is_none(),
        "one workflow task at most is pending"
    );
    let now = draft.now();
    let attempt = draft.next.transient.task_attempt;
    let start_to_close = start_to_close(draft, attempt);
    let sticky = draft.next.transient.sticky.clone();
    let mut task = Task {
        kind,
        scheduled_event_id: draft.next_event_id(),
        attempt,
        sticky_queue: sticky.as_ref().map(|sticky| sticky.queue.clone()),
        scheduled_at: now,
        original_scheduled_at: draft.next.transient.task_heartbeat_since.unwrap_or(now),
        schedule_to_start: match kind {
            TaskKind::Speculative => Some(SPECULATIVE_SCHEDULE_TO_START),
            TaskKind::Normal | TaskKind::Transient => sticky
                .map(|sticky| sticky.schedule_to_start)
                .filter(|timeout| !timeout.is_zero()),
        },
        start_to_close,
        started: None,
    };
    if task.kind == TaskKind::Normal {
        task.scheduled_event_id = draft.emit(scheduled_attributes(&draft.next, &task));
    }
    draft.next.transient.task = Some(Arc::new(task));
    draft.refresh(Deadline::Task);
}

/// Tells the service that the task waits for a poller.
pub(crate) fn announce(draft: &mut Draft<'_, '_>) {
    if let Some(task) = draft.next.transient.task.as_ref().filter(|task| task.started.is_none()) {
        let effect = draft.next.task_ready(task);
        draft.effects.push(effect);
    }
}

pub(super) fn scheduled_attributes(execution: &Execution, task: &Task) -> WorkflowTaskScheduledEventAttributes {
    let normal = execution.task_queue();
    let queue = match &task.sticky_queue {
        Some(sticky) => TaskQueue {
            name: sticky.clone(),
            kind: TaskQueueKind::Sticky as i32,
            normal_name: normal.to_owned(),
        },
        None => TaskQueue {
            name: normal.to_owned(),
            kind: TaskQueueKind::Normal as i32,
            normal_name: String::new(),
        },
    };
    WorkflowTaskScheduledEventAttributes {
        task_queue: Some(queue),
        start_to_close_timeout: Some(convert::wire(task.start_to_close)),
        attempt: task.attempt,
    }
}

fn start_to_close(draft: &Draft<'_, '_>, attempt: i32) -> Duration {
    let usual = convert::timeout(draft.next.recorded.started.workflow_task_timeout.as_ref())
        .unwrap_or(draft.ctx.limits.workflow_task_timeout);
    let late = u32::try_from(attempt - ATTEMPTS_AT_USUAL_PACE).unwrap_or(0);
    if late == 0 {
        return usual;
    }
    let extra = EXTRA_TIME_FIRST.saturating_mul(1 << (late - 1).min(16));
    usual + extra.min(EXTRA_TIME_MAX)
}
