//! What a batch operation does to one execution.

#![expect(deprecated, reason = "what older tools send is served too")]

use everloop_engine::{Execution, IdSource as _, Input};
use everloop_proto::{
    Code, Reply, RpcError,
    batch::v1::{
        BatchOperationReset, batch_operation_reset_activities as reset_activities,
        batch_operation_unpause_activities as unpause_activities,
        batch_operation_update_activity_options as update_activity_options,
    },
    common::v1::{WorkflowExecution, reset_options::Target},
    enums::v1::{BatchOperationType, EventType, ResetReapplyType, ResetType},
    workflowservice::v1::{
        RequestCancelWorkflowExecutionRequest, ResetActivityRequest, ResetWorkflowExecutionRequest,
        SignalWorkflowExecutionRequest, StartBatchOperationRequest, TerminateWorkflowExecutionRequest,
        UnpauseActivityRequest, UpdateActivityOptionsRequest, UpdateWorkflowExecutionOptionsRequest,
        reset_activity_request, start_batch_operation_request::Operation, unpause_activity_request,
        update_activity_options_request,
    },
};

use everloop_store::Key;

use crate::request::Address;

use super::Owner;

pub(super) fn kind(request: &StartBatchOperationRequest) -> BatchOperationType {
    match &request.operation {
        Some(Operation::TerminationOperation(_)) => BatchOperationType::TerminateWorkflow,
        Some(Operation::SignalOperation(_)) => BatchOperationType::SignalWorkflow,
        Some(Operation::CancellationOperation(_)) => BatchOperationType::CancelWorkflow,
        Some(Operation::DeletionOperation(_)) => BatchOperationType::DeleteWorkflow,
        Some(Operation::ResetOperation(_)) => BatchOperationType::ResetWorkflow,
        Some(Operation::UpdateWorkflowOptionsOperation(_)) => BatchOperationType::UpdateWorkflowExecutionOptions,
        Some(Operation::UnpauseActivitiesOperation(_)) => BatchOperationType::UnpauseActivity,
        Some(Operation::ResetActivitiesOperation(_)) => BatchOperationType::ResetActivity,
        Some(Operation::UpdateActivityOptionsOperation(_)) => BatchOperationType::UpdateActivityOptions,
        Some(Operation::TerminateActivitiesOperation(_)) => BatchOperationType::TerminateActivity,
        Some(Operation::CancelActivitiesOperation(_)) => BatchOperationType::CancelActivity,
        Some(Operation::DeleteActivitiesOperation(_)) => BatchOperationType::DeleteActivity,
        None => BatchOperationType::Unspecified,
    }
}

/// Who asks, as the operation says.
pub(super) fn identity(request: &StartBatchOperationRequest) -> String {
    match &request.operation {
        Some(Operation::TerminationOperation(operation)) => operation.identity.clone(),
        Some(Operation::SignalOperation(operation)) => operation.identity.clone(),
        Some(Operation::CancellationOperation(operation)) => operation.identity.clone(),
        Some(Operation::DeletionOperation(operation)) => operation.identity.clone(),
        Some(Operation::ResetOperation(operation)) => operation.identity.clone(),
        Some(Operation::UpdateWorkflowOptionsOperation(operation)) => operation.identity.clone(),
        Some(Operation::UnpauseActivitiesOperation(operation)) => operation.identity.clone(),
        Some(Operation::ResetActivitiesOperation(operation)) => operation.identity.clone(),
        Some(Operation::UpdateActivityOptionsOperation(operation)) => operation.identity.clone(),
        _ => String::new(),
    }
}

impl Owner {
    /// Does what the job wants to one execution. Wire: that there is no such run is no failure, whatever is asked.
    pub(super) fn batch_item(&mut self, request: &StartBatchOperationRequest, target: &WorkflowExecution) -> Reply<()> {
        match self.one_of_batch(request, target) {
            Err(error) if error.code == Code::NotFound => Ok(()),
            reply => reply,
        }
    }

    fn one_of_batch(&mut self, request: &StartBatchOperationRequest, target: &WorkflowExecution) -> Reply<()> {
        let (namespace, execution) = (request.namespace.clone(), Some(target.clone()));
        let identity = identity(request);
        let input = match &request.operation {
            Some(Operation::TerminationOperation(operation)) => {
                Input::Terminate(Box::new(TerminateWorkflowExecutionRequest {
                    reason: request.reason.clone(),
                    details: operation.details.clone(),
                    identity,
                    ..TerminateWorkflowExecutionRequest::default()
                }))
            }
            Some(Operation::CancellationOperation(_)) => {
                Input::Cancel(Box::new(RequestCancelWorkflowExecutionRequest {
                    identity,
                    ..RequestCancelWorkflowExecutionRequest::default()
                }))
            }
            Some(Operation::SignalOperation(operation)) => Input::Signal(Box::new(SignalWorkflowExecutionRequest {
                signal_name: operation.signal.clone(),
                input: operation.input.clone(),
                header: operation.header.clone(),
                identity,
                request_id: self.ids.random(),
                ..SignalWorkflowExecutionRequest::default()
            })),
            Some(Operation::DeletionOperation(_)) => {
                // Wire: the termination of an open run is the server's own.
                return self.delete(&address(&namespace, target), "history-service".to_owned());
            }
            Some(Operation::ResetOperation(operation)) => return self.batch_reset(request, operation, target),
            Some(Operation::UpdateWorkflowOptionsOperation(operation)) => {
                Input::UpdateOptions(Box::new(UpdateWorkflowExecutionOptionsRequest {
                    workflow_execution_options: operation.workflow_execution_options.clone(),
                    update_mask: operation.update_mask.clone(),
                    identity,
                    ..UpdateWorkflowExecutionOptionsRequest::default()
                }))
            }
            Some(Operation::UnpauseActivitiesOperation(operation)) => {
                Input::UnpauseActivity(Box::new(UnpauseActivityRequest {
                    execution,
                    reset_attempts: operation.reset_attempts,
                    reset_heartbeat: operation.reset_heartbeat,
                    jitter: operation.jitter,
                    identity,
                    activity: operation.activity.clone().map(|activity| match activity {
                        unpause_activities::Activity::Type(kind) => unpause_activity_request::Activity::Type(kind),
                        unpause_activities::Activity::MatchAll(all) => {
                            unpause_activity_request::Activity::UnpauseAll(all)
                        }
                    }),
                    ..UnpauseActivityRequest::default()
                }))
            }
            Some(Operation::ResetActivitiesOperation(operation)) => {
                Input::ResetActivity(Box::new(ResetActivityRequest {
                    reset_heartbeat: operation.reset_heartbeat,
                    keep_paused: operation.keep_paused,
                    jitter: operation.jitter,
                    restore_original_options: operation.restore_original_options,
                    identity,
                    activity: operation.activity.clone().map(|activity| match activity {
                        reset_activities::Activity::Type(kind) => reset_activity_request::Activity::Type(kind),
                        reset_activities::Activity::MatchAll(all) => reset_activity_request::Activity::MatchAll(all),
                    }),
                    ..ResetActivityRequest::default()
                }))
            }
            Some(Operation::UpdateActivityOptionsOperation(operation)) => {
                Input::UpdateActivityOptions(Box::new(UpdateActivityOptionsRequest {
                    activity_options: operation.activity_options.clone(),
                    update_mask: operation.update_mask.clone(),
                    restore_original: operation.restore_original,
                    identity,
                    activity: operation.activity.clone().map(|activity| match activity {
                        update_activity_options::Activity::Type(kind) => {
                            update_activity_options_request::Activity::Type(kind)
                        }
                        update_activity_options::Activity::MatchAll(all) => {
                            update_activity_options_request::Activity::MatchAll(all)
                        }
                    }),
                    ..UpdateActivityOptionsRequest::default()
                }))
            }
            _ => return Err(RpcError::new(Code::Unimplemented, "the operation is not served")),
        };
        self.input(&address(&namespace, target), input, None).map(|_| ())
    }

    fn batch_reset(
        &mut self,
        request: &StartBatchOperationRequest,
        operation: &BatchOperationReset,
        target: &WorkflowExecution,
    ) -> Reply<()> {
        let key = self.find(&address(&request.namespace, target))?;
        let options = operation.options.clone().unwrap_or_default();
        let point = match &options.target {
            Some(Target::BuildId(build_id)) => self.start_of_build(key, build_id, options.current_run_only)?,
            _ => self.task_to_reset_to(key, operation)?,
        };
        let reapply = match ResetReapplyType::try_from(operation.reset_reapply_type) {
            Ok(kind) if kind != ResetReapplyType::Unspecified => kind as i32,
            _ => options.reset_reapply_type,
        };
        let reset = ResetWorkflowExecutionRequest {
            namespace: request.namespace.clone(),
            workflow_execution: Some(WorkflowExecution {
                workflow_id: target.workflow_id.clone(),
                run_id: point.run_id,
            }),
            reason: request.reason.clone(),
            workflow_task_finish_event_id: point.event_id,
            request_id: self.ids.random(),
            reset_reapply_type: reapply,
            reset_reapply_exclude_types: options.reset_reapply_exclude_types,
            post_reset_operations: operation.post_reset_operations.clone(),
            identity: operation.identity.clone(),
        };
        self.reset(reset).map(|_| ())
    }

    /// The point where a build began, in this run or in one before.
    fn start_of_build(&mut self, key: Key, build_id: &str, current_run_only: bool) -> Reply<Point> {
        self.load(key)?;
        let execution = self.executions.get(key).map(|slot| &slot.execution);
        let points = execution.map(Execution::reset_points).unwrap_or_default().points;
        let found = points.into_iter().find(|point| point.build_id == build_id);
        let found = found.ok_or_else(|| no_point("Can't find reset point for build ID"))?;
        if current_run_only && execution.is_none_or(|execution| execution.identity().run_id != found.run_id) {
            return Err(no_point("Reset point for build ID in a previous run"));
        }
        Ok(Point {
            run_id: found.run_id,
            event_id: found.first_workflow_task_completed_id,
        })
    }

    fn task_to_reset_to(&mut self, key: Key, operation: &BatchOperationReset) -> Reply<Point> {
        let run_id = self
            .executions
            .get(key)
            .map(|slot| slot.execution.identity().run_id.clone());
        let events = self.whole_history(key)?;
        let mut ends = events
            .iter()
            .filter(|event| event.event_type() == EventType::WorkflowTaskCompleted)
            .map(|event| event.event_id);
        let target = operation.options.as_ref().and_then(|options| options.target.as_ref());
        let event_id = match (target, operation.reset_type()) {
            (Some(Target::FirstWorkflowTask(())), _) | (None, ResetType::FirstWorkflowTask) => ends.next(),
            (Some(Target::LastWorkflowTask(())), _) | (None, ResetType::LastWorkflowTask) => ends.next_back(),
            (Some(Target::WorkflowTaskId(id)), _) => Some(*id),
            (Some(Target::BuildId(_)), _) | (None, ResetType::Unspecified) => None,
        };
        Ok(Point {
            run_id: run_id.unwrap_or_default(),
            event_id: event_id.ok_or_else(|| no_point("no workflow task to reset to"))?,
        })
    }
}

/// Where a reset goes back to.
struct Point {
    run_id: String,
    event_id: i64,
}

/// A run that cannot be reset in the way that is asked counts as failed, other than one that is not there.
fn no_point(text: &str) -> RpcError {
    RpcError::new(Code::FailedPrecondition, text)
}

fn address(namespace: &str, target: &WorkflowExecution) -> Address {
    Address {
        namespace: namespace.to_owned(),
        workflow_id: target.workflow_id.clone(),
        run_id: target.run_id.clone(),
    }
}
