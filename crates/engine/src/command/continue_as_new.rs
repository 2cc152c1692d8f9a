//! `CONTINUE_AS_NEW_WORKFLOW_EXECUTION`: the run closes, and another takes its place.

use everloop_proto::command::v1::ContinueAsNewWorkflowExecutionCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;

use super::{Bad, Completion, Trimmings};
use crate::cron::Cron;
use crate::draft::Draft;
use crate::{Limits, convert, retry, successor, validate};

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: ContinueAsNewWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let bad = |message: String| Bad::new(Cause::BadContinueAsNewAttributes, message);
    check(&command, draft.ctx.limits).map_err(bad)?;
    super::check_search_attributes(draft, command.search_attributes.as_ref())?;
    let continued = successor::continue_as_new(draft, command, completion.event_id);
    draft.append(trimmings.on(draft, continued));
    completion.closed = true;
    Ok(())
}

fn check(command: &ContinueAsNewWorkflowExecutionCommandAttributes, limits: &Limits) -> Result<(), String> {
    let kind = command.workflow_type.as_ref().map_or("", |kind| &kind.name);
    let queue = command.task_queue.as_ref().map_or("", |queue| &queue.name);
    let place = "ContinueAsNewWorkflowExecutionCommand";
    super::short_enough(("WorkflowType", kind), place, ("", ""), limits)?;
    let shown = super::queue_text(queue);
    let whose = format!("WorkflowType={kind} TaskQueue={shown}");
    validate::queue_name(queue, limits)
        .map_err(|reject| format!("error validating {place} TaskQueue: {reject}. {whose}"))?;
    for (name, duration) in [
        ("WorkflowRunTimeout", &command.workflow_run_timeout),
        ("WorkflowTaskTimeout", &command.workflow_task_timeout),
        ("BackoffStartInterval", &command.backoff_start_interval),
    ] {
        if convert::is_negative(duration.as_ref()) {
            return Err(format!("Invalid {name} on {place}: negative duration. {whose}"));
        }
    }
    if let Some(policy) = &command.retry_policy {
        retry::check(policy)
            .map_err(|message| format!("invalid WorkflowRetryPolicy on {place}: {message}. {whose}"))?;
    }
    if !command.cron_schedule.is_empty() {
        Cron::parse(&command.cron_schedule).map_err(|error| format!("invalid CronSchedule: {error}"))?;
    }
    Ok(())
}
