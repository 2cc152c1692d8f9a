//! What a run and its children learn of each other.

use everloop_proto::common::v1::{WorkflowExecution, WorkflowType};
use everloop_proto::enums::v1::{ParentClosePolicy, StartChildWorkflowExecutionFailedCause as StartFailed};
use everloop_proto::history::v1::{self as wire, HistoryEvent};

use crate::draft::Draft;
use crate::event::{Attributes, event};
use crate::message::{Address, Body, ChildClose, ParentAsks};
use crate::state::{Child, Table};
use crate::{Effect, Execution, task};

/// Asks of the children what their policies say, now that their parent has closed.
pub(crate) fn release(draft: &mut Draft<'_, '_>, children: &Table<Child>, is_kept: impl Fn(i64) -> bool) {
    // Wire: a child that was initiated together with the close never begins.
    draft
        .effects
        .retain(|effect| !matches!(effect, Effect::Send(message) if matches!(message.body, Body::StartChild(_))));
    for (_, child) in children.iter().filter(|(id, _)| !is_kept(*id)) {
        let Some(started) = &child.started else { continue };
        let ask = match ParentClosePolicy::try_from(child.parent_close_policy) {
            Ok(ParentClosePolicy::Abandon) => continue,
            Ok(ParentClosePolicy::RequestCancel) => ParentAsks::Cancel,
            Ok(ParentClosePolicy::Unspecified | ParentClosePolicy::Terminate) | Err(_) => ParentAsks::Terminate,
        };
        let to = Address {
            namespace: child.namespace.clone(),
            workflow_id: child.workflow_id.clone(),
            run_id: String::new(),
        };
        draft.send(
            to,
            Body::ParentClosed {
                first_run_id: started.run_id.clone(),
                ask,
            },
        );
    }
}

/// Tells the parent, if there is one, that the run has closed for good.
pub(crate) fn tell_parent(draft: &mut Draft<'_, '_>, closed: &HistoryEvent) {
    let started = &draft.next.recorded.started;
    let Some(parent) = &started.parent_workflow_execution else {
        return;
    };
    if draft.new_execution.is_some() {
        // The run that follows will tell.
        return;
    }
    let close = match &closed.attributes {
        Some(Attributes::WorkflowExecutionCompletedEventAttributes(completed)) => {
            ChildClose::Completed(completed.result.clone())
        }
        Some(Attributes::WorkflowExecutionFailedEventAttributes(failed)) => {
            ChildClose::Failed(failed.failure.clone().map(Box::new), failed.retry_state())
        }
        Some(Attributes::WorkflowExecutionCanceledEventAttributes(canceled)) => {
            ChildClose::Canceled(canceled.details.clone())
        }
        Some(Attributes::WorkflowExecutionTimedOutEventAttributes(timed_out)) => {
            ChildClose::TimedOut(timed_out.retry_state())
        }
        _ => ChildClose::Terminated,
    };
    let to = Address {
        namespace: started.parent_workflow_namespace.clone(),
        workflow_id: parent.workflow_id.clone(),
        run_id: parent.run_id.clone(),
    };
    let initiated_event_id = started.parent_initiated_event_id;
    let first_run_id = started.first_execution_run_id.clone();
    draft.send(
        to,
        Body::ChildClosed {
            initiated_event_id,
            first_run_id,
            close: Box::new(close),
        },
    );
}

/// A child has begun.
pub(crate) fn started(draft: &mut Draft<'_, '_>, initiated_event_id: i64, run_id: String) {
    let Some(child) = draft.next.recorded.children.get(initiated_event_id).cloned() else {
        return;
    };
    let started = wire::ChildWorkflowExecutionStartedEventAttributes {
        namespace: child.namespace,
        namespace_id: child.namespace_id,
        initiated_event_id,
        workflow_execution: Some(WorkflowExecution {
            workflow_id: child.workflow_id,
            run_id,
        }),
        workflow_type: Some(WorkflowType {
            name: child.workflow_type,
        }),
        header: child.header,
    };
    let started = event(started, draft.now());
    draft.emit_or_buffer(started);
    task::need(draft);
}

/// A child can't begin, since its workflow id is taken.
pub(crate) fn exists(draft: &mut Draft<'_, '_>, initiated_event_id: i64) {
    let Some(child) = draft.next.recorded.children.get(initiated_event_id).cloned() else {
        return;
    };
    let failed = wire::StartChildWorkflowExecutionFailedEventAttributes {
        namespace: child.namespace,
        namespace_id: child.namespace_id,
        workflow_id: child.workflow_id,
        workflow_type: Some(WorkflowType {
            name: child.workflow_type,
        }),
        cause: StartFailed::WorkflowAlreadyExists as i32,
        control: child.control,
        initiated_event_id,
        workflow_task_completed_event_id: 0,
    };
    let failed = event(failed, draft.now());
    draft.emit_or_buffer(failed);
    task::need(draft);
}

/// The run that a child began with, if its parent has heard of that.
pub(crate) fn first_run_id(parent: &Execution, initiated_event_id: i64) -> Option<&str> {
    let child = parent.recorded.children.get(initiated_event_id)?;
    match &child.started {
        Some(started) => Some(&started.run_id),
        None => parent.transient.buffer.started_child(initiated_event_id),
    }
}

/// A child is over; `run_id` is its last run.
pub(crate) fn closed(draft: &mut Draft<'_, '_>, initiated_event_id: i64, run_id: String, close: ChildClose) {
    let Some(child) = draft.next.recorded.children.get(initiated_event_id).cloned() else {
        return;
    };
    let now = draft.now();
    let (namespace, namespace_id) = (child.namespace, child.namespace_id);
    let workflow_execution = Some(WorkflowExecution {
        workflow_id: child.workflow_id,
        run_id,
    });
    let workflow_type = Some(WorkflowType {
        name: child.workflow_type,
    });
    // If its start waits in the buffer, the id is filled in with it.
    let started_event_id = child.started.map_or(0, |started| started.event_id);
    let closed = match close {
        ChildClose::Completed(result) => event(
            wire::ChildWorkflowExecutionCompletedEventAttributes {
                result,
                namespace,
                namespace_id,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
            },
            now,
        ),
        ChildClose::Failed(failure, retry_state) => event(
            wire::ChildWorkflowExecutionFailedEventAttributes {
                failure: failure.map(|failure| *failure),
                namespace,
                namespace_id,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                retry_state: retry_state as i32,
            },
            now,
        ),
        ChildClose::Canceled(details) => event(
            wire::ChildWorkflowExecutionCanceledEventAttributes {
                details,
                namespace,
                namespace_id,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
            },
            now,
        ),
        ChildClose::TimedOut(retry_state) => event(
            wire::ChildWorkflowExecutionTimedOutEventAttributes {
                namespace,
                namespace_id,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
                retry_state: retry_state as i32,
            },
            now,
        ),
        ChildClose::Terminated => event(
            wire::ChildWorkflowExecutionTerminatedEventAttributes {
                namespace,
                namespace_id,
                workflow_execution,
                workflow_type,
                initiated_event_id,
                started_event_id,
            },
            now,
        ),
    };
    draft.emit_or_buffer(closed);
    task::need(draft);
}
