//! Tests of tasks whose pollers leave between the match and the commit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use everloop_proto::{
    Api as _, Call,
    command::v1::{Command, ScheduleActivityTaskCommandAttributes, command::Attributes},
    common::v1::{ActivityType, WorkflowType},
    enums::v1::{CommandType, TaskQueueType},
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{
        DescribeTaskQueueRequest, PollActivityTaskQueueRequest, PollWorkflowTaskQueueRequest,
        RespondWorkflowTaskCompletedRequest, StartWorkflowExecutionRequest,
    },
};

use crate::{Handle, Options, Service, hooked::Hooked};

/// Longer than any machine takes, shorter than the activity's time.
const SOON: Duration = Duration::from_secs(60);

fn queue() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: "work".to_owned(),
        ..TaskQueue::default()
    })
}

fn schedule() -> Command {
    let attributes = ScheduleActivityTaskCommandAttributes {
        activity_id: "a".to_owned(),
        activity_type: Some(ActivityType { name: "a".to_owned() }),
        task_queue: queue(),
        start_to_close_timeout: Some(prost_types::Duration {
            seconds: 3600,
            nanos: 0,
        }),
        ..ScheduleActivityTaskCommandAttributes::default()
    };
    Command {
        command_type: CommandType::ScheduleActivityTask.into(),
        attributes: Some(Attributes::ScheduleActivityTaskCommandAttributes(attributes)),
        ..Command::default()
    }
}

/// The token of a workflow's first task.
async fn first_task(handle: &Handle) -> bytes::Bytes {
    let start = StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: "order".to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: queue(),
        ..StartWorkflowExecutionRequest::default()
    };
    handle.start_workflow_execution(start, Call::default()).await.unwrap();
    let poll = PollWorkflowTaskQueueRequest {
        namespace: "default".to_owned(),
        task_queue: queue(),
        ..PollWorkflowTaskQueueRequest::default()
    };
    let task = handle.poll_workflow_task_queue(poll, Call::default()).await.unwrap();
    task.task_token
}

/// A service whose next commit waits, once its gate is closed.
struct Gated {
    service: Service,
    is_closed: Arc<AtomicBool>,
    /// Says that a commit waits.
    arrived: mpsc::Receiver<()>,
    open: mpsc::Sender<()>,
}

fn gated() -> Gated {
    let is_closed = Arc::new(AtomicBool::new(false));
    let (arrive, arrived) = mpsc::channel();
    let (open, opened) = mpsc::channel::<()>();
    let gate = Arc::clone(&is_closed);
    let store = Hooked::new(move || {
        if gate.swap(false, Ordering::SeqCst) {
            arrive.send(()).unwrap();
            opened.recv().unwrap();
        }
        Ok(())
    });
    Gated {
        service: Service::with_store(Box::new(store), Options::default()).unwrap(),
        is_closed,
        arrived,
        open,
    }
}

fn activity_poll() -> PollActivityTaskQueueRequest {
    PollActivityTaskQueueRequest {
        namespace: "default".to_owned(),
        task_queue: queue(),
        ..PollActivityTaskQueueRequest::default()
    }
}

async fn until_polled(handle: &Handle) {
    let asked = DescribeTaskQueueRequest {
        namespace: "default".to_owned(),
        task_queue: queue(),
        task_queue_type: TaskQueueType::Activity.into(),
        ..DescribeTaskQueueRequest::default()
    };
    while handle
        .describe_task_queue(asked.clone(), Call::default())
        .await
        .unwrap()
        .pollers
        .is_empty()
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_whose_poller_leaves_before_the_commit_goes_to_the_next() {
    let Gated {
        service,
        is_closed,
        arrived,
        open,
    } = gated();
    let handle = service.handle();
    let task_token = first_task(&handle).await;
    let polling = handle.clone();
    let leaving = tokio::spawn(async move { polling.poll_activity_task_queue(activity_poll(), Call::default()).await });
    until_polled(&handle).await;

    is_closed.store(true, Ordering::SeqCst);
    let completion = RespondWorkflowTaskCompletedRequest {
        namespace: "default".to_owned(),
        task_token,
        commands: vec![schedule()],
        ..RespondWorkflowTaskCompletedRequest::default()
    };
    let completing = handle.clone();
    let completed = tokio::spawn(async move {
        completing
            .respond_workflow_task_completed(completion, Call::default())
            .await
    });
    tokio::task::spawn_blocking(move || arrived.recv().unwrap())
        .await
        .unwrap();
    // Its match is made and being committed.
    leaving.abort();
    assert!(leaving.await.unwrap_err().is_cancelled());
    open.send(()).unwrap();
    completed.await.unwrap().unwrap();

    let next = handle.poll_activity_task_queue(activity_poll(), Call::default());
    let task = tokio::time::timeout(SOON, next).await.unwrap().unwrap();
    assert_eq!((task.activity_id.as_str(), task.attempt), ("a", 1));
}

/// A completion whose caller leaves while it is being committed, with an activity that was to come with its reply.
#[tokio::test(flavor = "multi_thread")]
async fn an_activity_in_a_reply_that_nobody_gets_goes_to_who_polls() {
    let Gated {
        service,
        is_closed,
        arrived,
        open,
    } = gated();
    let handle = service.handle();
    let task_token = first_task(&handle).await;

    is_closed.store(true, Ordering::SeqCst);
    let mut eager = schedule();
    if let Some(Attributes::ScheduleActivityTaskCommandAttributes(attributes)) = &mut eager.attributes {
        attributes.request_eager_execution = true;
    }
    let completion = RespondWorkflowTaskCompletedRequest {
        namespace: "default".to_owned(),
        task_token,
        commands: vec![eager],
        ..RespondWorkflowTaskCompletedRequest::default()
    };
    let completing = handle.clone();
    let leaving = tokio::spawn(async move {
        completing
            .respond_workflow_task_completed(completion, Call::default())
            .await
    });
    tokio::task::spawn_blocking(move || arrived.recv().unwrap())
        .await
        .unwrap();
    leaving.abort();
    assert!(leaving.await.unwrap_err().is_cancelled());
    open.send(()).unwrap();

    let next = handle.poll_activity_task_queue(activity_poll(), Call::default());
    let task = tokio::time::timeout(SOON, next).await.unwrap().unwrap();
    assert_eq!((task.activity_id.as_str(), task.attempt), ("a", 1));
}
