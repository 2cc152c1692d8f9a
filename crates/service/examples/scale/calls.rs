//! The calls of a client and of a scripted worker.

use everloop_proto::{
    Api as _, Call,
    command::v1::{
        Command, CompleteWorkflowExecutionCommandAttributes, RecordMarkerCommandAttributes,
        ScheduleActivityTaskCommandAttributes, command::Attributes,
    },
    common::v1::{ActivityType, WorkflowType},
    enums::v1::CommandType,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::*,
};
use everloop_service::Handle;

pub(crate) const NAMESPACE: &str = "default";
/// Far in the future, as seen from a benchmark.
pub(crate) const DAY: prost_types::Duration = prost_types::Duration {
    seconds: 86_400,
    nanos: 0,
};

pub(crate) fn queue() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: "work".to_owned(),
        ..Default::default()
    })
}

pub(crate) async fn start(handle: &Handle, workflow_id: &str, delay: Option<prost_types::Duration>) {
    let request = StartWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: queue(),
        request_id: workflow_id.to_owned(),
        workflow_start_delay: delay,
        ..Default::default()
    };
    let started = handle.start_workflow_execution(request, Call::default()).await;
    started.expect("it starts");
}

pub(crate) async fn poll(handle: &Handle) -> bytes::Bytes {
    let request = PollWorkflowTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: queue(),
        ..Default::default()
    };
    let task = handle.poll_workflow_task_queue(request, Call::default()).await;
    task.expect("there is a task").task_token
}

pub(crate) async fn respond(handle: &Handle, task_token: bytes::Bytes, commands: Vec<Command>, is_continued: bool) {
    let request = RespondWorkflowTaskCompletedRequest {
        task_token,
        commands,
        namespace: NAMESPACE.to_owned(),
        force_create_new_workflow_task: is_continued,
        ..Default::default()
    };
    let answer = handle.respond_workflow_task_completed(request, Call::default()).await;
    answer.expect("it is accepted");
}

pub(crate) async fn act(handle: &Handle) {
    let request = PollActivityTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: queue(),
        ..Default::default()
    };
    let task = handle.poll_activity_task_queue(request, Call::default()).await;
    let request = RespondActivityTaskCompletedRequest {
        task_token: task.expect("there is a task").task_token,
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    let answer = handle.respond_activity_task_completed(request, Call::default()).await;
    answer.expect("it is accepted");
}

pub(crate) fn command(command_type: CommandType, attributes: Attributes) -> Command {
    Command {
        command_type: command_type.into(),
        attributes: Some(attributes),
        ..Default::default()
    }
}

pub(crate) fn complete() -> Command {
    let attributes = CompleteWorkflowExecutionCommandAttributes::default();
    command(
        CommandType::CompleteWorkflowExecution,
        Attributes::CompleteWorkflowExecutionCommandAttributes(attributes),
    )
}

pub(crate) fn marker() -> Command {
    let attributes = RecordMarkerCommandAttributes {
        marker_name: "step".to_owned(),
        ..Default::default()
    };
    command(
        CommandType::RecordMarker,
        Attributes::RecordMarkerCommandAttributes(attributes),
    )
}

pub(crate) fn activity(number: usize) -> Command {
    let attributes = ScheduleActivityTaskCommandAttributes {
        activity_id: number.to_string(),
        activity_type: Some(ActivityType {
            name: "greet".to_owned(),
        }),
        task_queue: queue(),
        start_to_close_timeout: Some(DAY),
        ..Default::default()
    };
    command(
        CommandType::ScheduleActivityTask,
        Attributes::ScheduleActivityTaskCommandAttributes(attributes),
    )
}

/// A workflow from its start to its end, one task.
pub(crate) async fn run_through(handle: &Handle, workflow_id: &str) {
    start(handle, workflow_id, None).await;
    let task = poll(handle).await;
    respond(handle, task, vec![complete()], false).await;
}
