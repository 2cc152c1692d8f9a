//! What a batch operation does to one execution.

#![expect(deprecated, reason = "what older tools send is served too")]

use everloop_engine::{IdSource as _, Input};
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

use crate::{errors, request::Address};

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
    /// Does what the job wants to one execution. That there is no such open run is fine where the aim is reached then.
    pub(super) fn batch_item(&mut self, request: &StartBatchOperationRequest, target: &WorkflowExecution) -> Reply<()> {
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
        let is_end = matches!(input, Input::Terminate(_) | Input::Cancel(_) | Input::Signal(_));
        match self.input(&address(&namespace, target), input) {
            Err(error) if is_end && error.code == Code::NotFound => Ok(()),
            reply => reply.map(|_| ()),
        }
    }

    fn batch_reset(
        &mut self,
        request: &StartBatchOperationRequest,
        operation: &BatchOperationReset,
        target: &WorkflowExecution,
    ) -> Reply<()> {
        let key = self.find(&address(&request.namespace, target))?;
        let run_id = self
            .executions
            .get(key)
            .map(|slot| slot.execution.identity().run_id.clone());
        let events = self.whole_history(key)?;
        let is_end = |kind: EventType| kind == EventType::WorkflowTaskCompleted;
        let mut ends = events
            .iter()
            .filter(|event| is_end(event.event_type()))
            .map(|event| event.event_id);
        let options = operation.options.clone().unwrap_or_default();
        let wanted = match (&options.target, operation.reset_type()) {
            (Some(Target::FirstWorkflowTask(())), _) | (None, ResetType::FirstWorkflowTask) => ends.next(),
            (Some(Target::LastWorkflowTask(())), _) | (None, ResetType::LastWorkflowTask) => ends.next_back(),
            (Some(Target::WorkflowTaskId(id)), _) => Some(*id),
            (Some(Target::BuildId(_)), _) | (None, ResetType::Unspecified) => None,
        };
        let point = wanted.ok_or_else(|| errors::not_found("no workflow task to reset to"))?;
        let reapply = match ResetReapplyType::try_from(operation.reset_reapply_type) {
            Ok(kind) if kind != ResetReapplyType::Unspecified => kind as i32,
            _ => options.reset_reapply_type,
        };
        let reset = ResetWorkflowExecutionRequest {
            namespace: request.namespace.clone(),
            workflow_execution: Some(WorkflowExecution {
                workflow_id: target.workflow_id.clone(),
                run_id: run_id.unwrap_or_default(),
            }),
            reason: request.reason.clone(),
            workflow_task_finish_event_id: point,
            request_id: self.ids.random(),
            reset_reapply_type: reapply,
            reset_reapply_exclude_types: options.reset_reapply_exclude_types,
            post_reset_operations: operation.post_reset_operations.clone(),
            identity: operation.identity.clone(),
        };
        self.reset(reset).map(|_| ())
    }
}

fn address(namespace: &str, target: &WorkflowExecution) -> Address {
    Address {
        namespace: namespace.to_owned(),
        workflow_id: target.workflow_id.clone(),
        run_id: target.run_id.clone(),
    }
}
