//! The vocabulary of these tests: an engine with a clock they drive, a client's calls, and a worker's.

use std::{path::Path, sync::Arc, time::Duration};

use everloop_engine::Timestamp;
use everloop_proto::{
    Api as _, Call, Reply, RpcError,
    command::v1::{
        Command, CompleteWorkflowExecutionCommandAttributes, ScheduleActivityTaskCommandAttributes,
        StartTimerCommandAttributes, command::Attributes,
    },
    common::v1::{ActivityType, Payload, Payloads, RetryPolicy, WorkflowExecution, WorkflowType},
    enums::v1::{CommandType, EventType, HistoryEventFilterType, TaskQueueKind},
    history::v1::HistoryEvent,
    taskqueue::v1::{StickyExecutionAttributes, TaskQueue},
    workflowservice::v1::*,
};
use everloop_service::{Durability, Handle, Location, ManualClock, Options, Service};

pub(crate) const NAMESPACE: &str = "default";
pub(crate) const QUEUE: &str = "work";
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Engine {
    pub(crate) service: Service,
    pub(crate) handle: Handle,
    pub(crate) clock: Arc<ManualClock>,
}

pub(crate) type Task = PollWorkflowTaskQueueResponse;

impl Engine {
    pub(crate) fn in_memory() -> Self {
        Self::open(Location::Memory, 1_700_000_000_000, 100)
    }

    pub(crate) fn in_file(path: &Path, now_millis: i64) -> Self {
        Self::open(Location::File(path.to_owned()), now_millis, 100)
    }

    pub(crate) fn open(location: Location, now_millis: i64, executions_cached_max: usize) -> Self {
        let clock = Arc::new(ManualClock::starting_at(Timestamp::from_millis(now_millis)));
        let options = Options {
            location,
            durability: Durability::Os,
            clock: Arc::clone(&clock) as _,
            executions_cached_max,
            ..Options::default()
        };
        let service = Service::open(options).unwrap();
        Self {
            handle: service.handle(),
            service,
            clock,
        }
    }

    /// Moves the time of executions.
    pub(crate) fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
        self.handle.clock_moved();
    }

    /// Moves the time of callers.
    pub(crate) fn exhaust_patience(&self, duration: Duration) {
        self.clock.advance_patience(duration);
        self.handle.clock_moved();
    }

    pub(crate) async fn start(&self, workflow_id: &str) -> StartWorkflowExecutionResponse {
        self.try_start(start_request(workflow_id)).await.unwrap()
    }

    pub(crate) async fn try_start(
        &self,
        request: StartWorkflowExecutionRequest,
    ) -> Reply<StartWorkflowExecutionResponse> {
        self.handle.start_workflow_execution(request, Call::default()).await
    }

    pub(crate) async fn signal(&self, workflow_id: &str, name: &str) -> Reply<SignalWorkflowExecutionResponse> {
        let request = SignalWorkflowExecutionRequest {
            namespace: NAMESPACE.to_owned(),
            workflow_execution: Some(execution(workflow_id)),
            signal_name: name.to_owned(),
            input: Some(payloads(name)),
            identity: "client".to_owned(),
            ..Default::default()
        };
        self.handle.signal_workflow_execution(request, Call::default()).await
    }

    /// How many workers have polled a queue for workflow tasks.
    pub(crate) async fn pollers(&self, queue: &str) -> usize {
        let request = DescribeTaskQueueRequest {
            namespace: NAMESPACE.to_owned(),
            task_queue: Some(normal(queue)),
            ..Default::default()
        };
        let described = self.handle.describe_task_queue(request, Call::default()).await;
        described.unwrap().pollers.len()
    }

    pub(crate) async fn poll(&self) -> Task {
        self.poll_on(normal(QUEUE)).await
    }

    pub(crate) async fn poll_on(&self, queue: TaskQueue) -> Task {
        poll_with(self.handle.clone(), queue).await
    }

    pub(crate) async fn poll_activity(&self) -> PollActivityTaskQueueResponse {
        poll_activity_with(self.handle.clone()).await
    }

    pub(crate) async fn complete(&self, task: &Task, commands: Vec<Command>) -> RespondWorkflowTaskCompletedResponse {
        self.try_complete(completion(task, commands)).await.unwrap()
    }

    pub(crate) async fn try_complete(
        &self,
        request: RespondWorkflowTaskCompletedRequest,
    ) -> Reply<RespondWorkflowTaskCompletedResponse> {
        self.handle
            .respond_workflow_task_completed(request, Call::default())
            .await
    }

    pub(crate) async fn complete_activity(
        &self,
        task: &PollActivityTaskQueueResponse,
        result: &str,
    ) -> Result<(), RpcError> {
        let request = RespondActivityTaskCompletedRequest {
            task_token: task.task_token.clone(),
            result: Some(payloads(result)),
            identity: "worker".to_owned(),
            namespace: NAMESPACE.to_owned(),
            ..Default::default()
        };
        self.handle
            .respond_activity_task_completed(request, Call::default())
            .await
            .map(|_| ())
    }

    pub(crate) async fn history(&self, workflow_id: &str) -> Vec<HistoryEvent> {
        self.read(history_request(workflow_id)).await.history.unwrap().events
    }

    pub(crate) async fn types(&self, workflow_id: &str) -> Vec<EventType> {
        self.history(workflow_id)
            .await
            .iter()
            .map(HistoryEvent::event_type)
            .collect()
    }

    pub(crate) async fn read(
        &self,
        request: GetWorkflowExecutionHistoryRequest,
    ) -> GetWorkflowExecutionHistoryResponse {
        self.handle
            .get_workflow_execution_history(request, Call::default())
            .await
            .unwrap()
    }

    /// The close event, once there is one.
    pub(crate) async fn close_event(&self, workflow_id: &str) -> HistoryEvent {
        let request = GetWorkflowExecutionHistoryRequest {
            wait_new_event: true,
            history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
            ..history_request(workflow_id)
        };
        let mut events = self.read(request).await.history.unwrap().events;
        assert_eq!(events.len(), 1);
        events.remove(0)
    }

    /// Waits until somebody polls a workflow queue.
    pub(crate) async fn polled(&self, queue: &str) {
        let request = DescribeTaskQueueRequest {
            namespace: NAMESPACE.to_owned(),
            task_queue: Some(normal(queue)),
            ..Default::default()
        };
        loop {
            let described = self
                .handle
                .describe_task_queue(request.clone(), Call::default())
                .await
                .unwrap();
            if !described.pollers.is_empty() {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    pub(crate) async fn describe(&self, workflow_id: &str) -> DescribeWorkflowExecutionResponse {
        let request = DescribeWorkflowExecutionRequest {
            namespace: NAMESPACE.to_owned(),
            execution: Some(execution(workflow_id)),
        };
        self.handle
            .describe_workflow_execution(request, Call::default())
            .await
            .unwrap()
    }
}

/// Polls in a future of its own, for tests that let it wait.
pub(crate) async fn poll_with(handle: Handle, queue: TaskQueue) -> Task {
    let request = PollWorkflowTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(queue),
        identity: "worker".to_owned(),
        ..Default::default()
    };
    handle
        .poll_workflow_task_queue(request, Call::within(PATIENCE))
        .await
        .unwrap()
}

pub(crate) async fn poll_activity_with(handle: Handle) -> PollActivityTaskQueueResponse {
    let request = PollActivityTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        identity: "worker".to_owned(),
        ..Default::default()
    };
    handle
        .poll_activity_task_queue(request, Call::within(PATIENCE))
        .await
        .unwrap()
}

pub(crate) fn normal(name: &str) -> TaskQueue {
    TaskQueue {
        name: name.to_owned(),
        kind: TaskQueueKind::Normal.into(),
        normal_name: String::new(),
    }
}

pub(crate) fn sticky(name: &str) -> TaskQueue {
    TaskQueue {
        name: name.to_owned(),
        kind: TaskQueueKind::Sticky.into(),
        normal_name: QUEUE.to_owned(),
    }
}

pub(crate) fn sticky_attributes(name: &str) -> StickyExecutionAttributes {
    StickyExecutionAttributes {
        worker_task_queue: Some(sticky(name)),
        schedule_to_start_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
    }
}

pub(crate) fn execution(workflow_id: &str) -> WorkflowExecution {
    WorkflowExecution {
        workflow_id: workflow_id.to_owned(),
        run_id: String::new(),
    }
}

pub(crate) fn payloads(text: &str) -> Payloads {
    let metadata = [("encoding".to_owned(), "json/plain".into())].into();
    Payloads {
        payloads: vec![Payload {
            metadata,
            data: format!("\"{text}\"").into(),
            ..Default::default()
        }],
    }
}

pub(crate) fn start_request(workflow_id: &str) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: Some(normal(QUEUE)),
        input: Some(payloads("input")),
        identity: "client".to_owned(),
        request_id: format!("start {workflow_id} {}", uuid::Uuid::new_v4()),
        ..Default::default()
    }
}

pub(crate) fn history_request(workflow_id: &str) -> GetWorkflowExecutionHistoryRequest {
    GetWorkflowExecutionHistoryRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution(workflow_id)),
        ..Default::default()
    }
}

pub(crate) fn completion(task: &Task, commands: Vec<Command>) -> RespondWorkflowTaskCompletedRequest {
    RespondWorkflowTaskCompletedRequest {
        task_token: task.task_token.clone(),
        commands,
        identity: "worker".to_owned(),
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    }
}

fn command(command_type: CommandType, attributes: Attributes) -> Command {
    Command {
        command_type: command_type.into(),
        attributes: Some(attributes),
        ..Default::default()
    }
}

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

pub(crate) fn schedule_activity(id: &str) -> Command {
    schedule_activity_with(id, None)
}

pub(crate) fn schedule_activity_with(id: &str, retry_policy: Option<RetryPolicy>) -> Command {
    let attributes = ScheduleActivityTaskCommandAttributes {
        activity_id: id.to_owned(),
        activity_type: Some(ActivityType {
            name: "charge".to_owned(),
        }),
        task_queue: Some(normal(QUEUE)),
        input: Some(payloads(id)),
        start_to_close_timeout: seconds(30),
        retry_policy,
        ..Default::default()
    };
    command(
        CommandType::ScheduleActivityTask,
        Attributes::ScheduleActivityTaskCommandAttributes(attributes),
    )
}

pub(crate) fn start_timer(id: &str, after: i64) -> Command {
    let attributes = StartTimerCommandAttributes {
        timer_id: id.to_owned(),
        start_to_fire_timeout: seconds(after),
    };
    command(
        CommandType::StartTimer,
        Attributes::StartTimerCommandAttributes(attributes),
    )
}

pub(crate) fn complete_workflow(result: &str) -> Command {
    let attributes = CompleteWorkflowExecutionCommandAttributes {
        result: Some(payloads(result)),
    };
    command(
        CommandType::CompleteWorkflowExecution,
        Attributes::CompleteWorkflowExecutionCommandAttributes(attributes),
    )
}

pub(crate) fn event_types(task: &Task) -> Vec<EventType> {
    task.history
        .iter()
        .flat_map(|history| history.events.iter().map(HistoryEvent::event_type))
        .collect()
}
