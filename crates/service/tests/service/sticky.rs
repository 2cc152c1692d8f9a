//! Sticky queues: news only, and back to the normal queue when the worker is gone.

use std::time::Duration;

use everloop_proto::{Api as _, Call, enums::v1::EventType::*, workflowservice::v1::ShutdownWorkerRequest};

use crate::scripted::*;

/// A workflow whose first task was done by a worker that keeps it.
async fn kept(engine: &Engine) {
    engine.start("order").await;
    let task = engine.poll().await;
    let mut request = completion(&task, vec![start_timer("t", 3600)]);
    request.sticky_attributes = Some(sticky_attributes("mine"));
    engine.try_complete(request).await.unwrap();
}

#[tokio::test]
async fn the_worker_that_has_it_gets_news_only() {
    let engine = Engine::in_memory();
    kept(&engine).await;
    let (task, signaled) = tokio::join!(engine.poll_on(sticky("mine")), async {
        // The worker polls first.
        tokio::task::yield_now().await;
        engine.signal("order", "hello").await
    });
    signaled.unwrap();
    assert_eq!(
        event_types(&task),
        [
            WorkflowTaskCompleted,
            TimerStarted,
            WorkflowExecutionSignaled,
            WorkflowTaskScheduled,
            WorkflowTaskStarted
        ]
    );
    assert_eq!(task.previous_started_event_id, 3);
}

#[tokio::test]
async fn without_a_poller_it_goes_to_the_normal_queue() {
    let engine = Engine::in_memory();
    kept(&engine).await;
    engine.signal("order", "hello").await.unwrap();
    let task = engine.poll().await;
    assert_eq!(task.history.unwrap().events[0].event_id, 1, "with full history");
    assert!(!engine.types("order").await.contains(&WorkflowTaskTimedOut));
}

#[tokio::test]
async fn a_worker_that_stops_polling_loses_the_task() {
    let engine = Engine::in_memory();
    kept(&engine).await;
    let poll = tokio::spawn(poll_with(engine.handle.clone(), sticky("mine")));
    // The worker has been seen, and then its poll is gone.
    engine.polled("mine").await;
    engine.exhaust_patience(PATIENCE);
    poll.await.unwrap();
    engine.signal("order", "hello").await.unwrap();
    let normal = tokio::spawn(poll_with(engine.handle.clone(), normal(QUEUE)));
    engine.advance(Duration::from_secs(10));
    let task = normal.await.unwrap();
    assert!(event_types(&task).contains(&WorkflowTaskTimedOut));
    assert_eq!((task.attempt, task.history.unwrap().events[0].event_id), (1, 1));
}

#[tokio::test]
async fn a_worker_that_says_goodbye_gives_its_tasks_back_at_once() {
    let engine = Engine::in_memory();
    kept(&engine).await;
    let poll = tokio::spawn(poll_with(engine.handle.clone(), sticky("mine")));
    engine.polled("mine").await;
    engine.exhaust_patience(PATIENCE);
    poll.await.unwrap();
    engine.signal("order", "hello").await.unwrap();
    let goodbye = ShutdownWorkerRequest {
        namespace: NAMESPACE.to_owned(),
        sticky_task_queue: "mine".to_owned(),
        ..Default::default()
    };
    engine.handle.shutdown_worker(goodbye, Call::default()).await.unwrap();
    let task = engine.poll().await;
    assert!(!event_types(&task).contains(&WorkflowTaskTimedOut));
}
