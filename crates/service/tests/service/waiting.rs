//! Polls: they wait, expire, are abandoned, and are told when the engine ends.

use std::time::Duration;

use everloop_proto::{Api as _, Call, Code, workflowservice::v1::PollWorkflowTaskQueueRequest};

use crate::scripted::*;

fn poll_request() -> PollWorkflowTaskQueueRequest {
    PollWorkflowTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        identity: "worker".to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_waiting_poll_gets_the_task() {
    let engine = Engine::in_memory();
    let poll = tokio::spawn(poll_with(engine.handle.clone(), normal(QUEUE)));
    engine.polled(QUEUE).await;
    let started = engine.start("order").await;
    assert_eq!(poll.await.unwrap().workflow_execution.unwrap().run_id, started.run_id);
}

#[tokio::test]
async fn an_expired_poll_is_empty() {
    let engine = Engine::in_memory();
    let handle = engine.handle.clone();
    let poll = tokio::spawn(async move {
        handle
            .poll_workflow_task_queue(poll_request(), Call::within(Duration::from_secs(4)))
            .await
            .unwrap()
    });
    engine.polled(QUEUE).await;
    engine.exhaust_patience(Duration::from_secs(3));
    assert_eq!(poll.await.unwrap(), Task::default());
}

#[tokio::test]
async fn a_poll_in_a_hurry_is_refused() {
    let engine = Engine::in_memory();
    let call = Call::within(Duration::from_millis(1500));
    let error = engine
        .handle
        .poll_workflow_task_queue(poll_request(), call)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::FailedPrecondition, "Context timeout is too short.")
    );
}

#[tokio::test]
async fn an_abandoned_poll_swallows_nothing() {
    let engine = Engine::in_memory();
    {
        let abandoned = engine.poll();
        tokio::pin!(abandoned);
        tokio::select! {
            biased;
            task = &mut abandoned => panic!("there is no task yet: {task:?}"),
            () = std::future::ready(()) => {}
        }
    }
    engine.start("order").await;
    let task = engine.poll().await;
    assert_eq!(task.attempt, 1);
}

#[tokio::test]
async fn the_end_of_the_engine_is_told() {
    let engine = Engine::in_memory();
    let handle = engine.handle.clone();
    let poll = tokio::spawn(async move { handle.poll_workflow_task_queue(poll_request(), Call::default()).await });
    engine.polled(QUEUE).await;
    engine.service.close_blocking();
    let late = engine
        .handle
        .poll_workflow_task_queue(poll_request(), Call::default())
        .await
        .unwrap_err();
    assert_eq!(
        (late.code, late.message.as_str()),
        (Code::Unavailable, "the engine is closed")
    );
    assert_eq!(poll.await.unwrap().unwrap_err().code, Code::Unavailable);
}
