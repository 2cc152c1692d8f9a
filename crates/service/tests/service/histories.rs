//! Reading histories: pages, waiting for news, waiting for the end.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call,
    enums::v1::{EventType::*, HistoryEventFilterType},
    workflowservice::v1::{GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryReverseRequest},
};

use crate::scripted::*;

#[tokio::test]
async fn pages_join_to_the_whole() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    for _ in 0..5 {
        engine.signal("order", "hello").await.unwrap();
    }
    let whole = engine.history("order").await;
    let mut joined = Vec::new();
    let mut request = GetWorkflowExecutionHistoryRequest {
        maximum_page_size: 2,
        ..history_request("order")
    };
    loop {
        let page = engine.read(request.clone()).await;
        joined.extend(page.history.unwrap().events);
        if page.next_page_token.is_empty() {
            break;
        }
        request.next_page_token = page.next_page_token;
    }
    assert_eq!(joined, whole);

    let mut request = GetWorkflowExecutionHistoryReverseRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(execution("order")),
        maximum_page_size: 2,
        ..Default::default()
    };
    let mut reversed = Vec::new();
    loop {
        let page = engine
            .handle
            .get_workflow_execution_history_reverse(request.clone(), Call::default())
            .await
            .unwrap();
        reversed.extend(page.history.unwrap().events);
        if page.next_page_token.is_empty() {
            break;
        }
        request.next_page_token = page.next_page_token;
    }
    reversed.reverse();
    assert_eq!(reversed, whole);
}

#[tokio::test]
async fn a_reader_gets_news_as_they_come() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let request = GetWorkflowExecutionHistoryRequest {
        wait_new_event: true,
        ..history_request("order")
    };
    let first = engine.read(request.clone()).await;
    assert_eq!(first.history.unwrap().events.len(), 2, "the first call does not wait");

    let request = GetWorkflowExecutionHistoryRequest {
        next_page_token: first.next_page_token.clone(),
        ..request
    };
    let handle = engine.handle.clone();
    let waiting = tokio::spawn({
        let request = request.clone();
        async move {
            handle
                .get_workflow_execution_history(request, Call::default())
                .await
                .unwrap()
        }
    });
    engine.describe("order").await;
    engine.signal("order", "hello").await.unwrap();
    let news = waiting.await.unwrap();
    assert_eq!(news.history.unwrap().events[0].event_type(), WorkflowExecutionSignaled);

    let handle = engine.handle.clone();
    let again = GetWorkflowExecutionHistoryRequest {
        next_page_token: news.next_page_token.clone(),
        ..request
    };
    let waiting = tokio::spawn(async move { handle.get_workflow_execution_history(again, Call::default()).await });
    while !waiting.is_finished() {
        engine.exhaust_patience(Duration::from_secs(20));
        tokio::task::yield_now().await;
    }
    let nothing = waiting.await.unwrap().unwrap();
    assert!(nothing.history.unwrap().events.is_empty());
    assert_eq!(nothing.next_page_token, news.next_page_token);
}

#[tokio::test]
async fn the_close_event_is_waited_for() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    let at_once = GetWorkflowExecutionHistoryRequest {
        history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
        ..history_request("order")
    };
    let nothing = engine.read(at_once).await;
    assert!(nothing.history.unwrap().events.is_empty());
    assert!(nothing.next_page_token.is_empty());

    let (event, ()) = tokio::join!(engine.close_event("order"), async {
        let task = engine.poll().await;
        engine.complete(&task, vec![complete_workflow("done")]).await;
    });
    assert_eq!(event.event_type(), WorkflowExecutionCompleted);
}

#[tokio::test]
async fn a_transient_task_is_shown_to_workers_only() {
    let engine = Engine::in_memory();
    engine.start("order").await;
    engine.poll().await;
    engine.advance(Duration::from_secs(10));
    engine.poll().await;
    let shown = engine.types("order").await;
    assert!(
        shown.ends_with(&[WorkflowTaskTimedOut, WorkflowTaskScheduled, WorkflowTaskStarted]),
        "{shown:?}"
    );
    let call = Call {
        metadata: vec![("client-name".to_owned(), b"temporal-cli".to_vec())],
        ..Call::default()
    };
    let stored = engine
        .handle
        .get_workflow_execution_history(history_request("order"), call)
        .await
        .unwrap();
    assert_eq!(
        stored.history.unwrap().events.last().unwrap().event_type(),
        WorkflowTaskTimedOut
    );
}
