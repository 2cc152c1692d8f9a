//! What an operator leaves behind: runs that go when their time of retention is over, runs and a schedule in a namespace that
//! is deleted, tasks that wait for a worker for long, and runs that a batch ends by a filter.

use everloop_proto::{
    Api as _, Call as CallOptions, Code, Reply, RpcError,
    batch::v1::BatchOperationTermination,
    command::v1::{Command, CompleteWorkflowExecutionCommandAttributes, command::Attributes},
    common::v1::{Memo, Payload, Payloads, SearchAttributes},
    enums::v1::{CommandType, WorkflowIdConflictPolicy},
    schedule::v1::{IntervalSpec, Schedule, ScheduleAction, ScheduleSpec, schedule_action},
    taskqueue::v1::TaskQueue,
    workflow::v1::NewWorkflowExecutionInfo,
    workflowservice::v1::{
        CreateScheduleRequest, DescribeWorkflowExecutionRequest, PollWorkflowTaskQueueRequest,
        RegisterNamespaceRequest, RespondWorkflowTaskCompletedRequest, StartBatchOperationRequest,
        StartWorkflowExecutionRequest, TerminateWorkflowExecutionRequest, start_batch_operation_request::Operation,
    },
};
use everloop_service::Handle;

use crate::{
    operator::{execution, kind},
    program::payload,
};

/// Things to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    /// A namespace that keeps closed runs for a day.
    RegisterBrief,
    /// Runs in it.
    FillBrief,
    /// Their end.
    EndBrief,
    /// Runs, and a schedule, in the namespace that will be deleted.
    FillDoomed,
    /// Workflows whose tasks nobody comes for.
    Wait,
    /// Somebody comes for one of them.
    TakeWaiting,
    /// The others are terminated by a batch over a filter.
    EndByBatch,
}

const BRIEF: &str = "brief";
/// The namespace that will be deleted.
pub(crate) const DOOMED: &str = "another";
/// A queue that workers do not poll.
const ASIDE: &str = "aside";
const DEFAULT: &str = "default";

/// Enough for a removal to leave free pages.
const ARGUMENT_SIZE: usize = 12_000;

pub(crate) async fn send(handle: Handle, leaving: Leaving, seed: u64) -> Reply<()> {
    let call = CallOptions::default;
    match leaving {
        Leaving::RegisterBrief => {
            let request = RegisterNamespaceRequest {
                namespace: BRIEF.to_owned(),
                workflow_execution_retention_period: Some(prost_types::Duration {
                    seconds: 24 * 3600,
                    nanos: 0,
                }),
                ..RegisterNamespaceRequest::default()
            };
            handle.register_namespace(request, call()).await.map(drop)
        }
        Leaving::FillBrief => {
            for number in 0..3 {
                start(&handle, BRIEF, &format!("brief-{number}"), seed).await?;
            }
            Ok(())
        }
        Leaving::EndBrief => {
            for number in 0..3 {
                let request = TerminateWorkflowExecutionRequest {
                    namespace: BRIEF.to_owned(),
                    workflow_execution: Some(execution(&format!("brief-{number}"))),
                    reason: "simulated".to_owned(),
                    ..TerminateWorkflowExecutionRequest::default()
                };
                // Asked again, it is over already.
                known(
                    handle.terminate_workflow_execution(request, call()).await.map(drop),
                    Code::NotFound,
                )?;
            }
            Ok(())
        }
        Leaving::FillDoomed => {
            for number in 0..2 {
                start(&handle, DOOMED, &format!("doomed-{number}"), seed).await?;
            }
            known(
                handle.create_schedule(schedule(), call()).await.map(drop),
                Code::AlreadyExists,
            )
        }
        Leaving::Wait => {
            for number in 0..3 {
                start(&handle, DEFAULT, &format!("aside-{number}"), seed).await?;
            }
            Ok(())
        }
        Leaving::TakeWaiting => take_waiting(&handle).await,
        Leaving::EndByBatch => {
            let request = StartBatchOperationRequest {
                namespace: DEFAULT.to_owned(),
                job_id: "end".to_owned(),
                reason: "simulated".to_owned(),
                visibility_query: format!("TaskQueue = '{ASIDE}' AND ExecutionStatus = 'Running'"),
                operation: Some(Operation::TerminationOperation(BatchOperationTermination::default())),
                ..StartBatchOperationRequest::default()
            };
            known(
                handle.start_batch_operation(request, call()).await.map(drop),
                Code::AlreadyExists,
            )
        }
    }
}

/// An error that says it has been done before is none.
fn known(reply: Reply<()>, code: Code) -> Reply<()> {
    match reply {
        Err(error) if error.code == code => Ok(()),
        reply => reply,
    }
}

async fn start(handle: &Handle, namespace: &str, workflow_id: &str, seed: u64) -> Reply<()> {
    let mut note = payload(&format!("\"{seed}\""));
    note.metadata.insert("encoding".to_owned(), "json/plain".into());
    let attributes = (namespace == DEFAULT).then(|| SearchAttributes {
        indexed_fields: [("Operator".to_owned(), note.clone())].into(),
    });
    let request = StartWorkflowExecutionRequest {
        namespace: namespace.to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: kind(),
        task_queue: aside(),
        input: Some(Payloads {
            payloads: vec![Payload {
                data: vec![b'x'; ARGUMENT_SIZE].into(),
                ..Payload::default()
            }],
        }),
        memo: Some(Memo {
            fields: [("note".to_owned(), note)].into(),
        }),
        search_attributes: attributes,
        request_id: format!("start of {workflow_id}"),
        workflow_id_conflict_policy: WorkflowIdConflictPolicy::UseExisting as i32,
        ..StartWorkflowExecutionRequest::default()
    };
    handle
        .start_workflow_execution(request, CallOptions::default())
        .await
        .map(drop)
}

/// Whether a workflow is none of the workers', whose code would not know its history.
pub(crate) fn is_by_hand(workflow_id: &str) -> bool {
    workflow_id.starts_with("aside-")
}

fn aside() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: ASIDE.to_owned(),
        ..TaskQueue::default()
    })
}

fn schedule() -> CreateScheduleRequest {
    let action = NewWorkflowExecutionInfo {
        workflow_id: "doomed-schedule".to_owned(),
        workflow_type: kind(),
        task_queue: aside(),
        ..NewWorkflowExecutionInfo::default()
    };
    let every_minute = IntervalSpec {
        interval: Some(prost_types::Duration { seconds: 60, nanos: 0 }),
        phase: None,
    };
    CreateScheduleRequest {
        namespace: DOOMED.to_owned(),
        schedule_id: "doomed".to_owned(),
        schedule: Some(Schedule {
            spec: Some(ScheduleSpec {
                interval: vec![every_minute],
                ..ScheduleSpec::default()
            }),
            action: Some(ScheduleAction {
                action: Some(schedule_action::Action::StartWorkflow(action)),
            }),
            ..Schedule::default()
        }),
        request_id: "doomed".to_owned(),
        ..CreateScheduleRequest::default()
    }
}

/// Takes one of the tasks that wait and completes its workflow, unless that was done before.
async fn take_waiting(handle: &Handle) -> Reply<()> {
    loop {
        for number in 0..3 {
            if is_completed(handle, &format!("aside-{number}")).await? {
                return Ok(());
            }
        }
        let poll = PollWorkflowTaskQueueRequest {
            namespace: DEFAULT.to_owned(),
            task_queue: aside(),
            identity: "operator".to_owned(),
            ..PollWorkflowTaskQueueRequest::default()
        };
        let task = handle.poll_workflow_task_queue(poll, CallOptions::default()).await?;
        // Handed out before the engine died, it comes again when its time is over.
        if task.task_token.is_empty() {
            continue;
        }
        let complete = CompleteWorkflowExecutionCommandAttributes::default();
        let request = RespondWorkflowTaskCompletedRequest {
            namespace: DEFAULT.to_owned(),
            task_token: task.task_token,
            commands: vec![Command {
                command_type: CommandType::CompleteWorkflowExecution as i32,
                attributes: Some(Attributes::CompleteWorkflowExecutionCommandAttributes(complete)),
                ..Command::default()
            }],
            ..RespondWorkflowTaskCompletedRequest::default()
        };
        let reply = handle
            .respond_workflow_task_completed(request, CallOptions::default())
            .await;
        known(reply.map(drop), Code::NotFound)?;
    }
}

async fn is_completed(handle: &Handle, workflow_id: &str) -> Result<bool, RpcError> {
    let request = DescribeWorkflowExecutionRequest {
        namespace: DEFAULT.to_owned(),
        execution: Some(execution(workflow_id)),
    };
    let described = handle
        .describe_workflow_execution(request, CallOptions::default())
        .await?;
    let info = described.workflow_execution_info.unwrap_or_default();
    Ok(info.close_time.is_some())
}
