//! From messages to completions.

use std::collections::BTreeMap;

use everloop_machines::{
    Command, Completion,
    completion::{
        CancelExternal, CancellationType, ContinueAsNew, Done, QueryResult, ScheduleActivity, ScheduleLocalActivity,
        ScheduleNexus, SignalExternal, StartChild, StartTimer, Target, TaskFailed, UpdateResponse, UpdateStep,
    },
};
use everloop_proto::{
    enums::v1::{ParentClosePolicy, VersioningBehavior, WorkflowIdReusePolicy, WorkflowTaskFailedCause},
    sdk::v1::UserMetadata,
};

use crate::{
    Error, Ledger,
    child_workflow::ChildWorkflowCancellationType,
    error::needed,
    nexus::NexusOperationCancellationType,
    time::{read_duration, read_time},
    workflow_commands::{self as message, ActivityCancellationType, WorkflowCommand, workflow_command::Variant},
    workflow_completion::{Failure, Success, WorkflowActivationCompletion, workflow_activation_completion::Status},
};

/// The completion that a message is.
///
/// # Errors
/// [`Error`] if it is incomplete, or says what commands cannot say.
pub fn read(ledger: &mut Ledger, message: WorkflowActivationCompletion) -> Result<Completion, Error> {
    match needed(message.status, "WorkflowActivationCompletion", "status")? {
        Status::Successful(success) => done(ledger, success).map(Completion::Done),
        Status::Failed(failed) => Ok(Completion::TaskFailed(task_failed(failed))),
    }
}

fn task_failed(failed: Failure) -> TaskFailed {
    let cause = match failed.force_cause() {
        WorkflowTaskFailedCause::Unspecified => WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
        cause => cause,
    };
    TaskFailed {
        failure: failed.failure.unwrap_or_default(),
        cause,
    }
}

fn done(ledger: &mut Ledger, success: Success) -> Result<Done, Error> {
    let versioning_behavior = VersioningBehavior::try_from(success.versioning_behavior).unwrap_or_default();
    let mut commands = Vec::with_capacity(success.commands.len());
    let mut event_group_markers = BTreeMap::new();
    for WorkflowCommand {
        user_metadata,
        event_group_markers: markers,
        variant,
    } in success.commands
    {
        let variant = needed(variant, "WorkflowCommand", "variant")?;
        let command = command(ledger, variant, user_metadata)?;
        ledger.see_command(&command);
        if !markers.is_empty() {
            event_group_markers.insert(commands.len(), markers);
        }
        commands.push(command);
    }
    Ok(Done {
        commands,
        used_lang_flags: success.used_internal_flags,
        versioning_behavior,
        event_group_markers,
        places: Vec::new(),
    })
}

fn command(ledger: &Ledger, variant: Variant, user_metadata: Option<UserMetadata>) -> Result<Command, Error> {
    Ok(match variant {
        Variant::StartTimer(timer) => Command::StartTimer(start_timer(timer, user_metadata)?),
        Variant::ScheduleActivity(activity) => {
            Command::ScheduleActivity(Box::new(schedule_activity(activity, user_metadata)?))
        }
        Variant::ScheduleLocalActivity(activity) => {
            Command::ScheduleLocalActivity(Box::new(schedule_local_activity(activity, user_metadata)?))
        }
        Variant::StartChildWorkflowExecution(child) => {
            Command::StartChild(Box::new(start_child(child, user_metadata)?))
        }
        Variant::ScheduleNexusOperation(operation) => {
            Command::ScheduleNexus(Box::new(schedule_nexus(operation, user_metadata)?))
        }
        Variant::CancelTimer(cancel) => Command::CancelTimer { seq: cancel.seq },
        Variant::RequestCancelActivity(cancel) => Command::CancelActivity { seq: cancel.seq },
        Variant::RequestCancelLocalActivity(cancel) => Command::CancelActivity { seq: cancel.seq },
        Variant::CancelChildWorkflowExecution(cancel) => Command::CancelChild {
            seq: cancel.child_workflow_seq,
            reason: cancel.reason,
        },
        Variant::SignalExternalWorkflowExecution(signal) => Command::SignalExternal(Box::new(signal_external(signal)?)),
        Variant::CancelSignalWorkflow(cancel) => Command::CancelSignalExternal { seq: cancel.seq },
        Variant::RequestCancelExternalWorkflowExecution(cancel) => {
            Command::CancelExternal(Box::new(cancel_external(cancel)?))
        }
        Variant::RequestCancelNexusOperation(cancel) => Command::CancelNexus { seq: cancel.seq },
        Variant::SetPatchMarker(patch) => Command::SetPatch {
            patch_id: patch.patch_id,
            deprecated: patch.deprecated,
        },
        Variant::UpsertWorkflowSearchAttributes(upsert) => Command::UpsertSearchAttributes {
            search_attributes: upsert.search_attributes.unwrap_or_default(),
        },
        Variant::ModifyWorkflowProperties(modify) => Command::ModifyProperties {
            upserted_memo: modify.upserted_memo.unwrap_or_default().fields,
        },
        Variant::UpdateResponse(response) => Command::UpdateResponse(Box::new(update_response(ledger, response)?)),
        Variant::RespondToQuery(result) => Command::QueryResult(Box::new(query_result(result)?)),
        Variant::CompleteWorkflowExecution(complete) => Command::CompleteWorkflow {
            result: complete.result,
        },
        Variant::FailWorkflowExecution(fail) => Command::FailWorkflow {
            failure: needed(fail.failure, "FailWorkflowExecution", "failure")?,
        },
        Variant::CancelWorkflowExecution(cancel) => Command::CancelWorkflow {
            details: cancel.details,
        },
        Variant::ContinueAsNewWorkflowExecution(again) => Command::ContinueAsNew(Box::new(continue_as_new(again)?)),
    })
}

fn start_timer(timer: message::StartTimer, user_metadata: Option<UserMetadata>) -> Result<StartTimer, Error> {
    const MESSAGE: &str = "StartTimer";
    const FIELD: &str = "start_to_fire_timeout";
    let length = read_duration(timer.start_to_fire_timeout, MESSAGE, FIELD)?;
    Ok(StartTimer {
        seq: timer.seq,
        duration: needed(length, MESSAGE, FIELD)?,
        user_metadata,
    })
}

fn schedule_activity(
    activity: message::ScheduleActivity,
    user_metadata: Option<UserMetadata>,
) -> Result<ScheduleActivity, Error> {
    let length = |length, field| read_duration(length, "ScheduleActivity", field);
    let cancellation_type = activity_cancellation(activity.cancellation_type());
    Ok(ScheduleActivity {
        seq: activity.seq,
        activity_id: activity.activity_id,
        activity_type: activity.activity_type,
        task_queue: activity.task_queue,
        headers: activity.headers,
        arguments: activity.arguments,
        schedule_to_close_timeout: length(activity.schedule_to_close_timeout, "schedule_to_close_timeout")?,
        schedule_to_start_timeout: length(activity.schedule_to_start_timeout, "schedule_to_start_timeout")?,
        start_to_close_timeout: length(activity.start_to_close_timeout, "start_to_close_timeout")?,
        heartbeat_timeout: length(activity.heartbeat_timeout, "heartbeat_timeout")?,
        retry_policy: activity.retry_policy,
        cancellation_type,
        eager_execution_disabled: activity.do_not_eagerly_execute,
        versioning_intent: activity.versioning_intent,
        priority: activity.priority,
        user_metadata,
    })
}

fn schedule_local_activity(
    activity: message::ScheduleLocalActivity,
    user_metadata: Option<UserMetadata>,
) -> Result<ScheduleLocalActivity, Error> {
    const MESSAGE: &str = "ScheduleLocalActivity";
    let length = |length, field| read_duration(length, MESSAGE, field);
    let cancellation_type = activity_cancellation(activity.cancellation_type());
    Ok(ScheduleLocalActivity {
        seq: activity.seq,
        activity_id: activity.activity_id,
        activity_type: activity.activity_type,
        headers: activity.headers,
        arguments: activity.arguments,
        attempt: activity.attempt,
        original_schedule_time: read_time(activity.original_schedule_time, MESSAGE, "original_schedule_time")?,
        schedule_to_close_timeout: length(activity.schedule_to_close_timeout, "schedule_to_close_timeout")?,
        schedule_to_start_timeout: length(activity.schedule_to_start_timeout, "schedule_to_start_timeout")?,
        start_to_close_timeout: length(activity.start_to_close_timeout, "start_to_close_timeout")?,
        retry_policy: activity.retry_policy,
        local_retry_threshold: length(activity.local_retry_threshold, "local_retry_threshold")?,
        cancellation_type,
        include_arguments_in_marker: activity.include_arguments_in_marker,
        user_metadata,
    })
}

fn activity_cancellation(kind: ActivityCancellationType) -> CancellationType {
    match kind {
        ActivityCancellationType::TryCancel => CancellationType::TryCancel,
        ActivityCancellationType::WaitCancellationCompleted => CancellationType::WaitCancellationCompleted,
        ActivityCancellationType::Abandon => CancellationType::Abandon,
    }
}

fn start_child(
    child: message::StartChildWorkflowExecution,
    user_metadata: Option<UserMetadata>,
) -> Result<StartChild, Error> {
    use ChildWorkflowCancellationType as Kind;
    let length = |length, field| read_duration(length, "StartChildWorkflowExecution", field);
    let cancellation_type = match child.cancellation_type() {
        Kind::TryCancel => CancellationType::TryCancel,
        Kind::WaitCancellationCompleted => CancellationType::WaitCancellationCompleted,
        Kind::Abandon => CancellationType::Abandon,
        Kind::WaitCancellationRequested => CancellationType::WaitCancellationRequested,
    };
    Ok(StartChild {
        seq: child.seq,
        namespace: child.namespace,
        workflow_id: child.workflow_id,
        workflow_type: child.workflow_type,
        task_queue: child.task_queue,
        input: child.input,
        execution_timeout: length(child.workflow_execution_timeout, "workflow_execution_timeout")?,
        run_timeout: length(child.workflow_run_timeout, "workflow_run_timeout")?,
        task_timeout: length(child.workflow_task_timeout, "workflow_task_timeout")?,
        // The numbers are those of the API's enum.
        parent_close_policy: ParentClosePolicy::try_from(child.parent_close_policy).unwrap_or_default(),
        id_reuse_policy: WorkflowIdReusePolicy::try_from(child.workflow_id_reuse_policy).unwrap_or_default(),
        retry_policy: child.retry_policy,
        cron_schedule: child.cron_schedule,
        headers: child.headers,
        memo: child.memo,
        search_attributes: child.search_attributes,
        cancellation_type,
        versioning_intent: child.versioning_intent,
        versioning_override: child.versioning_override,
        priority: child.priority,
        user_metadata,
    })
}

fn schedule_nexus(
    operation: message::ScheduleNexusOperation,
    user_metadata: Option<UserMetadata>,
) -> Result<ScheduleNexus, Error> {
    use NexusOperationCancellationType as Kind;
    let length = |length, field| read_duration(length, "ScheduleNexusOperation", field);
    let cancellation_type = match operation.cancellation_type() {
        Kind::TryCancel => CancellationType::TryCancel,
        Kind::WaitCancellationCompleted => CancellationType::WaitCancellationCompleted,
        Kind::Abandon => CancellationType::Abandon,
        Kind::WaitCancellationRequested => CancellationType::WaitCancellationRequested,
    };
    Ok(ScheduleNexus {
        seq: operation.seq,
        endpoint: operation.endpoint,
        service: operation.service,
        operation: operation.operation,
        input: operation.input,
        schedule_to_close_timeout: length(operation.schedule_to_close_timeout, "schedule_to_close_timeout")?,
        schedule_to_start_timeout: length(operation.schedule_to_start_timeout, "schedule_to_start_timeout")?,
        start_to_close_timeout: length(operation.start_to_close_timeout, "start_to_close_timeout")?,
        headers: operation.nexus_header,
        cancellation_type,
        user_metadata,
    })
}

fn signal_external(signal: message::SignalExternalWorkflowExecution) -> Result<SignalExternal, Error> {
    use message::signal_external_workflow_execution::Target as To;
    let target = match needed(signal.target, "SignalExternalWorkflowExecution", "target")? {
        To::WorkflowExecution(execution) => Target::External {
            namespace: execution.namespace,
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
        },
        To::ChildWorkflowId(workflow_id) => Target::Child { workflow_id },
    };
    Ok(SignalExternal {
        seq: signal.seq,
        target,
        signal_name: signal.signal_name,
        arguments: signal.args,
        headers: signal.headers,
    })
}

fn cancel_external(cancel: message::RequestCancelExternalWorkflowExecution) -> Result<CancelExternal, Error> {
    let execution = needed(
        cancel.workflow_execution,
        "RequestCancelExternalWorkflowExecution",
        "workflow_execution",
    )?;
    Ok(CancelExternal {
        seq: cancel.seq,
        namespace: execution.namespace,
        workflow_id: execution.workflow_id,
        run_id: execution.run_id,
        reason: cancel.reason,
    })
}

fn update_response(ledger: &Ledger, response: message::UpdateResponse) -> Result<UpdateResponse, Error> {
    use message::update_response::Response;
    let step = match needed(response.response, "UpdateResponse", "response")? {
        Response::Accepted(()) => UpdateStep::Accepted,
        Response::Rejected(failure) if ledger.is_accepted(&response.protocol_instance_id) => {
            UpdateStep::Failed { failure }
        }
        Response::Rejected(failure) => UpdateStep::Rejected { failure },
        Response::Completed(result) => UpdateStep::Completed { result: Some(result) },
    };
    Ok(UpdateResponse {
        protocol_instance_id: response.protocol_instance_id,
        response: step,
    })
}

fn query_result(result: message::QueryResult) -> Result<QueryResult, Error> {
    use message::query_result::Variant;
    let outcome = match needed(result.variant, "QueryResult", "variant")? {
        Variant::Succeeded(success) => Ok(success.response.unwrap_or_default()),
        Variant::Failed(failure) => Err(failure),
    };
    Ok(QueryResult {
        query_id: result.query_id,
        outcome,
    })
}

fn continue_as_new(again: message::ContinueAsNewWorkflowExecution) -> Result<ContinueAsNew, Error> {
    let length = |length, field| read_duration(length, "ContinueAsNewWorkflowExecution", field);
    Ok(ContinueAsNew {
        workflow_type: again.workflow_type,
        task_queue: again.task_queue,
        arguments: again.arguments,
        run_timeout: length(again.workflow_run_timeout, "workflow_run_timeout")?,
        task_timeout: length(again.workflow_task_timeout, "workflow_task_timeout")?,
        backoff_start_interval: length(again.backoff_start_interval, "backoff_start_interval")?,
        memo: again.memo,
        headers: again.headers,
        search_attributes: again.search_attributes,
        retry_policy: again.retry_policy,
        versioning_intent: again.versioning_intent,
        initial_versioning_behavior: again.initial_versioning_behavior,
    })
}
