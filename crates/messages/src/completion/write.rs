//! From completions to messages.

use everloop_machines::{
    Command, Completion,
    completion::{
        CancelExternal, CancellationType, ContinueAsNew, Done, QueryResult, ScheduleActivity, ScheduleLocalActivity,
        ScheduleNexus, SignalExternal, StartChild, StartTimer, Target, UpdateResponse, UpdateStep,
    },
};
use everloop_proto::{common::v1::Memo, sdk::v1::UserMetadata};

use crate::{
    Ledger,
    child_workflow::ChildWorkflowCancellationType,
    common::NamespacedWorkflowExecution,
    nexus::NexusOperationCancellationType,
    time::{duration, durations},
    workflow_commands::{self as message, ActivityCancellationType, WorkflowCommand, workflow_command::Variant},
    workflow_completion::{Failure, Success, WorkflowActivationCompletion, workflow_activation_completion::Status},
};

/// A completion as a message. Which run it is of is left to who sends it on.
///
/// What is said for the eyes of people alone, where in the code a command was made, has no place in messages.
#[must_use]
pub fn write(ledger: &mut Ledger, completion: Completion) -> WorkflowActivationCompletion {
    let status = match completion {
        Completion::Done(done) => Status::Successful(success(ledger, done)),
        Completion::TaskFailed(failed) => Status::Failed(Failure {
            failure: Some(failed.failure),
            force_cause: failed.cause.into(),
        }),
    };
    WorkflowActivationCompletion {
        status: Some(status),
        ..WorkflowActivationCompletion::default()
    }
}

fn success(ledger: &mut Ledger, done: Done) -> Success {
    let mut markers = done.event_group_markers;
    let mut commands = Vec::with_capacity(done.commands.len());
    for (index, command) in done.commands.into_iter().enumerate() {
        ledger.see_command(&command);
        let (variant, user_metadata) = variant(ledger, command);
        commands.push(WorkflowCommand {
            user_metadata,
            event_group_markers: markers.remove(&index).unwrap_or_default(),
            variant: Some(variant),
        });
    }
    Success {
        commands,
        used_internal_flags: done.used_lang_flags,
        versioning_behavior: done.versioning_behavior.into(),
    }
}

fn variant(ledger: &Ledger, command: Command) -> (Variant, Option<UserMetadata>) {
    let variant = match command {
        Command::StartTimer(timer) => return start_timer(timer),
        Command::ScheduleActivity(activity) => return schedule_activity(*activity),
        Command::ScheduleLocalActivity(activity) => return schedule_local_activity(*activity),
        Command::StartChild(child) => return start_child(*child),
        Command::ScheduleNexus(operation) => return schedule_nexus(*operation),
        Command::CancelTimer { seq } => Variant::CancelTimer(message::CancelTimer { seq }),
        Command::CancelActivity { seq } if ledger.is_local_activity(seq) => {
            Variant::RequestCancelLocalActivity(message::RequestCancelLocalActivity { seq })
        }
        Command::CancelActivity { seq } => Variant::RequestCancelActivity(message::RequestCancelActivity { seq }),
        Command::CancelChild { seq, reason } => {
            Variant::CancelChildWorkflowExecution(message::CancelChildWorkflowExecution {
                child_workflow_seq: seq,
                reason,
            })
        }
        Command::SignalExternal(signal) => Variant::SignalExternalWorkflowExecution(signal_external(*signal)),
        Command::CancelSignalExternal { seq } => Variant::CancelSignalWorkflow(message::CancelSignalWorkflow { seq }),
        Command::CancelExternal(cancel) => Variant::RequestCancelExternalWorkflowExecution(cancel_external(*cancel)),
        Command::CancelNexus { seq } => {
            Variant::RequestCancelNexusOperation(message::RequestCancelNexusOperation { seq })
        }
        Command::SetPatch { patch_id, deprecated } => {
            Variant::SetPatchMarker(message::SetPatchMarker { patch_id, deprecated })
        }
        Command::UpsertSearchAttributes { search_attributes } => {
            Variant::UpsertWorkflowSearchAttributes(message::UpsertWorkflowSearchAttributes {
                search_attributes: Some(search_attributes),
            })
        }
        Command::ModifyProperties { upserted_memo } => {
            Variant::ModifyWorkflowProperties(message::ModifyWorkflowProperties {
                upserted_memo: Some(Memo { fields: upserted_memo }),
            })
        }
        Command::UpdateResponse(response) => Variant::UpdateResponse(update_response(*response)),
        Command::QueryResult(result) => Variant::RespondToQuery(query_result(*result)),
        Command::CompleteWorkflow { result } => {
            Variant::CompleteWorkflowExecution(message::CompleteWorkflowExecution { result })
        }
        Command::FailWorkflow { failure } => {
            Variant::FailWorkflowExecution(message::FailWorkflowExecution { failure: Some(failure) })
        }
        Command::CancelWorkflow { details } => {
            Variant::CancelWorkflowExecution(message::CancelWorkflowExecution { details })
        }
        Command::ContinueAsNew(again) => Variant::ContinueAsNewWorkflowExecution(continue_as_new(*again)),
    };
    (variant, None)
}

fn start_timer(timer: StartTimer) -> (Variant, Option<UserMetadata>) {
    let start = message::StartTimer {
        seq: timer.seq,
        start_to_fire_timeout: Some(duration(timer.duration)),
    };
    (Variant::StartTimer(start), timer.user_metadata)
}

fn schedule_activity(activity: ScheduleActivity) -> (Variant, Option<UserMetadata>) {
    let schedule = message::ScheduleActivity {
        seq: activity.seq,
        activity_id: activity.activity_id,
        activity_type: activity.activity_type,
        task_queue: activity.task_queue,
        headers: activity.headers,
        arguments: activity.arguments,
        schedule_to_close_timeout: durations(activity.schedule_to_close_timeout),
        schedule_to_start_timeout: durations(activity.schedule_to_start_timeout),
        start_to_close_timeout: durations(activity.start_to_close_timeout),
        heartbeat_timeout: durations(activity.heartbeat_timeout),
        retry_policy: activity.retry_policy,
        cancellation_type: activity_cancellation(activity.cancellation_type).into(),
        do_not_eagerly_execute: activity.eager_execution_disabled,
        versioning_intent: activity.versioning_intent,
        priority: activity.priority,
    };
    (Variant::ScheduleActivity(schedule), activity.user_metadata)
}

fn schedule_local_activity(activity: ScheduleLocalActivity) -> (Variant, Option<UserMetadata>) {
    let schedule = message::ScheduleLocalActivity {
        seq: activity.seq,
        activity_id: activity.activity_id,
        activity_type: activity.activity_type,
        attempt: activity.attempt,
        original_schedule_time: activity.original_schedule_time.map(Into::into),
        headers: activity.headers,
        arguments: activity.arguments,
        schedule_to_close_timeout: durations(activity.schedule_to_close_timeout),
        schedule_to_start_timeout: durations(activity.schedule_to_start_timeout),
        start_to_close_timeout: durations(activity.start_to_close_timeout),
        retry_policy: activity.retry_policy,
        local_retry_threshold: durations(activity.local_retry_threshold),
        cancellation_type: activity_cancellation(activity.cancellation_type).into(),
        include_arguments_in_marker: activity.include_arguments_in_marker,
    };
    (Variant::ScheduleLocalActivity(schedule), activity.user_metadata)
}

fn activity_cancellation(kind: CancellationType) -> ActivityCancellationType {
    match kind {
        // Activities are never waited for until a request is delivered.
        CancellationType::TryCancel | CancellationType::WaitCancellationRequested => {
            ActivityCancellationType::TryCancel
        }
        CancellationType::WaitCancellationCompleted => ActivityCancellationType::WaitCancellationCompleted,
        CancellationType::Abandon => ActivityCancellationType::Abandon,
    }
}

fn start_child(child: StartChild) -> (Variant, Option<UserMetadata>) {
    use ChildWorkflowCancellationType as Kind;
    let cancellation = match child.cancellation_type {
        CancellationType::TryCancel => Kind::TryCancel,
        CancellationType::WaitCancellationCompleted => Kind::WaitCancellationCompleted,
        CancellationType::Abandon => Kind::Abandon,
        CancellationType::WaitCancellationRequested => Kind::WaitCancellationRequested,
    };
    let start = message::StartChildWorkflowExecution {
        seq: child.seq,
        namespace: child.namespace,
        workflow_id: child.workflow_id,
        workflow_type: child.workflow_type,
        task_queue: child.task_queue,
        input: child.input,
        workflow_execution_timeout: durations(child.execution_timeout),
        workflow_run_timeout: durations(child.run_timeout),
        workflow_task_timeout: durations(child.task_timeout),
        parent_close_policy: child.parent_close_policy.into(),
        workflow_id_reuse_policy: child.id_reuse_policy.into(),
        retry_policy: child.retry_policy,
        cron_schedule: child.cron_schedule,
        headers: child.headers,
        memo: child.memo,
        search_attributes: child.search_attributes,
        cancellation_type: cancellation.into(),
        versioning_intent: child.versioning_intent,
        priority: child.priority,
        versioning_override: child.versioning_override,
    };
    (Variant::StartChildWorkflowExecution(start), child.user_metadata)
}

fn schedule_nexus(operation: ScheduleNexus) -> (Variant, Option<UserMetadata>) {
    use NexusOperationCancellationType as Kind;
    let cancellation = match operation.cancellation_type {
        CancellationType::TryCancel => Kind::TryCancel,
        CancellationType::WaitCancellationCompleted => Kind::WaitCancellationCompleted,
        CancellationType::Abandon => Kind::Abandon,
        CancellationType::WaitCancellationRequested => Kind::WaitCancellationRequested,
    };
    let schedule = message::ScheduleNexusOperation {
        seq: operation.seq,
        endpoint: operation.endpoint,
        service: operation.service,
        operation: operation.operation,
        input: operation.input,
        schedule_to_close_timeout: durations(operation.schedule_to_close_timeout),
        nexus_header: operation.headers,
        cancellation_type: cancellation.into(),
        schedule_to_start_timeout: durations(operation.schedule_to_start_timeout),
        start_to_close_timeout: durations(operation.start_to_close_timeout),
    };
    (Variant::ScheduleNexusOperation(schedule), operation.user_metadata)
}

fn signal_external(signal: SignalExternal) -> message::SignalExternalWorkflowExecution {
    use message::signal_external_workflow_execution::Target as To;
    let target = match signal.target {
        Target::External {
            namespace,
            workflow_id,
            run_id,
        } => To::WorkflowExecution(NamespacedWorkflowExecution {
            namespace,
            workflow_id,
            run_id,
        }),
        Target::Child { workflow_id } => To::ChildWorkflowId(workflow_id),
    };
    message::SignalExternalWorkflowExecution {
        seq: signal.seq,
        signal_name: signal.signal_name,
        args: signal.arguments,
        headers: signal.headers,
        target: Some(target),
    }
}

fn cancel_external(cancel: CancelExternal) -> message::RequestCancelExternalWorkflowExecution {
    message::RequestCancelExternalWorkflowExecution {
        seq: cancel.seq,
        workflow_execution: Some(NamespacedWorkflowExecution {
            namespace: cancel.namespace,
            workflow_id: cancel.workflow_id,
            run_id: cancel.run_id,
        }),
        reason: cancel.reason,
    }
}

fn update_response(response: UpdateResponse) -> message::UpdateResponse {
    use message::update_response::Response;
    let step = match response.response {
        UpdateStep::Accepted => Response::Accepted(()),
        // Which of the two it is depends on whether the update had been accepted.
        UpdateStep::Rejected { failure } | UpdateStep::Failed { failure } => Response::Rejected(failure),
        UpdateStep::Completed { result } => Response::Completed(result.unwrap_or_default()),
    };
    message::UpdateResponse {
        protocol_instance_id: response.protocol_instance_id,
        response: Some(step),
    }
}

fn query_result(result: QueryResult) -> message::QueryResult {
    use message::query_result::Variant;
    let variant = match result.outcome {
        Ok(response) => Variant::Succeeded(message::QuerySuccess {
            response: Some(response),
        }),
        Err(failure) => Variant::Failed(failure),
    };
    message::QueryResult {
        query_id: result.query_id,
        variant: Some(variant),
    }
}

fn continue_as_new(again: ContinueAsNew) -> message::ContinueAsNewWorkflowExecution {
    message::ContinueAsNewWorkflowExecution {
        workflow_type: again.workflow_type,
        task_queue: again.task_queue,
        arguments: again.arguments,
        workflow_run_timeout: durations(again.run_timeout),
        workflow_task_timeout: durations(again.task_timeout),
        memo: again.memo,
        headers: again.headers,
        search_attributes: again.search_attributes,
        retry_policy: again.retry_policy,
        versioning_intent: again.versioning_intent,
        initial_versioning_behavior: again.initial_versioning_behavior,
        backoff_start_interval: durations(again.backoff_start_interval),
    }
}
