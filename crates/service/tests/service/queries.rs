//! Queries: with a task, directly, and without an answer.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call, Code, Reply,
    enums::v1::QueryResultType,
    errordetails::v1::QueryFailedFailure,
    query::v1::{WorkflowQuery, WorkflowQueryResult},
    workflowservice::v1::*,
};
use everloop_service::Handle;

use crate::scripted::*;

async fn query(handle: Handle, workflow_id: &'static str) -> Reply<QueryWorkflowResponse> {
    let request = QueryWorkflowRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution(workflow_id)),
        query: Some(WorkflowQuery {
            query_type: "state".to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    handle
        .query_workflow(request, Call::within(Duration::from_secs(30)))
        .await
}

fn answer(task: &Task, kind: QueryResultType) -> RespondQueryTaskCompletedRequest {
    RespondQueryTaskCompletedRequest {
        task_token: task.task_token.clone(),
        completed_type: kind.into(),
        query_result: Some(payloads("paid")),
        error_message: "no such query".to_owned(),
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    }
}

#[tokio::test]
async fn an_idle_workflow_is_asked_directly() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![start_timer("t", 60)]).await;
    let asked = tokio::spawn(query(engine.handle.clone(), "order"));
    let task = engine.poll().await;
    assert_eq!(task.query.as_ref().unwrap().query_type, "state");
    assert_eq!((task.started_event_id, task.attempt), (0, 1));
    assert_eq!(event_types(&task).len(), 5, "the whole history comes with it");
    let answered = answer(&task, QueryResultType::Answered);
    engine
        .handle
        .respond_query_task_completed(answered.clone(), Call::default())
        .await
        .unwrap();
    assert_eq!(asked.await.unwrap().unwrap().query_result, Some(payloads("paid")));
    let error = engine
        .handle
        .respond_query_task_completed(answered, Call::default())
        .await
        .unwrap_err();
    assert_eq!(error.message, "query task not found, or already expired");
}

#[tokio::test]
async fn a_failed_query_says_so() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("done")]).await;
    let asked = tokio::spawn(query(engine.handle.clone(), "order"));
    let task = engine.poll().await;
    let failed = answer(&task, QueryResultType::Failed);
    engine
        .handle
        .respond_query_task_completed(failed, Call::default())
        .await
        .unwrap();
    let error = asked.await.unwrap().unwrap_err();
    assert_eq!(
        (error.code, error.message.as_str()),
        (Code::InvalidArgument, "no such query")
    );
    assert!(error.detail::<QueryFailedFailure>().is_some());
}

#[tokio::test]
async fn a_query_rides_on_the_first_task() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let asked = tokio::spawn(query(engine.handle.clone(), "order"));
    // The query must be there before the task is taken.
    let task = loop {
        if engine.describe("order").await.pending_workflow_task.is_some() && asked_is_sent(&engine).await {
            break engine.poll().await;
        }
    };
    let (id, _) = task.queries.first_key_value().expect("the query comes with the task");
    let result = WorkflowQueryResult {
        result_type: QueryResultType::Answered.into(),
        answer: Some(payloads("paid")),
        ..Default::default()
    };
    let mut request = completion(&task, vec![start_timer("t", 60)]);
    request.query_results = [(id.clone(), result)].into();
    engine.try_complete(request).await.unwrap();
    assert_eq!(asked.await.unwrap().unwrap().query_result, Some(payloads("paid")));
}

/// Lets the spawned query run up to its first wait.
async fn asked_is_sent(engine: &Engine) -> bool {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    engine.describe("order").await;
    true
}

#[tokio::test]
async fn without_a_worker_the_query_times_out() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    engine.complete(&task, vec![start_timer("t", 60)]).await;
    let asked = tokio::spawn(query(engine.handle.clone(), "order"));
    while !asked.is_finished() {
        engine.exhaust_patience(Duration::from_secs(30));
        tokio::task::yield_now().await;
    }
    let error = asked.await.unwrap().unwrap_err();
    assert_eq!(error.code, Code::DeadlineExceeded);
    assert_eq!(error.message, "query timed out before a worker could process it");
}

#[tokio::test]
async fn a_query_that_the_sticky_worker_leaves_goes_to_any() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let task = engine.poll().await;
    let mut request = completion(&task, vec![start_timer("t", 600)]);
    request.sticky_attributes = Some(sticky_attributes("mine"));
    engine.try_complete(request).await.unwrap();
    let kept = tokio::spawn(poll_with(engine.handle.clone(), sticky("mine")));
    engine.polled("mine").await;
    let asked = tokio::spawn(query(engine.handle.clone(), "order"));
    let task = kept.await.unwrap();
    assert!(task.query.is_some());
    assert!(event_types(&task).is_empty(), "the worker has the history");
    engine.exhaust_patience(Duration::from_secs(10));
    let task = engine.poll().await;
    assert_eq!(event_types(&task).len(), 5);
    let answered = answer(&task, QueryResultType::Answered);
    engine
        .handle
        .respond_query_task_completed(answered, Call::default())
        .await
        .unwrap();
    asked.await.unwrap().unwrap();
}
