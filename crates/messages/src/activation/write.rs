//! From activations to messages.

use everloop_machines::{
    Activation, Job,
    activation::{
        ActivityResolution, ChildResolution, ChildStart, Initialize, NexusResolution, NexusStart, Query, Signal, Update,
    },
};
use everloop_proto::{
    enums::v1::{CancelExternalWorkflowExecutionFailedCause, SignalExternalWorkflowExecutionFailedCause},
    failure::v1::{Failure, failure::FailureInfo},
    update::v1::Meta,
};

use crate::{
    Ledger,
    activity_result::{self, activity_resolution},
    child_workflow::{self, StartChildWorkflowExecutionFailedCause, child_workflow_result},
    common,
    ledger::Child,
    nexus::{NexusOperationResult, nexus_operation_result},
    time::{duration, durations},
    workflow_activation::{
        CancelWorkflow, DoUpdate, FireTimer, InitializeWorkflow, NotifyHasPatch, QueryWorkflow, RemoveFromCache,
        ResolveActivity, ResolveChildWorkflowExecution, ResolveChildWorkflowExecutionStart,
        ResolveChildWorkflowExecutionStartCancelled, ResolveChildWorkflowExecutionStartFailure,
        ResolveChildWorkflowExecutionStartSuccess, ResolveNexusOperation, ResolveNexusOperationStart,
        ResolveRequestCancelExternalWorkflow, ResolveSignalExternalWorkflow, SignalWorkflow, UpdateRandomSeed,
        WorkflowActivation, WorkflowActivationJob, remove_from_cache::EvictionReason,
        resolve_child_workflow_execution_start, resolve_nexus_operation_start, workflow_activation_job::Variant,
    },
};

/// An activation as a message.
#[must_use]
pub fn write(ledger: &mut Ledger, activation: Activation) -> WorkflowActivation {
    let is_build_known = !(activation.build_id.is_empty() && activation.deployment_name.is_empty());
    let version = is_build_known.then_some(common::WorkerDeploymentVersion {
        deployment_name: activation.deployment_name,
        build_id: activation.build_id,
    });
    let jobs = activation.jobs.into_iter().map(|job| variant(ledger, job)).map(wrapped);
    WorkflowActivation {
        run_id: activation.run_id,
        timestamp: Some(activation.now.into()),
        is_replaying: activation.is_replaying,
        history_length: activation.history_length,
        jobs: jobs.collect(),
        available_internal_flags: activation.lang_flags,
        history_size_bytes: activation.history_size_bytes,
        continue_as_new_suggested: activation.continue_as_new_suggested,
        deployment_version_for_current_task: version,
        last_sdk_version: activation.last_sdk_version.as_deref().unwrap_or_default().to_owned(),
        suggest_continue_as_new_reasons: activation.continue_as_new_reasons,
        target_worker_deployment_version_changed: activation.target_worker_deployment_version_changed,
    }
}

/// The message that asks for a run to be forgotten.
#[must_use]
pub fn removal(run_id: &str, message: String, reason: EvictionReason) -> WorkflowActivation {
    let job = RemoveFromCache {
        message,
        reason: reason.into(),
    };
    WorkflowActivation {
        run_id: run_id.to_owned(),
        jobs: vec![wrapped(Variant::RemoveFromCache(job))],
        ..WorkflowActivation::default()
    }
}

fn wrapped(variant: Variant) -> WorkflowActivationJob {
    WorkflowActivationJob { variant: Some(variant) }
}

fn variant(ledger: &mut Ledger, job: Job) -> Variant {
    match job {
        Job::Initialize(start) => Variant::InitializeWorkflow(initialize(*start)),
        Job::UpdateRandomSeed { seed } => Variant::UpdateRandomSeed(UpdateRandomSeed { randomness_seed: seed }),
        Job::NotifyHasPatch { patch_id } => Variant::NotifyHasPatch(NotifyHasPatch { patch_id }),
        Job::FireTimer { seq } => Variant::FireTimer(FireTimer { seq }),
        Job::ResolveActivity { seq, resolution } => Variant::ResolveActivity(ResolveActivity {
            seq,
            result: Some(activity_resolution(resolution)),
            is_local: ledger.resolve_activity(seq),
        }),
        Job::ResolveChildStart { seq, outcome } => {
            let status = child_start(outcome, ledger.resolve_child_start(seq));
            Variant::ResolveChildWorkflowExecutionStart(ResolveChildWorkflowExecutionStart {
                seq,
                status: Some(status),
            })
        }
        Job::ResolveChild { seq, resolution } => {
            Variant::ResolveChildWorkflowExecution(ResolveChildWorkflowExecution {
                seq,
                result: Some(child_result(resolution)),
            })
        }
        Job::ResolveSignalExternal { seq, failure } => {
            Variant::ResolveSignalExternalWorkflow(ResolveSignalExternalWorkflow {
                seq,
                cause: signal_cause(failure.as_ref()).into(),
                failure,
            })
        }
        Job::ResolveCancelExternal { seq, failure } => {
            Variant::ResolveRequestCancelExternalWorkflow(ResolveRequestCancelExternalWorkflow {
                seq,
                cause: cancel_cause(failure.as_ref()).into(),
                failure,
            })
        }
        Job::ResolveNexusStart { seq, outcome } => Variant::ResolveNexusOperationStart(ResolveNexusOperationStart {
            seq,
            status: Some(nexus_start(outcome)),
        }),
        Job::ResolveNexus { seq, resolution } => Variant::ResolveNexusOperation(ResolveNexusOperation {
            seq,
            result: Some(nexus_result(resolution)),
        }),
        Job::Signal(signal) => Variant::SignalWorkflow(self::signal(*signal)),
        Job::Update(update) => Variant::DoUpdate(self::update(*update)),
        Job::Cancel { reason } => Variant::CancelWorkflow(CancelWorkflow { reason }),
        Job::Query(query) => Variant::QueryWorkflow(self::query(*query)),
    }
}

fn initialize(start: Initialize) -> InitializeWorkflow {
    // The namespace, the task queue and the run's id are known to who gets the message.
    InitializeWorkflow {
        workflow_type: start.workflow_type,
        workflow_id: start.workflow_id,
        arguments: start.arguments,
        randomness_seed: start.random_seed,
        headers: start.headers,
        identity: start.identity,
        parent_workflow_info: start.parent.map(|parent| common::NamespacedWorkflowExecution {
            namespace: parent.namespace,
            workflow_id: parent.workflow_id,
            run_id: parent.run_id,
        }),
        workflow_execution_timeout: durations(start.execution_timeout),
        workflow_run_timeout: durations(start.run_timeout),
        workflow_task_timeout: Some(duration(start.task_timeout)),
        continued_from_execution_run_id: start.continued_run_id.unwrap_or_default(),
        continued_initiator: start.continued_initiator.into(),
        continued_failure: start.continued_failure.map(|failure| *failure),
        last_completion_result: start.last_completion_result,
        first_execution_run_id: start.first_execution_run_id,
        retry_policy: start.retry_policy.map(|policy| *policy),
        attempt: i32::try_from(start.attempt).unwrap_or(i32::MAX),
        cron_schedule: start.cron_schedule,
        workflow_execution_expiration_time: start.execution_expiration_time.map(Into::into),
        cron_schedule_to_schedule_interval: durations(start.cron_schedule_to_schedule_interval),
        memo: start.memo,
        search_attributes: start.search_attributes,
        start_time: Some(start.start_time.into()),
        root_workflow: start.root,
        priority: start.priority,
        original_execution_run_id: start.original_execution_run_id,
    }
}

fn activity_resolution(resolution: ActivityResolution) -> activity_result::ActivityResolution {
    use activity_resolution::Status;
    let status = match resolution {
        ActivityResolution::Completed { result } => Status::Completed(activity_result::Success { result }),
        ActivityResolution::Failed { failure } => Status::Failed(activity_result::Failure {
            failure: Some(failure),
            ..activity_result::Failure::default()
        }),
        ActivityResolution::Canceled { failure } => {
            Status::Cancelled(activity_result::Cancellation { failure: Some(failure) })
        }
        ActivityResolution::Backoff {
            attempt,
            backoff,
            original_schedule_time,
        } => Status::Backoff(activity_result::DoBackoff {
            attempt,
            backoff_duration: Some(duration(backoff)),
            original_schedule_time: original_schedule_time.map(Into::into),
        }),
    };
    activity_result::ActivityResolution { status: Some(status) }
}

fn child_start(outcome: ChildStart, child: Child) -> resolve_child_workflow_execution_start::Status {
    use resolve_child_workflow_execution_start::Status;
    match outcome {
        ChildStart::Started { run_id } => Status::Succeeded(ResolveChildWorkflowExecutionStartSuccess { run_id }),
        ChildStart::AlreadyExists {
            workflow_id,
            workflow_type,
        } => Status::Failed(ResolveChildWorkflowExecutionStartFailure {
            workflow_id,
            workflow_type,
            cause: StartChildWorkflowExecutionFailedCause::WorkflowAlreadyExists.into(),
        }),
        // The ledger of who reads this knows the namespace.
        ChildStart::NamespaceNotFound { .. } => Status::Failed(ResolveChildWorkflowExecutionStartFailure {
            workflow_id: child.workflow_id,
            workflow_type: child.workflow_type,
            cause: StartChildWorkflowExecutionFailedCause::NamespaceNotFound.into(),
        }),
        ChildStart::InvalidVersioningOverride => Status::Failed(ResolveChildWorkflowExecutionStartFailure {
            workflow_id: child.workflow_id,
            workflow_type: child.workflow_type,
            cause: StartChildWorkflowExecutionFailedCause::InvalidVersioningOverride.into(),
        }),
        ChildStart::Canceled { failure } => {
            Status::Cancelled(ResolveChildWorkflowExecutionStartCancelled { failure: Some(failure) })
        }
    }
}

fn child_result(resolution: ChildResolution) -> child_workflow::ChildWorkflowResult {
    use child_workflow_result::Status;
    let status = match resolution {
        ChildResolution::Completed { result } => Status::Completed(child_workflow::Success { result }),
        ChildResolution::Failed { failure } => Status::Failed(child_workflow::Failure { failure: Some(failure) }),
        ChildResolution::Canceled { failure } => {
            Status::Cancelled(child_workflow::Cancellation { failure: Some(failure) })
        }
    };
    child_workflow::ChildWorkflowResult { status: Some(status) }
}

/// The type of an application failure, by which those that are made of a cause tell it.
fn kind(failure: Option<&Failure>) -> &str {
    match failure.and_then(|failure| failure.failure_info.as_ref()) {
        Some(FailureInfo::ApplicationFailureInfo(info)) => &info.r#type,
        _ => "",
    }
}

fn signal_cause(failure: Option<&Failure>) -> SignalExternalWorkflowExecutionFailedCause {
    use SignalExternalWorkflowExecutionFailedCause as Cause;
    match kind(failure) {
        "ExternalWorkflowExecutionNotFound" => Cause::ExternalWorkflowExecutionNotFound,
        "NamespaceNotFound" => Cause::NamespaceNotFound,
        "SignalCountLimitExceeded" => Cause::SignalCountLimitExceeded,
        _ => Cause::Unspecified,
    }
}

fn cancel_cause(failure: Option<&Failure>) -> CancelExternalWorkflowExecutionFailedCause {
    use CancelExternalWorkflowExecutionFailedCause as Cause;
    match kind(failure) {
        "ExternalWorkflowExecutionNotFound" => Cause::ExternalWorkflowExecutionNotFound,
        "NamespaceNotFound" => Cause::NamespaceNotFound,
        _ => Cause::Unspecified,
    }
}

fn nexus_start(outcome: NexusStart) -> resolve_nexus_operation_start::Status {
    use resolve_nexus_operation_start::Status;
    match outcome {
        NexusStart::Async { operation_token } => Status::OperationToken(operation_token),
        NexusStart::Sync => Status::StartedSync(true),
        NexusStart::Failed { failure } => Status::Failed(failure),
    }
}

fn nexus_result(resolution: NexusResolution) -> NexusOperationResult {
    use nexus_operation_result::Status;
    let status = match resolution {
        NexusResolution::Completed { result } => Status::Completed(result.unwrap_or_default()),
        NexusResolution::Failed { failure } => Status::Failed(failure),
        NexusResolution::Canceled { failure } => Status::Cancelled(failure),
        NexusResolution::TimedOut { failure } => Status::TimedOut(failure),
    };
    NexusOperationResult { status: Some(status) }
}

fn signal(signal: Signal) -> SignalWorkflow {
    SignalWorkflow {
        signal_name: signal.name,
        input: signal.input,
        identity: signal.identity,
        headers: signal.headers,
        originating_event_id: signal.event_id,
    }
}

fn update(update: Update) -> DoUpdate {
    DoUpdate {
        id: update.id.clone(),
        protocol_instance_id: update.protocol_instance_id,
        name: update.name,
        input: update.input,
        headers: update.headers,
        meta: Some(Meta {
            update_id: update.id,
            identity: update.identity,
        }),
        run_validator: update.run_validator,
    }
}

fn query(query: Query) -> QueryWorkflow {
    QueryWorkflow {
        query_id: query.id,
        query_type: query.query_type,
        arguments: query.arguments,
        headers: query.headers,
    }
}
