//! A server that hands out the tasks it is told to, and notes what it is sent.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use everloop_proto::{
    Api, Call, Code, Reply, RpcError,
    common::v1::{ActivityType, WorkflowExecution, WorkflowType},
    enums::v1::{EventType, TaskQueueKind},
    history::v1::{
        History, HistoryEvent, WorkflowExecutionStartedEventAttributes, WorkflowTaskScheduledEventAttributes,
        WorkflowTaskStartedEventAttributes, history_event::Attributes,
    },
    namespace::v1::{NamespaceInfo, namespace_info::Capabilities},
    workflowservice::v1::*,
};
use parking_lot::Mutex;
use tokio::sync::{Mutex as AsyncMutex, Notify, mpsc, watch};

/// What the worker sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Sent {
    ActivityCompleted(Box<RespondActivityTaskCompletedRequest>),
    ActivityFailed(Box<RespondActivityTaskFailedRequest>),
    ActivityCanceled(Box<RespondActivityTaskCanceledRequest>),
    Heartbeat(Box<RecordActivityTaskHeartbeatRequest>),
    TaskCompleted(Box<RespondWorkflowTaskCompletedRequest>),
    TaskFailed(Box<RespondWorkflowTaskFailedRequest>),
    QueryAnswered(Box<RespondQueryTaskCompletedRequest>),
    History(Box<GetWorkflowExecutionHistoryRequest>),
    Shutdown(Box<ShutdownWorkerRequest>),
}

struct Tasks<T> {
    put: mpsc::UnboundedSender<T>,
    take: AsyncMutex<mpsc::UnboundedReceiver<T>>,
}

impl<T> Tasks<T> {
    fn new() -> Self {
        let (put, take) = mpsc::unbounded_channel();
        Self {
            put,
            take: AsyncMutex::new(take),
        }
    }

    async fn next(&self) -> T {
        self.take.lock().await.recv().await.expect("the sender is kept")
    }
}

pub(crate) struct Server {
    activities: Tasks<PollActivityTaskQueueResponse>,
    workflows: Tasks<PollWorkflowTaskQueueResponse>,
    sticky: Tasks<PollWorkflowTaskQueueResponse>,
    /// How many polls for activities have begun.
    polls: watch::Sender<usize>,
    ends_polls: Notify,
    sent: Mutex<Vec<Sent>>,
    changed: Notify,
    pub(crate) heartbeat_reply: Mutex<Reply<RecordActivityTaskHeartbeatResponse>>,
    pub(crate) completion_replies: Mutex<Vec<Reply<RespondWorkflowTaskCompletedResponse>>>,
    pub(crate) histories: Mutex<Vec<GetWorkflowExecutionHistoryResponse>>,
    pub(crate) namespace: Mutex<Option<RpcError>>,
    /// What the next polls are refused with.
    pub(crate) refusals: Mutex<Vec<RpcError>>,
}

impl Server {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            activities: Tasks::new(),
            workflows: Tasks::new(),
            sticky: Tasks::new(),
            polls: watch::Sender::new(0),
            ends_polls: Notify::new(),
            sent: Mutex::default(),
            changed: Notify::new(),
            heartbeat_reply: Mutex::new(Ok(RecordActivityTaskHeartbeatResponse::default())),
            completion_replies: Mutex::default(),
            histories: Mutex::default(),
            namespace: Mutex::default(),
            refusals: Mutex::default(),
        })
    }

    pub(crate) fn give_activity(&self, task: PollActivityTaskQueueResponse) {
        self.activities.put.send(task).unwrap();
    }

    pub(crate) fn give_workflow_task(&self, task: PollWorkflowTaskQueueResponse) {
        self.workflows.put.send(task).unwrap();
    }

    pub(crate) fn give_sticky_task(&self, task: PollWorkflowTaskQueueResponse) {
        self.sticky.put.send(task).unwrap();
    }

    /// Waits until an activity was asked for.
    pub(crate) async fn polled(&self) {
        let mut polls = self.polls.subscribe();
        let _ = polls.wait_for(|count| *count > 0).await.unwrap();
    }

    fn note(&self, sent: Sent) {
        self.sent.lock().push(sent);
        self.changed.notify_waiters();
    }

    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().clone()
    }

    /// Waits until something was sent that `pick` likes.
    pub(crate) async fn until<T>(&self, pick: impl Fn(&Sent) -> Option<T>) -> T {
        let limit = Instant::now() + Duration::from_secs(10);
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(found) = self.sent.lock().iter().find_map(&pick) {
                return found;
            }
            let left = limit.saturating_duration_since(Instant::now());
            assert!(
                tokio::time::timeout(left, changed).await.is_ok(),
                "never sent; only {:?}",
                self.sent()
            );
        }
    }
}

#[async_trait]
impl Api for Server {
    async fn describe_namespace(&self, _: DescribeNamespaceRequest, _: Call) -> Reply<DescribeNamespaceResponse> {
        if let Some(error) = self.namespace.lock().clone() {
            return Err(error);
        }
        let capabilities = Capabilities {
            worker_poll_complete_on_shutdown: true,
            ..Default::default()
        };
        let info = NamespaceInfo {
            capabilities: Some(capabilities),
            ..Default::default()
        };
        Ok(DescribeNamespaceResponse {
            namespace_info: Some(info),
            ..Default::default()
        })
    }

    async fn poll_activity_task_queue(
        &self,
        _: PollActivityTaskQueueRequest,
        _: Call,
    ) -> Reply<PollActivityTaskQueueResponse> {
        if let Some(refusal) = self.refusals.lock().pop() {
            return Err(refusal);
        }
        let mut ended = std::pin::pin!(self.ends_polls.notified());
        ended.as_mut().enable();
        self.polls.send_modify(|count| *count += 1);
        tokio::select! {
            task = self.activities.next() => Ok(task),
            () = ended => Ok(PollActivityTaskQueueResponse::default()),
        }
    }

    async fn poll_workflow_task_queue(
        &self,
        request: PollWorkflowTaskQueueRequest,
        _: Call,
    ) -> Reply<PollWorkflowTaskQueueResponse> {
        if let Some(refusal) = self.refusals.lock().pop() {
            return Err(refusal);
        }
        let is_sticky = request.task_queue.unwrap().kind == TaskQueueKind::Sticky as i32;
        let tasks = if is_sticky { &self.sticky } else { &self.workflows };
        tokio::select! {
            task = tasks.next() => Ok(task),
            () = self.ends_polls.notified() => Ok(PollWorkflowTaskQueueResponse::default()),
        }
    }

    async fn respond_activity_task_completed(
        &self,
        request: RespondActivityTaskCompletedRequest,
        _: Call,
    ) -> Reply<RespondActivityTaskCompletedResponse> {
        self.note(Sent::ActivityCompleted(Box::new(request)));
        Ok(RespondActivityTaskCompletedResponse::default())
    }

    async fn respond_activity_task_failed(
        &self,
        request: RespondActivityTaskFailedRequest,
        _: Call,
    ) -> Reply<RespondActivityTaskFailedResponse> {
        self.note(Sent::ActivityFailed(Box::new(request)));
        Ok(RespondActivityTaskFailedResponse::default())
    }

    async fn respond_activity_task_canceled(
        &self,
        request: RespondActivityTaskCanceledRequest,
        _: Call,
    ) -> Reply<RespondActivityTaskCanceledResponse> {
        self.note(Sent::ActivityCanceled(Box::new(request)));
        Ok(RespondActivityTaskCanceledResponse::default())
    }

    async fn record_activity_task_heartbeat(
        &self,
        request: RecordActivityTaskHeartbeatRequest,
        _: Call,
    ) -> Reply<RecordActivityTaskHeartbeatResponse> {
        self.note(Sent::Heartbeat(Box::new(request)));
        self.heartbeat_reply.lock().clone()
    }

    async fn respond_workflow_task_completed(
        &self,
        request: RespondWorkflowTaskCompletedRequest,
        _: Call,
    ) -> Reply<RespondWorkflowTaskCompletedResponse> {
        self.note(Sent::TaskCompleted(Box::new(request)));
        let mut replies = self.completion_replies.lock();
        if replies.is_empty() {
            Ok(RespondWorkflowTaskCompletedResponse::default())
        } else {
            replies.remove(0)
        }
    }

    async fn respond_workflow_task_failed(
        &self,
        request: RespondWorkflowTaskFailedRequest,
        _: Call,
    ) -> Reply<RespondWorkflowTaskFailedResponse> {
        self.note(Sent::TaskFailed(Box::new(request)));
        Ok(RespondWorkflowTaskFailedResponse::default())
    }

    async fn respond_query_task_completed(
        &self,
        request: RespondQueryTaskCompletedRequest,
        _: Call,
    ) -> Reply<RespondQueryTaskCompletedResponse> {
        self.note(Sent::QueryAnswered(Box::new(request)));
        Ok(RespondQueryTaskCompletedResponse::default())
    }

    async fn get_workflow_execution_history(
        &self,
        request: GetWorkflowExecutionHistoryRequest,
        _: Call,
    ) -> Reply<GetWorkflowExecutionHistoryResponse> {
        self.note(Sent::History(Box::new(request)));
        let mut histories = self.histories.lock();
        if histories.is_empty() {
            return Err(RpcError::new(Code::NotFound, "no history"));
        }
        Ok(histories.remove(0))
    }

    async fn shutdown_worker(&self, request: ShutdownWorkerRequest, _: Call) -> Reply<ShutdownWorkerResponse> {
        self.note(Sent::Shutdown(Box::new(request)));
        self.ends_polls.notify_waiters();
        Ok(ShutdownWorkerResponse::default())
    }
}

/// An activity as it is polled.
pub(crate) fn activity(token: &str, name: &str) -> PollActivityTaskQueueResponse {
    PollActivityTaskQueueResponse {
        task_token: token.to_owned().into(),
        activity_id: token.to_owned(),
        activity_type: Some(ActivityType { name: name.to_owned() }),
        attempt: 1,
        ..Default::default()
    }
}

/// The first events of a workflow, up to its first task.
pub(crate) fn beginning(workflow_type: &str) -> Vec<HistoryEvent> {
    let started = WorkflowExecutionStartedEventAttributes {
        workflow_type: Some(WorkflowType {
            name: workflow_type.to_owned(),
        }),
        original_execution_run_id: "run".to_owned(),
        first_execution_run_id: "run".to_owned(),
        attempt: 1,
        ..Default::default()
    };
    vec![
        event(
            1,
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(Box::new(started)),
        ),
        event(
            2,
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(WorkflowTaskScheduledEventAttributes::default()),
        ),
        event(
            3,
            EventType::WorkflowTaskStarted,
            Attributes::WorkflowTaskStartedEventAttributes(WorkflowTaskStartedEventAttributes {
                scheduled_event_id: 2,
                ..Default::default()
            }),
        ),
    ]
}

pub(crate) fn event(id: i64, kind: EventType, attributes: Attributes) -> HistoryEvent {
    HistoryEvent {
        event_id: id,
        event_time: Some(prost_types::Timestamp {
            seconds: 1_700_000_000 + id,
            nanos: 0,
        }),
        event_type: kind as i32,
        attributes: Some(attributes),
        ..Default::default()
    }
}

/// The first task of a workflow.
pub(crate) fn first_task(token: &str, run_id: &str) -> PollWorkflowTaskQueueResponse {
    PollWorkflowTaskQueueResponse {
        task_token: token.to_owned().into(),
        workflow_execution: Some(WorkflowExecution {
            workflow_id: "id".to_owned(),
            run_id: run_id.to_owned(),
        }),
        workflow_type: Some(WorkflowType {
            name: "Flow".to_owned(),
        }),
        started_event_id: 3,
        attempt: 1,
        history: Some(History {
            events: beginning("Flow"),
        }),
        ..Default::default()
    }
}
