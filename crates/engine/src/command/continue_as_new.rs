//! `CONTINUE_AS_NEW_WORKFLOW_EXECUTION`: the run closes, and another takes its place.

use everloop_proto::command::v1::ContinueAsNewWorkflowExecutionCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;

use super::{Bad, Completion, Trimmings};
use crate::cron::Cron;
use crate::draft::Draft;
use crate::{retry, successor, validate};

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: ContinueAsNewWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let bad = |message: String| Bad::new(Cause::BadContinueAsNewAttributes, message);
    let limits = draft.ctx.limits;
    let kind = command.workflow_type.as_ref().map_or("", |kind| &kind.name);
    let queue = command.task_queue.as_ref().map_or("", |queue| &queue.name);
    validate::id("WorkflowType", kind, limits)
        .and_then(|()| validate::id("TaskQueue", queue, limits))
        .and_then(|()| validate::duration("WorkflowRunTimeoutSeconds", command.workflow_run_timeout.as_ref()))
        .and_then(|()| validate::duration("WorkflowTaskTimeoutSeconds", command.workflow_task_timeout.as_ref()))
        .and_then(|()| validate::duration("BackoffStartInterval", command.backoff_start_interval.as_ref()))
        .map_err(|reject| bad(reject.to_string()))?;
    if let Some(policy) = &command.retry_policy {
        retry::check(policy).map_err(bad)?;
    }
    if !command.cron_schedule.is_empty() {
        Cron::parse(&command.cron_schedule).map_err(|error| bad(format!("invalid CronSchedule: {error}")))?;
    }
    super::check_search_attributes(draft, command.search_attributes.as_ref())?;
    let continued = successor::continue_as_new(draft, command, completion.event_id);
    draft.append(trimmings.on(draft, continued));
    completion.closed = true;
    Ok(())
}
