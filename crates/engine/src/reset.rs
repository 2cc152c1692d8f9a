//! Reset: a new run that goes on from a point in the history of another.
//!
//! The new run has the events of its base up to a workflow task, which it fails; then what reached the base after that
//! point and must not be lost (signals, updates, options, ends of children), written anew; then a task of its own. The
//! current run, if it is open, is terminated. Children that had begun by the point belong to the new run from now on.

mod reapply;

use std::collections::BTreeSet;

use everloop_proto::enums::v1::{ResetReapplyType, WorkflowTaskFailedCause};
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{Failure, ResetWorkflowFailureInfo};
use everloop_proto::history::v1::{
    HistoryEvent, WorkflowExecutionTerminatedEventAttributes, WorkflowTaskFailedEventAttributes,
    WorkflowTaskStartedEventAttributes,
};
use everloop_proto::workflow::v1::PostResetOperation;
use everloop_proto::workflow::v1::post_reset_operation::Variant;
use everloop_proto::workflowservice::v1::ResetWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::state::Identity;
use crate::task::ENGINE_IDENTITY;
use crate::{Birth, Context, Decision, Execution, Reject, Reply, activity, close, input, task, validate};

/// The identity of the termination of the run that a reset replaces.
const RESETTER_IDENTITY: &str = "history-resetter";

/// What a reset is decided on.
pub struct Reset<'a> {
    pub request: ResetWorkflowExecutionRequest,
    /// The run whose history the new one takes over.
    pub base: &'a Execution,
    /// The latest run of the workflow id, which may be the base.
    pub current: &'a Execution,
    /// The events of the base before the point.
    pub prefix: Vec<HistoryEvent>,
    /// The events after it: of the base, and of the runs that followed it.
    pub later: Vec<HistoryEvent>,
}

/// What a reset leads to; all of it belongs into one commit.
#[derive(Debug)]
pub struct ResetDecision {
    /// What becomes of the base.
    pub base: Option<Box<Decision>>,
    /// What becomes of the current run, if it is another.
    pub current: Option<Box<Decision>>,
    pub new: Box<Birth>,
}

/// Whether a request to reset makes sense for a base of so many events.
fn check(request: &ResetWorkflowExecutionRequest, base: &Execution, ctx: &Context<'_>) -> Result<(), Reject> {
    validate::required("RequestId", &request.request_id)?;
    validate::id("RequestId", &request.request_id, ctx.limits)?;
    let kind = request.reset_reapply_type;
    if ResetReapplyType::try_from(kind).is_err() {
        return Err(Reject::invalid(format!("unknown reset reapply type: {kind}")));
    }
    let point = request.workflow_task_finish_event_id;
    if point <= 1 || point > base.last_event_id() {
        return Err(Reject::invalid(
            "Workflow task finish ID must be > 1 && <= workflow last event ID.",
        ));
    }
    let unsupported = |operation: &PostResetOperation| match operation.variant {
        Some(Variant::UpdateWorkflowOptions(_)) => None,
        Some(Variant::SignalWorkflow(_)) => Some("*workflow.PostResetOperation_SignalWorkflow_"),
        None => Some("<nil>"),
    };
    match request.post_reset_operations.iter().find_map(unsupported) {
        Some(name) => Err(Reject::invalid(format!("unsupported post reset operation: {name}"))),
        None => Ok(()),
    }
}

/// Decides on a reset.
pub fn reset(input: Reset<'_>, ctx: &mut Context<'_>) -> Result<ResetDecision, Reject> {
    let Reset {
        request,
        base,
        current,
        prefix,
        mut later,
    } = input;
    check(&request, base, ctx)?;
    let run_id = ctx.ids.random();
    let base_is_current = base.identity.run_id == current.identity.run_id;
    let kept = kept_children(&prefix);
    let mut replaced = replace(current, base_is_current, &run_id, &request.reason, &kept, ctx);
    if base_is_current && let Some(replaced) = &replaced {
        // What waited in the buffer of the base came out just now.
        later.extend(replaced.events.iter().cloned());
    }
    let new = begin(&request, base, prefix, &later, run_id.clone(), ctx)?;
    let base = if base_is_current {
        replaced.take().or_else(|| Some(note(base, &run_id, ctx)))
    } else {
        Some(note(base, &run_id, ctx))
    };
    Ok(ResetDecision {
        base: base.map(Box::new),
        current: replaced.map(Box::new),
        new: Box::new(new),
    })
}

/// The children that had begun by the end of those events, by the events that initiated them.
fn kept_children(prefix: &[HistoryEvent]) -> BTreeSet<i64> {
    let mut recorded = crate::state::Recorded::default();
    for event in prefix {
        crate::evolve(&mut recorded, event);
    }
    recorded
        .children
        .iter()
        .filter(|(_, child)| child.started.is_some())
        .map(|(id, _)| id)
        .collect()
}

/// Terminates the current run, if it is open.
fn replace(
    current: &Execution,
    is_base: bool,
    run_id: &str,
    reason: &str,
    kept: &BTreeSet<i64>,
    ctx: &mut Context<'_>,
) -> Option<Decision> {
    if !current.status().is_running() {
        return None;
    }
    // The base may have the children of another run among its own.
    let all: BTreeSet<i64> = current.recorded.children.iter().map(|(id, _)| id).collect();
    let mut draft = Draft::of(current, ctx);
    task::close_started(&mut draft);
    draft.emit(WorkflowExecutionTerminatedEventAttributes {
        reason: reason.to_owned(),
        details: None,
        identity: RESETTER_IDENTITY.to_owned(),
    });
    close::settle_but(&mut draft, Some(if is_base { kept } else { &all }));
    if is_base {
        draft.next.transient.reset_run_id = Some(run_id.to_owned());
    }
    Some(draft.finish(Ok(Reply::Done)))
}

/// Notes on a closed base which run its reset began.
fn note(base: &Execution, run_id: &str, ctx: &mut Context<'_>) -> Decision {
    let mut draft = Draft::of(base, ctx);
    draft.next.transient.reset_run_id = Some(run_id.to_owned());
    draft.finish(Ok(Reply::Done))
}

/// Begins the new run.
fn begin(
    request: &ResetWorkflowExecutionRequest,
    base: &Execution,
    prefix: Vec<HistoryEvent>,
    later: &[HistoryEvent],
    run_id: String,
    ctx: &mut Context<'_>,
) -> Result<Birth, Reject> {
    let identity = Identity {
        run_id: run_id.clone(),
        ..(*base.identity).clone()
    };
    let mut draft = Draft::new(Execution::new(identity), ctx);
    draft.next.transient.start_request_id.clone_from(&request.request_id);
    for event in prefix {
        draft.append(event);
    }
    draft.next.transient.reset_at = Some(draft.now());
    fail_task(&mut draft, request, &base.identity.run_id, &run_id)?;
    schedule_activities(&mut draft);
    reapply::all(&mut draft, later, &reapply::Kinds::of(request));
    for operation in &request.post_reset_operations {
        if let Some(Variant::UpdateWorkflowOptions(update)) = &operation.variant {
            let wanted = update.workflow_execution_options.clone().unwrap_or_default();
            let paths = update
                .update_mask
                .as_ref()
                .map(|mask| mask.paths.clone())
                .unwrap_or_default();
            input::options::change(&mut draft, &wanted, &paths, request.identity.clone())?;
        }
    }
    task::schedule(&mut draft);
    task::announce(&mut draft);
    draft.refresh(crate::state::Deadline::Run);
    Ok(draft.birth())
}

/// Fails the workflow task that the events end with, which no worker ever gets.
fn fail_task(
    draft: &mut Draft<'_, '_>,
    request: &ResetWorkflowExecutionRequest,
    base_run_id: &str,
    new_run_id: &str,
) -> Result<(), Reject> {
    let Some(open) = draft.next.recorded.task else {
        let last = draft.next.last_event_id();
        return Err(Reject::invalid(format!(
            "StateRebuilder unable to Rebuild mutable state to event ID: {last}, version: 0, this event must be at the boundary"
        )));
    };
    let scheduled_event_id = open.scheduled_event_id;
    let started_event_id = open.started_event_id.unwrap_or_else(|| {
        let request_id = draft.ctx.ids.random();
        draft.emit(WorkflowTaskStartedEventAttributes {
            scheduled_event_id,
            identity: ENGINE_IDENTITY.to_owned(),
            request_id,
            history_size_bytes: draft.next.recorded.history_bytes,
            ..WorkflowTaskStartedEventAttributes::default()
        })
    });
    draft.emit(WorkflowTaskFailedEventAttributes {
        scheduled_event_id,
        started_event_id,
        cause: WorkflowTaskFailedCause::ResetWorkflow as i32,
        failure: Some(Failure {
            message: request.reason.clone(),
            failure_info: Some(FailureInfo::ResetWorkflowFailureInfo(
                ResetWorkflowFailureInfo::default(),
            )),
            ..Failure::default()
        }),
        identity: ENGINE_IDENTITY.to_owned(),
        base_run_id: base_run_id.to_owned(),
        new_run_id: new_run_id.to_owned(),
        ..WorkflowTaskFailedEventAttributes::default()
    });
    Ok(())
}

/// Puts the pending activities on their queues, as if they were scheduled now.
fn schedule_activities(draft: &mut Draft<'_, '_>) {
    let now = draft.now();
    let pending: Vec<i64> = draft.next.recorded.activities.iter().map(|(id, _)| id).collect();
    for scheduled_event_id in pending {
        activity::change(draft, scheduled_event_id, |progress| {
            progress.scheduled_at = now;
            progress.interfere().scheduled_at = Some(now);
        });
    }
}
