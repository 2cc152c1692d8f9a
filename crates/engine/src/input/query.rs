//! Queries. They change nothing that is stored: a query goes to a worker at once, or waits for the workflow task that is
//! pending, so that it sees all that happened before it.

use std::sync::Arc;

use everloop_proto::enums::v1::{QueryRejectCondition, ResourceExhaustedCause};

use super::Query;
use crate::draft::Draft;
use crate::state::PendingQuery;
use crate::{Ack, Reject, Reply, Status, Target, validate};

/// From this attempt on, a workflow task is taken to fail for good.
const FAILING_ATTEMPT: i32 = 3;

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: Query) -> Result<Reply, Reject> {
    draft.ack = Ack::Relaxed;
    validate::payloads(input.query.query_args.as_ref(), draft.ctx.limits)?;
    let execution = &draft.next;
    let status = execution.status();
    if is_rejected(input.reject_condition, status)? {
        return Ok(Reply::QueryRejected(status));
    }
    if !status.is_running() {
        if execution.recorded.previous_started_event_id == 0 {
            return Err(Reject::NotReady(
                "Workflow execution closed before WorkflowTaskStarted event".to_owned(),
            ));
        }
        return Ok(Reply::QueryDirect(Target {
            sticky: None,
            queue: execution.task_queue().to_owned(),
        }));
    }
    if !execution.recorded.task_was_scheduled {
        return Err(Reject::NotReady("Workflow task is not scheduled yet.".to_owned()));
    }
    let transient = &execution.transient;
    if transient.task_attempt >= FAILING_ATTEMPT {
        return Err(Reject::NotReady(
            "Unable to query workflow due to Workflow Task in failed state.".to_owned(),
        ));
    }
    if transient.task.is_none() {
        return Ok(Reply::QueryDirect(execution.target()));
    }
    if transient.queries.len() >= draft.ctx.limits.buffered_queries_max {
        return Err(Reject::Exhausted {
            message: "consistent query buffer is full, this may be caused by too many queries and workflow not able to process query fast enough".to_owned(),
            cause: ResourceExhaustedCause::BusyWorkflow,
        });
    }
    let pending = PendingQuery {
        query: Arc::new(input.query),
        handed: false,
    };
    draft.next.transient.queries.insert(input.query_id, pending);
    Ok(Reply::QueryWaits)
}

pub(crate) fn abandon(draft: &mut Draft<'_, '_>, query_id: &str) -> Result<Reply, Reject> {
    draft.ack = Ack::Relaxed;
    draft.next.transient.queries.remove(query_id);
    Ok(Reply::Done)
}

fn is_rejected(condition: i32, status: Status) -> Result<bool, Reject> {
    let condition = QueryRejectCondition::try_from(condition)
        .map_err(|_| Reject::invalid(format!("unknown query reject condition: {condition}")))?;
    Ok(match condition {
        QueryRejectCondition::Unspecified | QueryRejectCondition::None => false,
        QueryRejectCondition::NotOpen => !status.is_running(),
        QueryRejectCondition::NotCompletedCleanly => !matches!(status, Status::Running | Status::Completed),
    })
}
