//! Workflow tasks whose workers are gone are given out again.

use std::time::Duration;

use everloop_proto::{Api as _, Call, Connection, enums::v1::EventType::*, taskqueue::v1::TaskQueue};
use everloop_service::Handle;

use crate::scripted::*;

const GRACE: Duration = Duration::from_millis(500);
const BEGINNING: i64 = 1_700_000_000_000;

fn by(connection: &Connection) -> Call {
    Call {
        connection: Some(connection.clone()),
        ..Call::within(PATIENCE)
    }
}

async fn poll_by(handle: Handle, queue: TaskQueue, worker: &str, call: Call) -> Task {
    let request = everloop_proto::workflowservice::v1::PollWorkflowTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(queue),
        worker_instance_key: worker.to_owned(),
        ..Default::default()
    };
    handle.poll_workflow_task_queue(request, call).await.unwrap()
}

/// A connection is closed, and its worker has had the time to come back.
async fn close(engine: &Engine, connection: &Connection) {
    engine.handle.connection_closed(connection);
    // Requests are taken in their order: the time begins before it is over.
    engine.describe("order").await;
    engine.exhaust_patience(GRACE);
    engine.describe("order").await;
}

#[tokio::test]
async fn what_was_handed_over_by_a_closed_connection_is_given_out_again() {
    let engine = Engine::in_memory();
    let connection = Connection::default();
    engine.start("order").await;
    let lost = poll_by(engine.handle.clone(), normal(QUEUE), "dead", by(&connection)).await;
    close(&engine, &connection).await;
    let task = poll_by(
        engine.handle.clone(),
        normal(QUEUE),
        "other",
        by(&Connection::default()),
    )
    .await;
    assert_eq!((lost.attempt, task.attempt), (1, 2));
    let late = engine.try_complete(completion(&lost, vec![])).await.unwrap_err();
    assert_eq!(late.message, "Workflow task not found.");
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let shown = engine.types("order").await;
    assert_eq!(shown.iter().filter(|kind| **kind == WorkflowTaskTimedOut).count(), 1);
}

#[tokio::test]
async fn a_worker_that_comes_back_by_another_connection_keeps_its_task() {
    let engine = Engine::in_memory();
    let (first, second) = (Connection::default(), Connection::default());
    engine.start("order").await;
    let task = poll_by(engine.handle.clone(), normal(QUEUE), "alive", by(&first)).await;
    engine.handle.connection_closed(&first);
    let poll = tokio::spawn(poll_by(engine.handle.clone(), normal("other"), "alive", by(&second)));
    engine.polled("other").await;
    engine.exhaust_patience(GRACE);
    engine.describe("order").await;
    engine.complete(&task, vec![start_timer("t", 100)]).await;
    // What it was given meanwhile goes with the connection that it has now.
    engine.signal("order", "go").await.unwrap();
    poll_by(engine.handle.clone(), normal(QUEUE), "alive", by(&second)).await;
    poll.abort();
    let _ = poll.await;
    close(&engine, &second).await;
    let again = poll_by(engine.handle.clone(), normal(QUEUE), "new", Call::within(PATIENCE)).await;
    assert_eq!(again.attempt, 2);
}

#[tokio::test]
async fn an_answer_in_time_is_an_answer() {
    let engine = Engine::in_memory();
    let connection = Connection::default();
    engine.start("order").await;
    let task = poll_by(engine.handle.clone(), normal(QUEUE), "", by(&connection)).await;
    engine.handle.connection_closed(&connection);
    engine.complete(&task, vec![complete_workflow("done")]).await;
    engine.exhaust_patience(GRACE);
    engine.describe("order").await;
    assert!(!engine.types("order").await.contains(&WorkflowTaskTimedOut));
}

#[tokio::test]
async fn the_sticky_queue_of_a_closed_connection_hands_its_tasks_back() {
    let engine = Engine::in_memory();
    let connection = Connection::default();
    engine.start("order").await;
    let task = poll_by(engine.handle.clone(), normal(QUEUE), "dead", by(&connection)).await;
    let mut request = completion(&task, vec![]);
    request.sticky_attributes = Some(sticky_attributes("sticky"));
    engine.try_complete(request).await.unwrap();
    let poll = tokio::spawn(poll_by(
        engine.handle.clone(),
        sticky("sticky"),
        "dead",
        by(&connection),
    ));
    engine.polled("sticky").await;
    poll.abort();
    let _ = poll.await;
    engine.signal("order", "go").await.unwrap();
    engine.handle.connection_closed(&connection);
    // No time passes: the queue was given up with the connection.
    let task = engine.poll().await;
    assert_eq!(event_types(&task).last(), Some(&WorkflowTaskStarted));
    assert_eq!(task.history.unwrap().events[0].event_id, 1, "the whole history");
}

#[tokio::test]
async fn a_new_engine_gives_out_what_workers_of_the_last_one_had() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    for workflow_id in ["of-dead", "of-living"] {
        engine.start(workflow_id).await;
    }
    let dead = poll_by(engine.handle.clone(), normal(QUEUE), "dead", Call::within(PATIENCE)).await;
    let living = poll_by(engine.handle.clone(), normal(QUEUE), "living", Call::within(PATIENCE)).await;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    let waits = tokio::spawn(poll_by(
        engine.handle.clone(),
        normal("other"),
        "living",
        Call::within(PATIENCE),
    ));
    engine.polled("other").await;
    engine.exhaust_patience(GRACE);
    let task = poll_by(engine.handle.clone(), normal(QUEUE), "new", Call::within(PATIENCE)).await;
    assert_eq!(task.workflow_execution, dead.workflow_execution);
    assert_eq!(task.attempt, 2);
    engine.complete(&living, vec![complete_workflow("done")]).await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    waits.abort();
}
