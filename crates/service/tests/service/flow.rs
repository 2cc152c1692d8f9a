//! From start to end: tasks, an activity, a timer, a signal, and the events they leave.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call, Code,
    enums::v1::{EventType::*, WorkflowExecutionStatus},
    errordetails::v1::{NamespaceNotFoundFailure, NotFoundFailure},
    workflowservice::v1::{RespondWorkflowTaskFailedRequest, TerminateWorkflowExecutionRequest},
};

use crate::scripted::*;

#[tokio::test]
async fn an_order_with_activity_timer_and_signal() {
    let engine = Engine::in_memory();
    let started = engine.start("order").await;
    assert!(started.started);

    let task = engine.poll().await;
    assert_eq!(task.workflow_execution.as_ref().unwrap().run_id, started.run_id);
    assert_eq!(
        event_types(&task),
        [WorkflowExecutionStarted, WorkflowTaskScheduled, WorkflowTaskStarted]
    );
    engine.complete(&task, vec![schedule_activity("a")]).await;

    let activity = engine.poll_activity().await;
    assert_eq!(activity.activity_id, "a");
    assert_eq!(activity.attempt, 1);
    engine.complete_activity(&activity, "charged").await.unwrap();

    let task = engine.poll().await;
    assert_eq!(
        event_types(&task)[3..],
        [
            WorkflowTaskCompleted,
            ActivityTaskScheduled,
            ActivityTaskStarted,
            ActivityTaskCompleted,
            WorkflowTaskScheduled,
            WorkflowTaskStarted,
        ]
    );
    engine.complete(&task, vec![start_timer("t", 3600)]).await;

    engine.signal("order", "approve").await.unwrap();
    let task = engine.poll().await;
    assert!(event_types(&task).ends_with(&[WorkflowExecutionSignaled, WorkflowTaskScheduled, WorkflowTaskStarted]));
    engine.complete(&task, vec![]).await;

    engine.advance(Duration::from_secs(3600));
    let task = engine.poll().await;
    assert!(event_types(&task).ends_with(&[TimerFired, WorkflowTaskScheduled, WorkflowTaskStarted]));
    engine.complete(&task, vec![complete_workflow("done")]).await;

    assert_eq!(
        engine.close_event("order").await.event_type(),
        WorkflowExecutionCompleted
    );
    let info = engine.describe("order").await.workflow_execution_info.unwrap();
    assert_eq!(info.status(), WorkflowExecutionStatus::Completed);
    let history = engine.history("order").await;
    let ids: Vec<_> = history.iter().map(|event| event.event_id).collect();
    assert_eq!(
        ids,
        (1..=i64::try_from(ids.len()).unwrap()).collect::<Vec<_>>(),
        "ids have no gap"
    );
}

#[tokio::test]
async fn a_timer_does_not_fire_early() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![start_timer("t", 5)]).await;
    let waiting = tokio::spawn(poll_with(engine.handle.clone(), normal(QUEUE)));
    engine.advance(Duration::from_millis(4_999));
    assert!(!engine.types("order").await.contains(&TimerFired));
    engine.advance(Duration::from_millis(1));
    let task = waiting.await.unwrap();
    assert!(event_types(&task).contains(&TimerFired));
}

#[tokio::test]
async fn a_task_that_times_out_is_given_again() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let lost = engine.poll().await;
    engine.advance(Duration::from_secs(10));
    let task = engine.poll().await;
    assert_eq!(task.attempt, 2);
    let error = engine.try_complete(completion(&lost, vec![])).await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::NotFound, "Workflow task not found.")
    );
    engine.complete(&task, vec![complete_workflow("late")]).await;
    assert_eq!(
        engine.close_event("order").await.event_type(),
        WorkflowExecutionCompleted
    );
}

#[tokio::test]
async fn an_activity_is_retried_after_its_interval() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![schedule_activity("a")]).await;
    engine.poll_activity().await;
    engine.advance(Duration::from_secs(30));
    // The attempt must have timed out before time goes on.
    engine.describe("order").await;
    let waiting = tokio::spawn(poll_activity_with(engine.handle.clone()));
    engine.advance(Duration::from_secs(1));
    let activity = waiting.await.unwrap();
    assert_eq!(activity.attempt, 2);
    engine.complete_activity(&activity, "charged").await.unwrap();
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let error = engine.complete_activity(&activity, "again").await.unwrap_err();
    assert_eq!(error.code, Code::NotFound);
    assert_eq!(error.message, "workflow execution already completed");
}

#[tokio::test]
async fn a_failed_task_comes_again_and_termination_ends_it() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    let failed = RespondWorkflowTaskFailedRequest {
        task_token: task.task_token.clone(),
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    engine
        .handle
        .respond_workflow_task_failed(failed, Call::default())
        .await
        .unwrap();
    assert_eq!(engine.poll().await.attempt, 2);
    let terminate = TerminateWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution("order")),
        ..Default::default()
    };
    engine
        .handle
        .terminate_workflow_execution(terminate.clone(), Call::default())
        .await
        .unwrap();
    assert_eq!(
        engine.close_event("order").await.event_type(),
        WorkflowExecutionTerminated
    );
    let error = engine
        .handle
        .terminate_workflow_execution(terminate, Call::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::NotFound, "workflow execution already completed")
    );
}

#[tokio::test]
async fn what_is_unknown_is_named() {
    let engine = Engine::in_memory();
    let error = engine.signal("nobody", "hello").await.unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::NotFound, "workflow not found for ID: nobody")
    );
    assert!(error.detail::<NotFoundFailure>().is_some());
    let mut request = start_request("order");
    request.namespace = "nowhere".to_owned();
    let error = engine.try_start(request).await.unwrap_err();
    assert_eq!(error.message, "Namespace nowhere is not found.");
    assert_eq!(error.detail::<NamespaceNotFoundFailure>().unwrap().namespace, "nowhere");
    let mut request = start_request("order");
    request.namespace.clear();
    assert_eq!(
        engine.try_start(request).await.unwrap_err().message,
        "Namespace is empty."
    );
    assert_eq!(
        engine.signal("", "hello").await.unwrap_err().message,
        "WorkflowId is not set on request."
    );
    assert_eq!(
        engine.signal("order", "").await.unwrap_err().message,
        "SignalName is not set on request."
    );
}
