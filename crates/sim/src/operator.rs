//! A simulated operator: does once what clients seldom do, one thing after another, each asked again until there is an
//! answer.

use everloop_proto::{
    Api as _, Call as CallOptions, Code, Reply,
    batch::v1::BatchOperationSignal,
    common::v1::{Payloads, Priority, WorkflowExecution, WorkflowType},
    enums::v1::{ScheduleOverlapPolicy, UpdateWorkflowExecutionLifecycleStage as Stage, WorkflowIdConflictPolicy},
    operatorservice::v1::{AddSearchAttributesRequest, DeleteNamespaceRequest},
    schedule::v1::{
        Schedule, ScheduleAction, SchedulePatch, SchedulePolicies, ScheduleState, TriggerImmediatelyRequest,
        schedule_action,
    },
    taskqueue::v1::TaskQueue,
    update::v1 as update,
    workflow::v1::{NewWorkflowExecutionInfo, WorkflowExecutionOptions},
    workflowservice::v1::{
        CreateScheduleRequest, DeleteScheduleRequest, DeleteWorkflowExecutionRequest, ExecuteMultiOperationRequest,
        PatchScheduleRequest, RegisterNamespaceRequest, ResetWorkflowExecutionRequest, StartBatchOperationRequest,
        StartWorkflowExecutionRequest, UpdateScheduleRequest, UpdateWorkflowExecutionOptionsRequest,
        UpdateWorkflowExecutionRequest,
        execute_multi_operation_request::{self, operation},
        start_batch_operation_request::Operation,
    },
};
use everloop_service::Handle;

use crate::{
    calls::Call,
    circumstances::Circumstances,
    leavings::{self, DOOMED, Leaving},
    program::{Argument, QUEUE, payload},
};

#[derive(Clone, Copy, Debug)]
enum Task {
    AddSearchAttribute,
    RegisterNamespace,
    Leave(Leaving),
    CreateSchedule,
    Start,
    TriggerSchedule,
    UpdateWithStart,
    ChangeOptions,
    Batch,
    PauseSchedule,
    Reset,
    Delete,
    DeleteSchedule,
    DeleteNamespace,
}

const TASKS: [Task; 20] = [
    Task::AddSearchAttribute,
    Task::RegisterNamespace,
    Task::Leave(Leaving::RegisterBrief),
    Task::Leave(Leaving::Wait),
    Task::Leave(Leaving::FillBrief),
    Task::Leave(Leaving::FillDoomed),
    Task::CreateSchedule,
    Task::Start,
    Task::TriggerSchedule,
    Task::UpdateWithStart,
    Task::ChangeOptions,
    Task::Batch,
    Task::Leave(Leaving::EndBrief),
    Task::Leave(Leaving::TakeWaiting),
    Task::PauseSchedule,
    Task::Reset,
    Task::Delete,
    Task::DeleteSchedule,
    Task::DeleteNamespace,
    Task::Leave(Leaving::EndByBatch),
];

/// The workflow whose latest run is deleted.
pub(crate) const DELETED: &str = "updated";

pub(crate) struct Operator {
    seed: u64,
    done: usize,
    call: Option<Call<()>>,
}

impl Operator {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            done: 0,
            call: None,
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        self.done == TASKS.len()
    }

    pub(crate) fn step(&mut self, world: &mut Circumstances<'_>) -> bool {
        let Some(task) = TASKS.get(self.done).copied() else {
            return false;
        };
        let seed = self.seed;
        let Some(call) = &mut self.call else {
            self.call = Some(Call::begin(world.handle, |handle| send(handle, task, seed)));
            return true;
        };
        let Some(reply) = call.answer() else { return false };
        self.call = None;
        match reply {
            // Its run is over, and the update with it: to ask again would change nothing.
            Err(error) if error.message == "Update-with-Start could not be executed." => world.met.refused += 1,
            Err(error) if matches!(error.code, Code::Unavailable | Code::DeadlineExceeded) => return true,
            // The run may have no such task yet.
            Err(error) if matches!(task, Task::Reset) && error.code == Code::InvalidArgument => world.met.refused += 1,
            Err(error) => world.expect_refusal(&format!("{task:?}"), &error),
            Ok(()) => world.met.acknowledged += 1,
        }
        self.done += 1;
        true
    }
}

fn namespace() -> String {
    "default".to_owned()
}

pub(crate) fn execution(workflow_id: &str) -> WorkflowExecution {
    WorkflowExecution {
        workflow_id: workflow_id.to_owned(),
        run_id: String::new(),
    }
}

pub(crate) fn kind() -> Option<WorkflowType> {
    Some(WorkflowType { name: "Any".to_owned() })
}

fn queue() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: QUEUE.to_owned(),
        ..TaskQueue::default()
    })
}

fn input(seed: u64) -> Option<Payloads> {
    Some(Payloads {
        payloads: vec![Argument { seed, depth: 0 }.payload()],
    })
}

fn start(workflow_id: &str, seed: u64) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        namespace: namespace(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: kind(),
        task_queue: queue(),
        input: input(seed),
        request_id: format!("start of {workflow_id}"),
        workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting as i32,
        ..StartWorkflowExecutionRequest::default()
    }
}

fn update_of(workflow_id: &str) -> UpdateWorkflowExecutionRequest {
    UpdateWorkflowExecutionRequest {
        namespace: namespace(),
        workflow_execution: Some(execution(workflow_id)),
        wait_policy: Some(update::WaitPolicy {
            lifecycle_stage: Stage::Accepted as i32,
        }),
        request: Some(update::Request {
            meta: Some(update::Meta {
                update_id: "operator".to_owned(),
                identity: "operator".to_owned(),
            }),
            input: Some(update::Input {
                name: "any".to_owned(),
                args: Some(Payloads {
                    payloads: vec![payload("operator")],
                }),
                ..update::Input::default()
            }),
            ..update::Request::default()
        }),
        ..UpdateWorkflowExecutionRequest::default()
    }
}

fn schedule(seed: u64, paused: bool) -> Option<Schedule> {
    let action = NewWorkflowExecutionInfo {
        workflow_id: "scheduled".to_owned(),
        workflow_type: kind(),
        task_queue: queue(),
        input: input(seed),
        ..NewWorkflowExecutionInfo::default()
    };
    Some(Schedule {
        action: Some(ScheduleAction {
            action: Some(schedule_action::Action::StartWorkflow(action)),
        }),
        policies: Some(SchedulePolicies {
            overlap_policy: ScheduleOverlapPolicy::AllowAll as i32,
            ..SchedulePolicies::default()
        }),
        state: Some(ScheduleState {
            paused,
            ..ScheduleState::default()
        }),
        ..Schedule::default()
    })
}

fn trigger() -> Option<SchedulePatch> {
    Some(SchedulePatch {
        trigger_immediately: Some(TriggerImmediatelyRequest::default()),
        ..SchedulePatch::default()
    })
}

async fn send(handle: Handle, task: Task, seed: u64) -> Reply<()> {
    match task {
        Task::CreateSchedule | Task::TriggerSchedule | Task::PauseSchedule | Task::DeleteSchedule => {
            send_about_schedule(handle, task, seed).await
        }
        Task::Leave(leaving) => leavings::send(handle, leaving, seed).await,
        Task::AddSearchAttribute | Task::RegisterNamespace | Task::DeleteNamespace => {
            send_about_namespace(handle, task).await
        }
        _ => send_about_workflow(handle, task, seed).await,
    }
}

async fn send_about_namespace(handle: Handle, task: Task) -> Reply<()> {
    let call = CallOptions::default();
    match task {
        Task::AddSearchAttribute => {
            let request = AddSearchAttributesRequest {
                namespace: namespace(),
                search_attributes: [("Operator".to_owned(), 2)].into(),
            };
            handle.add_search_attributes(request, call).await.map(drop)
        }
        Task::RegisterNamespace => {
            let request = RegisterNamespaceRequest {
                namespace: DOOMED.to_owned(),
                workflow_execution_retention_period: Some(prost_types::Duration {
                    seconds: 24 * 3600,
                    nanos: 0,
                }),
                ..RegisterNamespaceRequest::default()
            };
            handle.register_namespace(request, call).await.map(drop)
        }
        _ => {
            let request = DeleteNamespaceRequest {
                namespace: DOOMED.to_owned(),
                ..DeleteNamespaceRequest::default()
            };
            handle.delete_namespace(request, call).await.map(drop)
        }
    }
}

async fn send_about_schedule(handle: Handle, task: Task, seed: u64) -> Reply<()> {
    let call = CallOptions::default();
    let (schedule_id, request_id) = ("schedule".to_owned(), format!("{task:?}"));
    match task {
        Task::CreateSchedule => {
            let request = CreateScheduleRequest {
                namespace: namespace(),
                schedule_id,
                schedule: schedule(seed, false),
                initial_patch: trigger(),
                request_id,
                ..CreateScheduleRequest::default()
            };
            handle.create_schedule(request, call).await.map(drop)
        }
        Task::TriggerSchedule => {
            let request = PatchScheduleRequest {
                namespace: namespace(),
                schedule_id,
                patch: trigger(),
                request_id,
                ..PatchScheduleRequest::default()
            };
            handle.patch_schedule(request, call).await.map(drop)
        }
        Task::PauseSchedule => {
            let request = UpdateScheduleRequest {
                namespace: namespace(),
                schedule_id,
                schedule: schedule(seed, true),
                request_id,
                ..UpdateScheduleRequest::default()
            };
            handle.update_schedule(request, call).await.map(drop)
        }
        _ => {
            let request = DeleteScheduleRequest {
                namespace: namespace(),
                schedule_id,
                ..DeleteScheduleRequest::default()
            };
            handle.delete_schedule(request, call).await.map(drop)
        }
    }
}

async fn send_about_workflow(handle: Handle, task: Task, seed: u64) -> Reply<()> {
    let call = CallOptions::default();
    match task {
        Task::Start => handle
            .start_workflow_execution(start("operated", seed), call)
            .await
            .map(drop),
        Task::UpdateWithStart => {
            let operations = [
                operation::Operation::StartWorkflow(start("updated", seed + 1)),
                operation::Operation::UpdateWorkflow(update_of("updated")),
            ];
            let request = ExecuteMultiOperationRequest {
                namespace: namespace(),
                operations: operations
                    .map(|operation| execute_multi_operation_request::Operation {
                        operation: Some(operation),
                    })
                    .into(),
                ..ExecuteMultiOperationRequest::default()
            };
            handle.execute_multi_operation(request, call).await.map(drop)
        }
        Task::ChangeOptions => {
            let request = UpdateWorkflowExecutionOptionsRequest {
                namespace: namespace(),
                workflow_execution: Some(execution("operated")),
                workflow_execution_options: Some(WorkflowExecutionOptions {
                    priority: Some(Priority {
                        priority_key: 2,
                        ..Priority::default()
                    }),
                    ..WorkflowExecutionOptions::default()
                }),
                update_mask: Some(prost_types::FieldMask {
                    paths: vec!["priority".to_owned()],
                }),
                ..UpdateWorkflowExecutionOptionsRequest::default()
            };
            handle.update_workflow_execution_options(request, call).await.map(drop)
        }
        Task::Batch => {
            let request = StartBatchOperationRequest {
                namespace: namespace(),
                job_id: "batch".to_owned(),
                reason: "simulated".to_owned(),
                executions: vec![execution("operated"), execution("updated")],
                operation: Some(Operation::SignalOperation(BatchOperationSignal {
                    signal: "from-operator".to_owned(),
                    input: Some(Payloads {
                        payloads: vec![payload("operator")],
                    }),
                    ..BatchOperationSignal::default()
                })),
                ..StartBatchOperationRequest::default()
            };
            handle.start_batch_operation(request, call).await.map(drop)
        }
        Task::Reset => {
            let request = ResetWorkflowExecutionRequest {
                namespace: namespace(),
                workflow_execution: Some(execution("operated")),
                reason: "simulated".to_owned(),
                workflow_task_finish_event_id: 4,
                request_id: "reset".to_owned(),
                ..ResetWorkflowExecutionRequest::default()
            };
            handle.reset_workflow_execution(request, call).await.map(drop)
        }
        _ => {
            let request = DeleteWorkflowExecutionRequest {
                namespace: namespace(),
                workflow_execution: Some(execution(DELETED)),
            };
            handle.delete_workflow_execution(request, call).await.map(drop)
        }
    }
}
