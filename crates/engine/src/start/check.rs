//! What a request to start must satisfy.

use everloop_proto::enums::v1::{WorkflowIdConflictPolicy, WorkflowIdReusePolicy};
use everloop_proto::workflow::v1::NewWorkflowExecutionInfo;
use everloop_proto::workflowservice::v1::{SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest};

use crate::cron::Cron;
use crate::{Limits, Reject, convert, retry, time_skipping, validate, versioning};

/// What can be wrong with a request to start, whatever is there already.
///
/// # Errors
/// When the request is not valid.
pub fn request(request: &StartWorkflowExecutionRequest, limits: &Limits) -> Result<(), Reject> {
    validate::required("WorkflowId", &request.workflow_id)?;
    let (length, most) = (request.workflow_id.len(), limits.id_bytes_max);
    if length > most {
        return Err(Reject::invalid(format!(
            "WorkflowId exceeds maximum allowed length ({length}/{most})"
        )));
    }
    let kind = request.workflow_type.as_ref().map_or("", |kind| &kind.name);
    validate::required("WorkflowType", kind)?;
    validate::id("WorkflowType", kind, limits)?;
    validate::queue(request.task_queue.as_ref(), limits)?;
    validate::id("RequestId", &request.request_id, limits)?;
    for (name, timeout) in [
        ("WorkflowExecutionTimeoutSeconds", &request.workflow_execution_timeout),
        ("WorkflowRunTimeoutSeconds", &request.workflow_run_timeout),
        ("WorkflowTaskTimeoutSeconds", &request.workflow_task_timeout),
        ("WorkflowStartDelaySeconds", &request.workflow_start_delay),
    ] {
        validate::duration(name, timeout.as_ref())?;
    }
    if let Some(policy) = &request.retry_policy {
        retry::check(policy).map_err(Reject::Invalid)?;
    }
    if !request.cron_schedule.is_empty() {
        if !convert::duration(request.workflow_start_delay.as_ref()).is_zero() {
            return Err(Reject::invalid(
                "CronSchedule and WorkflowStartDelay may not be used together.",
            ));
        }
        // Wire: the official text is `invalid CronSchedule.`; what follows is ours.
        Cron::parse(&request.cron_schedule)
            .map_err(|error| Reject::invalid(format!("invalid CronSchedule. {error}")))?;
    }
    validate::payloads(request.input.as_ref(), limits)?;
    validate::memo(request.memo.as_ref(), limits)?;
    validate::search_attributes(&request.namespace, request.search_attributes.as_ref(), limits)
        .map_err(Reject::Invalid)?;
    validate::links(&request.links, limits)?;
    validate::priority(request.priority.as_ref())?;
    validate::callbacks(&request.completion_callbacks)?;
    attachments(request)?;
    let queue = request.task_queue.as_ref().map_or("", |queue| &queue.name);
    versioning::check(request.versioning_override.as_ref(), queue)?;
    time_skipping::check(request.time_skipping_config.as_ref())?;
    policies(request)
}

/// What the action of a schedule must satisfy, whatever its workflow id will be.
pub(crate) fn scheduled(info: &NewWorkflowExecutionInfo, namespace: &str, limits: &Limits) -> Result<(), Reject> {
    let info = info.clone();
    let as_start = StartWorkflowExecutionRequest {
        namespace: namespace.to_owned(),
        workflow_id: "scheduled".to_owned(),
        workflow_type: info.workflow_type,
        task_queue: info.task_queue,
        input: info.input,
        workflow_execution_timeout: info.workflow_execution_timeout,
        workflow_run_timeout: info.workflow_run_timeout,
        workflow_task_timeout: info.workflow_task_timeout,
        retry_policy: info.retry_policy,
        memo: info.memo,
        search_attributes: info.search_attributes,
        ..StartWorkflowExecutionRequest::default()
    };
    request(&as_start, limits)
}

/// What is to be attached to a run that is there already.
fn attachments(request: &StartWorkflowExecutionRequest) -> Result<(), Reject> {
    let wanted = request.on_conflict_options.unwrap_or_default();
    if wanted.attach_completion_callbacks && !wanted.attach_request_id {
        return Err(Reject::invalid(
            "attaching request ID is required for attaching completion callbacks",
        ));
    }
    Ok(())
}

fn policies(request: &StartWorkflowExecutionRequest) -> Result<(), Reject> {
    let reuse = WorkflowIdReusePolicy::try_from(request.workflow_id_reuse_policy).map_err(|_| {
        Reject::invalid(format!(
            "unknown workflow id reuse policy: {}",
            request.workflow_id_reuse_policy
        ))
    })?;
    let conflict = WorkflowIdConflictPolicy::try_from(request.workflow_id_conflict_policy).map_err(|_| {
        Reject::invalid(format!(
            "unknown workflow id conflict policy: {}",
            request.workflow_id_conflict_policy
        ))
    })?;
    match (reuse, conflict) {
        (_, WorkflowIdConflictPolicy::Unspecified) => Ok(()),
        (WorkflowIdReusePolicy::TerminateIfRunning, _) => Err(Reject::invalid(
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING cannot be used together with a WorkflowIDConflictPolicy",
        )),
        (WorkflowIdReusePolicy::RejectDuplicate, WorkflowIdConflictPolicy::TerminateExisting) => Err(Reject::invalid(
            "Invalid WorkflowIDReusePolicy: WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE cannot be used together with WorkflowIdConflictPolicy WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING",
        )),
        _ => Ok(()),
    }
}

pub(super) fn signal_with_start(request: &mut StartWorkflowExecutionRequest) -> Result<(), Reject> {
    let conflict = &mut request.workflow_id_conflict_policy;
    let reuse_replaces = request.workflow_id_reuse_policy == WorkflowIdReusePolicy::TerminateIfRunning as i32;
    // Wire: that the two exclude each other is said first.
    if *conflict == WorkflowIdConflictPolicy::Fail as i32 && !reuse_replaces {
        return Err(Reject::invalid(
            "Invalid WorkflowIDConflictPolicy: WORKFLOW_ID_CONFLICT_POLICY_FAIL is not supported for this operation.",
        ));
    }
    if *conflict == WorkflowIdConflictPolicy::Unspecified as i32 && !reuse_replaces {
        *conflict = WorkflowIdConflictPolicy::UseExisting as i32;
    }
    Ok(())
}

pub(super) fn signal(signal: &SignalWorkflowExecutionRequest, limits: &Limits) -> Result<(), Reject> {
    validate::required("SignalName", &signal.signal_name)?;
    validate::id("SignalName", &signal.signal_name, limits)?;
    validate::payloads(signal.input.as_ref(), limits)
}
