//! Lists by times of starting and by task queues: what is passed over is not what is wanted, whichever way it is found.

use std::time::Duration;

use everloop_proto::{Api as _, Call, workflowservice::v1::*};

use crate::scripted::*;

const BEGINNING: i64 = 1_800_000_000_000;
const WORKFLOWS: usize = 12;
const PAGE: i32 = 2;

/// When the workflow of that number starts.
fn at(number: usize) -> i64 {
    (BEGINNING + i64::try_from(number).unwrap() * 1000) * 1_000_000
}

fn queue_of(number: usize) -> String {
    format!("queue-{}", number % 3)
}

/// The numbers on all pages, in their order.
async fn list(engine: &Engine, query: &str) -> Vec<usize> {
    let mut request = ListWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: PAGE,
        query: query.to_owned(),
        ..Default::default()
    };
    let mut found = Vec::new();
    loop {
        let page = engine
            .handle
            .list_workflow_executions(request.clone(), Call::default())
            .await;
        let page = page.unwrap();
        found.extend(page.executions.into_iter().map(|info| {
            let workflow_id = info.execution.unwrap().workflow_id;
            workflow_id.parse::<usize>().unwrap()
        }));
        if page.next_page_token.is_empty() {
            break;
        }
        request.next_page_token = page.next_page_token;
    }
    let counted = CountWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        query: query.to_owned(),
    };
    let counted = engine.handle.count_workflow_executions(counted, Call::default()).await;
    assert_eq!(usize::try_from(counted.unwrap().count), Ok(found.len()), "{query}");
    found
}

#[tokio::test]
async fn times_of_starting_and_task_queues_find_what_they_mean() {
    let engine = Engine::open(everloop_service::Location::Memory, BEGINNING, 100);
    for number in 0..WORKFLOWS {
        let mut request = start_request(&number.to_string());
        request.task_queue = Some(normal(&queue_of(number)));
        engine.try_start(request).await.unwrap();
        engine.advance(Duration::from_secs(1));
    }
    // The odd ones close, and come after all open ones in lists.
    for number in (1..WORKFLOWS).step_by(2) {
        let request = TerminateWorkflowExecutionRequest {
            namespace: NAMESPACE.to_owned(),
            workflow_execution: Some(execution(&number.to_string())),
            ..Default::default()
        };
        engine
            .handle
            .terminate_workflow_execution(request, Call::default())
            .await
            .unwrap();
        engine.advance(Duration::from_secs(1));
    }
    let even = (0..WORKFLOWS).rev().filter(|number| number % 2 == 0);
    let odd = (0..WORKFLOWS).rev().filter(|number| number % 2 == 1);
    let all: Vec<usize> = even.chain(odd).collect();
    assert_eq!(list(&engine, "").await, all);
    let those = |is_wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
        all.iter().copied().filter(|number| is_wanted(*number)).collect()
    };
    for (from, to) in [(0, 11), (3, 8), (4, 4), (11, 20), (0, 0), (9, 2)] {
        let (first, last) = (at(from), at(to));
        assert_eq!(
            list(&engine, &format!("StartTime BETWEEN {first} AND {last}")).await,
            those(&|number| number >= from && number <= to),
            "{from} to {to}"
        );
        assert_eq!(
            list(&engine, &format!("StartTime > {first}")).await,
            those(&|number| number > from)
        );
        assert_eq!(
            list(&engine, &format!("StartTime < {last} AND TaskQueue != 'queue-1'")).await,
            those(&|number| number < to && number % 3 != 1)
        );
    }
    assert_eq!(
        list(&engine, "TaskQueue = 'queue-2' AND ExecutionStatus = 'Running'").await,
        those(&|number| number % 3 == 2 && number % 2 == 0)
    );
    assert_eq!(list(&engine, "TaskQueue STARTS_WITH 'queue-'").await, all);
    assert_eq!(list(&engine, "TaskQueue = 'other'").await, Vec::<usize>::new());
}
