//! Many tasks that wait for a worker: in their order, counted, over restarts, and with executions that left memory.

use everloop_proto::{
    Api as _, Call,
    common::v1::Priority,
    enums::v1::{EventType::*, TaskQueueType},
    taskqueue::v1::TaskQueueStats,
    workflowservice::v1::{
        DeleteWorkflowExecutionRequest, DescribeTaskQueueRequest, TerminateWorkflowExecutionRequest,
    },
};
use everloop_service::Location;

use crate::scripted::*;

const BEGINNING: i64 = 1_700_000_000_000;

/// More than are kept in memory of a queue.
const MANY: usize = 1_500;

async fn stats(engine: &Engine, kind: TaskQueueType) -> (i64, i64) {
    let request = DescribeTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: Some(normal(QUEUE)),
        task_queue_type: kind.into(),
        report_stats: true,
        ..Default::default()
    };
    let described = engine.handle.describe_task_queue(request, Call::default()).await;
    let TaskQueueStats {
        approximate_backlog_count,
        approximate_backlog_age,
        ..
    } = described.unwrap().stats.unwrap();
    let age = approximate_backlog_age.unwrap_or_default();
    (approximate_backlog_count, age.seconds)
}

async fn start_many(engine: &Engine, numbers: std::ops::Range<usize>) {
    let starts = numbers.map(|number| {
        let (handle, request) = (engine.handle.clone(), start_request(&format!("order-{number}")));
        tokio::spawn(async move { handle.start_workflow_execution(request, Call::default()).await })
    });
    for start in starts.collect::<Vec<_>>() {
        start.await.unwrap().unwrap();
    }
}

async fn next(engine: &Engine) -> String {
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    task.workflow_execution.unwrap().workflow_id
}

#[tokio::test]
async fn a_long_backlog_of_workflows_keeps_its_order_over_restarts() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("app.db"));
    let engine = Engine::open(location.clone(), BEGINNING, 2);
    start_many(&engine, 0..MANY).await;
    assert_eq!(stats(&engine, TaskQueueType::Workflow).await, (MANY as i64, 0));
    for number in 0..10 {
        assert_eq!(next(&engine).await, format!("order-{number}"));
    }
    engine.service.close_blocking();

    let engine = Engine::open(location.clone(), BEGINNING + 60_000, 2);
    assert_eq!(stats(&engine, TaskQueueType::Workflow).await, (MANY as i64 - 10, 60));
    start_many(&engine, MANY..MANY + 1).await;
    for number in 10..700 {
        assert_eq!(next(&engine).await, format!("order-{number}"));
    }
    assert_eq!(stats(&engine, TaskQueueType::Workflow).await.0, MANY as i64 - 699);
    engine.service.close_blocking();

    let engine = Engine::open(location, BEGINNING + 60_000, 2);
    for number in 700..=MANY {
        assert_eq!(next(&engine).await, format!("order-{number}"));
    }
    assert_eq!(stats(&engine, TaskQueueType::Workflow).await, (0, 0));
}

#[tokio::test]
async fn activities_wait_by_priority_over_restarts() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("app.db"));
    let engine = Engine::open(location.clone(), BEGINNING, 2);
    engine.start("order").await;
    let task = engine.poll().await;
    let commands = (0..MANY).map(|number| {
        let mut command = schedule_activity(&format!("{number}"));
        if let Some(everloop_proto::command::v1::command::Attributes::ScheduleActivityTaskCommandAttributes(
            attributes,
        )) = &mut command.attributes
        {
            attributes.priority = Some(Priority {
                priority_key: if number % 100 == 7 { 1 } else { 4 },
                ..Default::default()
            });
        }
        command
    });
    engine.complete(&task, commands.collect()).await;
    engine.service.close_blocking();

    let engine = Engine::open(location, BEGINNING, 2);
    assert_eq!(stats(&engine, TaskQueueType::Activity).await, (MANY as i64, 0));
    let important = (0..MANY).filter(|number| number % 100 == 7);
    let others = (0..MANY).filter(|number| number % 100 != 7);
    for number in important.chain(others) {
        assert_eq!(engine.poll_activity().await.activity_id, number.to_string());
    }
    assert_eq!(stats(&engine, TaskQueueType::Activity).await, (0, 0));
}

#[tokio::test]
async fn what_waited_on_a_sticky_queue_is_offered_at_once_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    engine.start("order").await;
    let task = engine.poll().await;
    let mut request = completion(&task, vec![start_timer("t", 3600)]);
    request.sticky_attributes = Some(sticky_attributes("mine"));
    engine.try_complete(request).await.unwrap();
    let poll = tokio::spawn(poll_with(engine.handle.clone(), sticky("mine")));
    engine.polled("mine").await;
    engine.exhaust_patience(PATIENCE);
    poll.await.unwrap();
    engine.signal("order", "hello").await.unwrap();
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING);
    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().workflow_id, "order");
    engine.complete(&task, vec![complete_workflow("done")]).await;
    assert!(!engine.types("order").await.contains(&WorkflowTaskTimedOut));
    engine.service.close_blocking();
    let engine = Engine::in_file(&path, BEGINNING);
    assert_eq!(stats(&engine, TaskQueueType::Workflow).await, (0, 0));
}

async fn terminate(engine: &Engine, number: usize) {
    let request = TerminateWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution(&format!("order-{number}"))),
        ..Default::default()
    };
    let terminated = engine
        .handle
        .terminate_workflow_execution(request, Call::default())
        .await;
    terminated.unwrap();
}

#[tokio::test]
async fn tasks_that_nobody_wants_any_more_are_passed_over() {
    let engine = Engine::open(Location::Memory, BEGINNING, 2);
    start_many(&engine, 0..300).await;
    for number in 0..299 {
        terminate(&engine, number).await;
    }
    assert_eq!(next(&engine).await, "order-299");
}

/// Rounds of the sweep after which it must have seen all there is.
const ROUNDS_MAX: usize = 50;

#[tokio::test]
async fn tasks_of_ended_runs_leave_a_queue_that_nobody_polls() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("app.db"));
    let engine = Engine::open(location.clone(), BEGINNING, 2);
    start_many(&engine, 0..200).await;
    let task = engine.poll().await;
    let commands = ["a", "b", "c"].map(schedule_activity);
    engine.complete(&task, commands.to_vec()).await;
    let mut ended = 0;
    for number in (0..200).filter(|number| number % 10 != 5) {
        terminate(&engine, number).await;
        ended += 1;
    }
    let left = (200 - ended, 0);
    let counts = async |engine: &Engine| {
        let workflows = stats(engine, TaskQueueType::Workflow).await.0;
        (workflows, stats(engine, TaskQueueType::Activity).await.0)
    };
    // The first round of the engine only notes when it was.
    for _ in 0..ROUNDS_MAX {
        if counts(&engine).await == left {
            break;
        }
        engine.exhaust_patience(PATIENCE);
    }
    assert_eq!(counts(&engine).await, left);
    engine.service.close_blocking();

    let engine = Engine::open(location, BEGINNING, 2);
    assert_eq!(counts(&engine).await, left, "they have left the file too");
    for number in (0..200).filter(|number| number % 10 == 5) {
        assert_eq!(next(&engine).await, format!("order-{number}"));
    }
}

#[tokio::test]
async fn a_task_of_a_deleted_workflow_is_not_taken_for_one_of_another() {
    let directory = tempfile::tempdir().unwrap();
    let location = Location::File(directory.path().join("app.db"));
    let engine = Engine::open(location.clone(), BEGINNING, 2);
    let mut request = start_request("deleted");
    request.task_queue = Some(normal("elsewhere"));
    engine.try_start(request).await.unwrap();
    let request = DeleteWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution("deleted")),
    };
    engine
        .handle
        .delete_workflow_execution(request, Call::default())
        .await
        .unwrap();
    engine.service.close_blocking();

    let engine = Engine::open(location, BEGINNING, 2);
    engine.start("order").await;
    let poll = tokio::spawn(poll_with(engine.handle.clone(), normal("elsewhere")));
    engine.polled("elsewhere").await;
    engine.exhaust_patience(PATIENCE);
    assert!(
        poll.await.unwrap().task_token.is_empty(),
        "its task waits on another queue"
    );
    assert_eq!(next(&engine).await, "order");
}
