//! Closing and opening again in the middle: nothing that was acknowledged is lost.

use std::time::Duration;

use everloop_proto::enums::v1::EventType::*;
use everloop_service::Location;

use crate::scripted::*;

const BEGINNING: i64 = 1_700_000_000_000;

#[tokio::test]
async fn a_workflow_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");

    let engine = Engine::in_file(&path, BEGINNING);
    let started = engine.start("order").await;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().run_id, started.run_id);
    engine
        .complete(&task, vec![schedule_activity("a"), start_timer("t", 100)])
        .await;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    let activity = engine.poll_activity().await;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    engine.complete_activity(&activity, "charged").await.unwrap();
    let task = engine.poll().await;
    assert!(event_types(&task).contains(&ActivityTaskCompleted));
    engine.complete(&task, vec![]).await;
    engine.service.close_blocking();

    // The timer's time comes while nobody is there.
    let engine = Engine::in_file(&path, BEGINNING + 200_000);
    let task = engine.poll().await;
    assert!(event_types(&task).contains(&TimerFired));
    engine.complete(&task, vec![complete_workflow("done")]).await;
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    assert_eq!(
        engine.close_event("order").await.event_type(),
        WorkflowExecutionCompleted
    );
}

#[tokio::test]
async fn executions_that_left_memory_come_back() {
    let engine = Engine::open(Location::Memory, BEGINNING, 2);
    for number in 0..10 {
        engine.start(&format!("order-{number}")).await;
    }
    for _ in 0..10 {
        let task = engine.poll().await;
        assert_eq!(
            event_types(&task),
            [WorkflowExecutionStarted, WorkflowTaskScheduled, WorkflowTaskStarted]
        );
        engine.complete(&task, vec![start_timer("t", 500)]).await;
    }
    engine.advance(Duration::from_secs(500));
    for _ in 0..10 {
        let task = engine.poll().await;
        engine.complete(&task, vec![complete_workflow("done")]).await;
    }
    for number in 0..10 {
        let event = engine.close_event(&format!("order-{number}")).await;
        assert_eq!(event.event_type(), WorkflowExecutionCompleted);
    }
}

#[tokio::test]
async fn a_second_engine_on_the_same_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    let options = everloop_service::Options {
        location: Location::File(path.clone()),
        ..Default::default()
    };
    let error = match everloop_service::Service::open(options) {
        Ok(_) => panic!("two engines on one file"),
        Err(error) => error.to_string(),
    };
    assert_eq!(
        error,
        format!("{} is held by process {}", path.display(), std::process::id())
    );
    engine.service.close_blocking();
}
