//! Lists and counts of many workflows.

use std::{path::Path, time::Instant};

use everloop_proto::{Api as _, Call, workflowservice::v1::*};
use everloop_service::Handle;

use super::{calls::*, measured, millis, open, row};

const PAGE: i32 = 100;
/// Pages that are gone through.
const PAGES: usize = 100;

pub(crate) fn table(path: &Path) {
    println!("\n| of these workflows | found | ms |");
    println!("|---|---|---|");
    println!("{}", measured("lists", path));
}

pub(crate) async fn measure(path: &Path) {
    let service = open(path);
    let handle = service.handle();
    // The service's first look at the file.
    page(&handle, "", Default::default()).await;
    for query in [
        "",
        "ExecutionStatus = 'Running'",
        "ExecutionStatus = 'Completed'",
        "WorkflowType = 'Order' AND ExecutionStatus != 'Completed'",
        "WorkflowId = 'idle-500'",
        "WorkflowId STARTS_WITH 'idle-999'",
        "CloseTime > '2020-01-01T00:00:00Z'",
        "StartTime < '2020-01-01T00:00:00Z'",
        "StartTime > '2100-01-01T00:00:00Z'",
        "TaskQueue = 'work'",
        "TaskQueue = 'other'",
    ] {
        let began = Instant::now();
        let (found, _) = page(&handle, query, Default::default()).await;
        row(&[
            &format!("first page: `{query}`"),
            &found,
            &format!("{:.1}", millis(began.elapsed())),
        ]);
    }
    let began = Instant::now();
    let (mut found, mut token) = (0, Default::default());
    for _ in 0..PAGES {
        let (rows, next) = page(&handle, "", token).await;
        found += rows;
        token = next;
    }
    row(&[&"a hundred pages", &found, &format!("{:.1}", millis(began.elapsed()))]);
    for query in [
        "",
        "GROUP BY ExecutionStatus",
        "ExecutionStatus = 'Running'",
        "StartTime > '2100-01-01T00:00:00Z'",
        "TaskQueue = 'work'",
    ] {
        let began = Instant::now();
        let request = CountWorkflowExecutionsRequest {
            namespace: NAMESPACE.to_owned(),
            query: query.to_owned(),
        };
        let counted = handle.count_workflow_executions(request, Call::default()).await;
        let count = counted.expect("it is counted").count;
        row(&[
            &format!("count: `{query}`"),
            &count,
            &format!("{:.1}", millis(began.elapsed())),
        ]);
    }
    let (starts, slowest) = starts_while_counting(&handle).await;
    row(&[
        &"starts while all are counted, and the slowest",
        &starts,
        &format!("{slowest:.1}"),
    ]);
    service.close_blocking();
}

async fn page(handle: &Handle, query: &str, token: bytes::Bytes) -> (usize, bytes::Bytes) {
    let request = ListWorkflowExecutionsRequest {
        namespace: NAMESPACE.to_owned(),
        page_size: PAGE,
        query: query.to_owned(),
        next_page_token: token,
    };
    let listed = handle.list_workflow_executions(request, Call::default()).await;
    let listed = listed.expect("it is listed");
    (listed.executions.len(), listed.next_page_token)
}

/// How long others wait for a list that reads everything.
async fn starts_while_counting(handle: &Handle) -> (usize, f64) {
    let counting = tokio::spawn({
        let handle = handle.clone();
        async move {
            let request = CountWorkflowExecutionsRequest {
                namespace: NAMESPACE.to_owned(),
                query: "HistoryLength > 1000".to_owned(),
            };
            handle.count_workflow_executions(request, Call::default()).await
        }
    });
    let (mut starts, mut slowest) = (0, 0_f64);
    while !counting.is_finished() {
        let began = Instant::now();
        start(handle, &format!("beside-{}-{starts}", std::process::id()), Some(DAY)).await;
        slowest = slowest.max(millis(began.elapsed()));
        starts += 1;
    }
    let counted = counting.await.expect("it does not panic");
    assert_eq!(counted.expect("it is counted").count, 0);
    (starts, slowest)
}
