//! From messages to activations.

use std::time::Duration;

use everloop_machines::{
    Activation, Job,
    activation::{
        ActivityResolution, ChildResolution, ChildStart, Initialize, NexusResolution, NexusStart, ParentExecution,
        Query, Signal, Update,
    },
};
use everloop_proto::enums::v1::ContinueAsNewInitiator;

use crate::{
    Error, Ledger,
    activity_result::{self, activity_resolution},
    child_workflow::{self, StartChildWorkflowExecutionFailedCause, child_workflow_result},
    error::needed,
    ledger::Child,
    nexus::{NexusOperationResult, nexus_operation_result},
    time::{read_duration, read_time},
    workflow_activation::{
        DoUpdate, InitializeWorkflow, QueryWorkflow, ResolveChildWorkflowExecutionStart,
        ResolveChildWorkflowExecutionStartFailure, ResolveNexusOperationStart, SignalWorkflow, WorkflowActivation,
        resolve_child_workflow_execution_start, resolve_nexus_operation_start, workflow_activation_job::Variant,
    },
};

const START: &str = "InitializeWorkflow";

/// What a message asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Read {
    Activation(Box<Activation>),
    /// The run is to be forgotten.
    Removal,
}

/// What messages leave out since who gets them knows it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub namespace: &'a str,
    pub task_queue: &'a str,
}

/// What a message asks for.
///
/// # Errors
/// [`Error`] if it is incomplete.
pub fn read(ledger: &mut Ledger, around: Surroundings<'_>, message: WorkflowActivation) -> Result<Read, Error> {
    const MESSAGE: &str = "WorkflowActivation";
    let mut jobs = Vec::with_capacity(message.jobs.len());
    for job in message.jobs {
        match needed(job.variant, "WorkflowActivationJob", "variant")? {
            Variant::RemoveFromCache(_) => return Ok(Read::Removal),
            variant => jobs.push(self::job(ledger, around, &message.run_id, variant)?),
        }
    }
    let version = message.deployment_version_for_current_task.unwrap_or_default();
    let now = read_time(message.timestamp, MESSAGE, "timestamp")?;
    Ok(Read::Activation(Box::new(Activation {
        run_id: message.run_id,
        now: needed(now, MESSAGE, "timestamp")?,
        is_replaying: message.is_replaying,
        history_length: message.history_length,
        history_size_bytes: message.history_size_bytes,
        continue_as_new_suggested: message.continue_as_new_suggested,
        continue_as_new_reasons: message.suggest_continue_as_new_reasons,
        target_worker_deployment_version_changed: message.target_worker_deployment_version_changed,
        build_id: version.build_id,
        deployment_name: version.deployment_name,
        lang_flags: message.available_internal_flags,
        last_sdk_version: Some(message.last_sdk_version)
            .filter(|version| !version.is_empty())
            .map(Into::into),
        jobs,
    })))
}

fn job(ledger: &mut Ledger, around: Surroundings<'_>, run_id: &str, variant: Variant) -> Result<Job, Error> {
    Ok(match variant {
        Variant::InitializeWorkflow(start) => Job::Initialize(Box::new(initialize(around, run_id, start)?)),
        Variant::FireTimer(timer) => Job::FireTimer { seq: timer.seq },
        Variant::UpdateRandomSeed(update) => Job::UpdateRandomSeed {
            seed: update.randomness_seed,
        },
        Variant::QueryWorkflow(query) => Job::Query(Box::new(self::query(query))),
        Variant::CancelWorkflow(cancel) => Job::Cancel { reason: cancel.reason },
        Variant::SignalWorkflow(signal) => Job::Signal(Box::new(self::signal(signal))),
        Variant::ResolveActivity(resolve) => {
            ledger.resolve_activity(resolve.seq);
            Job::ResolveActivity {
                seq: resolve.seq,
                resolution: activity(needed(resolve.result, "ResolveActivity", "result")?)?,
            }
        }
        Variant::NotifyHasPatch(notice) => Job::NotifyHasPatch {
            patch_id: notice.patch_id,
        },
        Variant::ResolveChildWorkflowExecutionStart(resolve) => Job::ResolveChildStart {
            seq: resolve.seq,
            outcome: child_start(ledger.resolve_child_start(resolve.seq), around, resolve)?,
        },
        Variant::ResolveChildWorkflowExecution(resolve) => Job::ResolveChild {
            seq: resolve.seq,
            resolution: child(needed(resolve.result, "ResolveChildWorkflowExecution", "result")?)?,
        },
        Variant::ResolveSignalExternalWorkflow(resolve) => Job::ResolveSignalExternal {
            seq: resolve.seq,
            failure: resolve.failure,
        },
        Variant::ResolveRequestCancelExternalWorkflow(resolve) => Job::ResolveCancelExternal {
            seq: resolve.seq,
            failure: resolve.failure,
        },
        Variant::DoUpdate(update) => Job::Update(Box::new(self::update(update))),
        Variant::ResolveNexusOperationStart(resolve) => Job::ResolveNexusStart {
            seq: resolve.seq,
            outcome: nexus_start(resolve)?,
        },
        Variant::ResolveNexusOperation(resolve) => Job::ResolveNexus {
            seq: resolve.seq,
            resolution: nexus(needed(resolve.result, "ResolveNexusOperation", "result")?)?,
        },
        Variant::RemoveFromCache(_) => {
            return Err(Error::Unsupported {
                message: "WorkflowActivationJob",
                field: "remove_from_cache",
            });
        }
    })
}

fn initialize(around: Surroundings<'_>, run_id: &str, start: InitializeWorkflow) -> Result<Initialize, Error> {
    let length = |length, field| read_duration(length, START, field);
    let time = |time, field| read_time(time, START, field);
    Ok(Initialize {
        workflow_type: start.workflow_type,
        workflow_id: start.workflow_id,
        run_id: run_id.to_owned(),
        namespace: around.namespace.to_owned(),
        task_queue: around.task_queue.to_owned(),
        arguments: start.arguments,
        headers: start.headers,
        random_seed: start.randomness_seed,
        identity: start.identity,
        attempt: u32::try_from(start.attempt).unwrap_or(1),
        start_time: needed(time(start.start_time, "start_time")?, START, "start_time")?,
        execution_timeout: length(start.workflow_execution_timeout, "workflow_execution_timeout")?,
        run_timeout: length(start.workflow_run_timeout, "workflow_run_timeout")?,
        task_timeout: length(start.workflow_task_timeout, "workflow_task_timeout")?.unwrap_or(Duration::ZERO),
        execution_expiration_time: time(
            start.workflow_execution_expiration_time,
            "workflow_execution_expiration_time",
        )?,
        parent: start.parent_workflow_info.map(|parent| {
            Box::new(ParentExecution {
                namespace: parent.namespace,
                workflow_id: parent.workflow_id,
                run_id: parent.run_id,
            })
        }),
        root: start.root_workflow,
        first_execution_run_id: start.first_execution_run_id,
        original_execution_run_id: start.original_execution_run_id,
        continued_run_id: Some(start.continued_from_execution_run_id).filter(|run_id| !run_id.is_empty()),
        continued_initiator: ContinueAsNewInitiator::try_from(start.continued_initiator).unwrap_or_default(),
        continued_failure: start.continued_failure.map(Box::new),
        last_completion_result: start.last_completion_result,
        retry_policy: start.retry_policy.map(Box::new),
        cron_schedule: start.cron_schedule,
        cron_schedule_to_schedule_interval: length(
            start.cron_schedule_to_schedule_interval,
            "cron_schedule_to_schedule_interval",
        )?,
        memo: start.memo,
        search_attributes: start.search_attributes,
        priority: start.priority,
    })
}

fn activity(resolution: activity_result::ActivityResolution) -> Result<ActivityResolution, Error> {
    use activity_resolution::Status;
    const BACKOFF: &str = "DoBackoff";
    Ok(match needed(resolution.status, "ActivityResolution", "status")? {
        Status::Completed(success) => ActivityResolution::Completed { result: success.result },
        Status::Failed(failed) => ActivityResolution::Failed {
            failure: needed(failed.failure, "Failure", "failure")?,
        },
        Status::Cancelled(canceled) => ActivityResolution::Canceled {
            failure: needed(canceled.failure, "Cancellation", "failure")?,
        },
        Status::Backoff(backoff) => ActivityResolution::Backoff {
            attempt: backoff.attempt,
            backoff: read_duration(backoff.backoff_duration, BACKOFF, "backoff_duration")?.unwrap_or_default(),
            original_schedule_time: read_time(backoff.original_schedule_time, BACKOFF, "original_schedule_time")?,
        },
    })
}

fn child_start(
    child: Child,
    around: Surroundings<'_>,
    resolve: ResolveChildWorkflowExecutionStart,
) -> Result<ChildStart, Error> {
    use resolve_child_workflow_execution_start::Status;
    Ok(
        match needed(resolve.status, "ResolveChildWorkflowExecutionStart", "status")? {
            Status::Succeeded(success) => ChildStart::Started { run_id: success.run_id },
            Status::Failed(failed) => child_refused(child, around, failed)?,
            Status::Cancelled(canceled) => ChildStart::Canceled {
                failure: needed(
                    canceled.failure,
                    "ResolveChildWorkflowExecutionStartCancelled",
                    "failure",
                )?,
            },
        },
    )
}

fn child_refused(
    child: Child,
    around: Surroundings<'_>,
    failed: ResolveChildWorkflowExecutionStartFailure,
) -> Result<ChildStart, Error> {
    use StartChildWorkflowExecutionFailedCause as Cause;
    match failed.cause() {
        Cause::WorkflowAlreadyExists => Ok(ChildStart::AlreadyExists {
            workflow_id: failed.workflow_id,
            workflow_type: failed.workflow_type,
        }),
        Cause::NamespaceNotFound => Ok(ChildStart::NamespaceNotFound {
            namespace: if child.namespace.is_empty() {
                around.namespace.to_owned()
            } else {
                child.namespace
            },
        }),
        Cause::InvalidVersioningOverride => Ok(ChildStart::InvalidVersioningOverride),
        Cause::Unspecified => Err(Error::Unsupported {
            message: "ResolveChildWorkflowExecutionStartFailure",
            field: "this cause",
        }),
    }
}

fn child(result: child_workflow::ChildWorkflowResult) -> Result<ChildResolution, Error> {
    use child_workflow_result::Status;
    Ok(match needed(result.status, "ChildWorkflowResult", "status")? {
        Status::Completed(success) => ChildResolution::Completed { result: success.result },
        Status::Failed(failed) => ChildResolution::Failed {
            failure: needed(failed.failure, "Failure", "failure")?,
        },
        Status::Cancelled(canceled) => ChildResolution::Canceled {
            failure: needed(canceled.failure, "Cancellation", "failure")?,
        },
    })
}

fn nexus_start(resolve: ResolveNexusOperationStart) -> Result<NexusStart, Error> {
    use resolve_nexus_operation_start::Status;
    Ok(match needed(resolve.status, "ResolveNexusOperationStart", "status")? {
        Status::OperationToken(operation_token) => NexusStart::Async { operation_token },
        Status::StartedSync(_) => NexusStart::Sync,
        Status::Failed(failure) => NexusStart::Failed { failure },
    })
}

fn nexus(result: NexusOperationResult) -> Result<NexusResolution, Error> {
    use nexus_operation_result::Status;
    Ok(match needed(result.status, "NexusOperationResult", "status")? {
        Status::Completed(result) => NexusResolution::Completed { result: Some(result) },
        Status::Failed(failure) => NexusResolution::Failed { failure },
        Status::Cancelled(failure) => NexusResolution::Canceled { failure },
        Status::TimedOut(failure) => NexusResolution::TimedOut { failure },
    })
}

fn query(query: QueryWorkflow) -> Query {
    Query {
        id: query.query_id,
        query_type: query.query_type,
        arguments: query.arguments,
        headers: query.headers,
    }
}

fn signal(signal: SignalWorkflow) -> Signal {
    Signal {
        name: signal.signal_name,
        input: signal.input,
        identity: signal.identity,
        headers: signal.headers,
        event_id: signal.originating_event_id,
    }
}

fn update(update: DoUpdate) -> Update {
    Update {
        id: update.id,
        protocol_instance_id: update.protocol_instance_id,
        name: update.name,
        input: update.input,
        headers: update.headers,
        identity: update.meta.unwrap_or_default().identity,
        run_validator: update.run_validator,
    }
}
