//! `START_CHILD_WORKFLOW_EXECUTION`: the child begins elsewhere, within the same commit.

use everloop_proto::command::v1::StartChildWorkflowExecutionCommandAttributes;
use everloop_proto::enums::v1::{
    ParentClosePolicy, TaskQueueKind, WorkflowIdReusePolicy, WorkflowTaskFailedCause as Cause,
};
use everloop_proto::history::v1::StartChildWorkflowExecutionInitiatedEventAttributes;
use everloop_proto::taskqueue::v1::TaskQueue;

use super::{Bad, Completion, Trimmings};
use crate::cron::Cron;
use crate::draft::Draft;
use crate::message::{Address, Body, StartChild};
use crate::start::task_timeout;
use crate::{convert, priority, retry, time_skipping, validate, versioning};

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: StartChildWorkflowExecutionCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    check(draft, &command).map_err(|message| Bad::new(Cause::BadStartChildExecutionAttributes, message))?;
    super::check_search_attributes(draft, command.search_attributes.as_ref())?;
    let (pending, most) = (
        draft.next.recorded.children.len(),
        draft.ctx.limits.pending_children_max,
    );
    if pending >= most {
        let message = format!(
            "the number of pending child workflow executions, {pending}, has reached the per-workflow limit of {most}"
        );
        return Err(Bad::new(Cause::PendingChildWorkflowsLimitExceeded, message));
    }
    let user_metadata = trimmings.user_metadata();
    let initiated = initiated(draft, command, completion.event_id);
    completion.children.insert(initiated.workflow_id.clone());
    let initiated_event_id = draft.append(trimmings.on(draft, initiated.clone()));
    let to = Address {
        namespace: initiated.namespace.clone(),
        workflow_id: initiated.workflow_id.clone(),
        run_id: String::new(),
    };
    let root = draft.next.recorded.started.root_workflow_execution.clone();
    let root = root.unwrap_or_else(|| draft.next.identity.to_wire());
    let priority = priority::inherited(
        initiated.priority.as_ref(),
        draft.next.recorded.options.priority.as_ref(),
    );
    draft.send(
        to,
        Body::StartChild(Box::new(StartChild {
            initiated_event_id,
            initiated,
            user_metadata,
            root,
            priority,
        })),
    );
    Ok(())
}

fn initiated(
    draft: &Draft<'_, '_>,
    command: StartChildWorkflowExecutionCommandAttributes,
    completed_event_id: i64,
) -> StartChildWorkflowExecutionInitiatedEventAttributes {
    let identity = &draft.next.identity;
    let (time_skipping_config, time_skipping_state_propagation) = time_skipping::for_child(&draft.next);
    let execution = convert::duration(command.workflow_execution_timeout.as_ref());
    let run = convert::timeout(command.workflow_run_timeout.as_ref()).unwrap_or(execution);
    let task = task_timeout(command.workflow_task_timeout.as_ref(), run, draft.ctx.limits);
    let queue = command
        .task_queue
        .map(|queue| queue.name)
        .filter(|name| !name.is_empty());
    let or = |policy: i32, default: i32| if policy == 0 { default } else { policy };
    StartChildWorkflowExecutionInitiatedEventAttributes {
        namespace: identity.namespace.clone(),
        namespace_id: identity.namespace_id.clone(),
        workflow_id: command.workflow_id,
        workflow_type: command.workflow_type,
        task_queue: Some(TaskQueue {
            name: queue.unwrap_or_else(|| draft.next.task_queue().to_owned()),
            kind: TaskQueueKind::Normal as i32,
            normal_name: String::new(),
        }),
        input: command.input,
        workflow_execution_timeout: command.workflow_execution_timeout,
        workflow_run_timeout: Some(convert::wire(run)),
        workflow_task_timeout: Some(convert::wire(task)),
        parent_close_policy: or(command.parent_close_policy, ParentClosePolicy::Terminate as i32),
        control: command.control,
        workflow_task_completed_event_id: completed_event_id,
        workflow_id_reuse_policy: or(
            command.workflow_id_reuse_policy,
            WorkflowIdReusePolicy::AllowDuplicate as i32,
        ),
        retry_policy: command.retry_policy.map(|policy| retry::filled(Some(policy))),
        cron_schedule: command.cron_schedule,
        header: command.header,
        // Wire: an empty memo is none.
        memo: command.memo.filter(|memo| !memo.fields.is_empty()),
        search_attributes: command.search_attributes,
        inherit_build_id: command.inherit_build_id,
        priority: command.priority,
        versioning_override: command.versioning_override.map(versioning::without_older_form),
        time_skipping_config,
        time_skipping_state_propagation,
    }
}

fn check(draft: &Draft<'_, '_>, command: &StartChildWorkflowExecutionCommandAttributes) -> Result<(), String> {
    let namespace = &draft.next.identity.namespace;
    let (id, kind) = (
        &command.workflow_id,
        command.workflow_type.as_ref().map_or("", |kind| &kind.name),
    );
    let place = "StartChildWorkflowExecutionCommand";
    if id.is_empty() {
        return Err(format!(
            "Required field WorkflowId is not set on {place}. WorkflowType={kind} Namespace={namespace}"
        ));
    }
    if kind.is_empty() {
        return Err(format!(
            "Required field WorkflowType is not set on {place}. WorkflowId={id} Namespace={namespace}"
        ));
    }
    super::same_namespace(draft, &command.namespace)?;
    let limits = draft.ctx.limits;
    let of_namespace = format!(" Namespace={namespace}");
    let after_id = format!(" WorkflowType={kind}{of_namespace}");
    super::short_enough(("WorkflowId", id), place, ("", &after_id), limits)?;
    let before_type = format!("WorkflowId={id} ");
    super::short_enough(("WorkflowType", kind), place, (&before_type, &of_namespace), limits)?;
    for (name, timeout) in [
        ("WorkflowExecutionTimeout", &command.workflow_execution_timeout),
        ("WorkflowRunTimeout", &command.workflow_run_timeout),
        ("WorkflowTaskTimeout", &command.workflow_task_timeout),
    ] {
        if convert::is_negative(timeout.as_ref()) {
            return Err(format!(
                "Invalid {name} on {place}: negative duration. WorkflowId={id} WorkflowType={kind} Namespace={namespace}"
            ));
        }
    }
    let whose = format!("WorkflowId={id} WorkflowType={kind} Namespace={namespace}");
    if let Some(policy) = &command.retry_policy {
        retry::check(policy)
            .map_err(|message| format!("invalid WorkflowRetryPolicy on {place}: {message}. {whose}"))?;
    }
    if !command.cron_schedule.is_empty() {
        // Wire: the official text is `invalid CronSchedule.`; what follows is ours.
        Cron::parse(&command.cron_schedule)
            .map_err(|error| format!("invalid CronSchedule on {place}: invalid CronSchedule. {error}. {whose}"))?;
    }
    let queue = command.task_queue.as_ref().map_or("", |queue| &queue.name);
    validate::queue_name(queue, limits).map_err(|reject| {
        let shown = super::queue_text(queue);
        format!("invalid TaskQueue on {place}: {reject}. {whose} TaskQueue={shown}")
    })?;
    validate::priority(command.priority.as_ref()).map_err(|reject| reject.to_string())
}
