//! More schedules than are kept in memory, over closings and openings.

use std::{collections::BTreeSet, time::Duration};

use everloop_proto::{
    Api as _, Call,
    operatorservice::v1::DeleteNamespaceRequest,
    schedule::v1::{IntervalSpec, Schedule, ScheduleAction, ScheduleSpec, schedule_action::Action},
    workflow::v1::NewWorkflowExecutionInfo,
    workflowservice::v1::{
        CountSchedulesRequest, CreateScheduleRequest, DeleteScheduleRequest, DescribeScheduleRequest,
        ListSchedulesRequest,
    },
};

use crate::scripted::*;

/// A full hour.
const BEGINNING: i64 = 1_800_000_000_000;
const HOUR: Duration = Duration::from_secs(3600);
const SCHEDULES: usize = 1_100;

async fn create(engine: &Engine, schedule_id: &str) {
    let start = start_request(&format!("job-{schedule_id}"));
    let info = NewWorkflowExecutionInfo {
        workflow_id: start.workflow_id,
        workflow_type: start.workflow_type,
        task_queue: start.task_queue,
        ..NewWorkflowExecutionInfo::default()
    };
    let interval = IntervalSpec {
        interval: Some(prost_types::Duration {
            seconds: 3600,
            nanos: 0,
        }),
        phase: None,
    };
    let request = CreateScheduleRequest {
        namespace: NAMESPACE.to_owned(),
        schedule_id: schedule_id.to_owned(),
        schedule: Some(Schedule {
            spec: Some(ScheduleSpec {
                interval: vec![interval],
                ..ScheduleSpec::default()
            }),
            action: Some(ScheduleAction {
                action: Some(Action::StartWorkflow(info)),
            }),
            ..Schedule::default()
        }),
        request_id: "create".to_owned(),
        ..CreateScheduleRequest::default()
    };
    engine.handle.create_schedule(request, Call::default()).await.unwrap();
}

async fn delete(engine: &Engine, schedule_id: &str) {
    let request = DeleteScheduleRequest {
        namespace: NAMESPACE.to_owned(),
        schedule_id: schedule_id.to_owned(),
        ..DeleteScheduleRequest::default()
    };
    engine.handle.delete_schedule(request, Call::default()).await.unwrap();
}

/// How many actions a schedule has taken, and how many of its workflows run.
async fn progress(engine: &Engine, schedule_id: &str) -> (i64, usize) {
    let request = DescribeScheduleRequest {
        namespace: NAMESPACE.to_owned(),
        schedule_id: schedule_id.to_owned(),
    };
    let described = engine.handle.describe_schedule(request, Call::default()).await.unwrap();
    let info = described.info.unwrap();
    (info.action_count, info.running_workflows.len())
}

async fn count(engine: &Engine, query: &str) -> i64 {
    let request = CountSchedulesRequest {
        namespace: NAMESPACE.to_owned(),
        query: query.to_owned(),
    };
    let counted = engine.handle.count_schedules(request, Call::default()).await;
    counted.unwrap().count
}

/// The ids of all pages, in their order, and the number of pages.
async fn list(engine: &Engine, query: &str, size: i32) -> (Vec<String>, usize) {
    let (mut ids, mut pages) = (Vec::new(), 0);
    let mut request = ListSchedulesRequest {
        namespace: NAMESPACE.to_owned(),
        maximum_page_size: size,
        query: query.to_owned(),
        ..ListSchedulesRequest::default()
    };
    loop {
        let page = engine.handle.list_schedules(request.clone(), Call::default()).await;
        let page = page.unwrap();
        ids.extend(page.schedules.into_iter().map(|entry| entry.schedule_id));
        pages += 1;
        if page.next_page_token.is_empty() {
            return (ids, pages);
        }
        request.next_page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn each_acts_and_is_listed_wherever_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    let ids: Vec<String> = (0..SCHEDULES).map(|number| format!("s{number:04}")).collect();
    for id in &ids {
        create(&engine, id).await;
    }
    // All of one moment: in the order of their ids.
    assert_eq!(list(&engine, "", 500).await, (ids.clone(), 3));
    assert_eq!(count(&engine, "").await, 1_100);
    assert_eq!(count(&engine, "ScheduleId >= 's1000'").await, 100);
    assert_eq!(
        list(&engine, "ScheduleId >= 's1090'", 10).await,
        (ids[1090..].to_vec(), 1)
    );
    engine.service.close_blocking();

    let engine = Engine::in_file(&path, BEGINNING + 60_000);
    delete(&engine, "s0000").await;
    assert_eq!(count(&engine, "").await, 1_099);
    create(&engine, "s0000").await;
    assert_eq!(list(&engine, "", 1).await.0[0], "s0000", "the latest first");
    delete(&engine, "s0001").await;
    engine.advance(HOUR);
    let mut started = BTreeSet::new();
    let mut tasks = Vec::new();
    for _ in 1..SCHEDULES {
        let task = engine.poll().await;
        started.insert(task.workflow_execution.as_ref().unwrap().workflow_id.clone());
        tasks.push(task);
    }
    assert_eq!(started.len(), SCHEDULES - 1, "each acts once, but for the deleted one");
    assert!(!started.contains("job-s0001-2027-01-15T09:00:00Z"));
    engine.service.close_blocking();

    // Those that this process did not start tell their schedules of their ends all the same.
    let engine = Engine::in_file(&path, BEGINNING + 3_660_000);
    assert_eq!(progress(&engine, "s0500").await, (1, 1));
    let of = |id: &str| {
        let of = format!("job-{id}-");
        let task = tasks
            .iter()
            .find(|task| task.workflow_execution.as_ref().unwrap().workflow_id.starts_with(&of));
        task.unwrap()
    };
    for id in ["s0500", "s0700"] {
        engine.complete(of(id), vec![complete_workflow("done")]).await;
        assert_eq!(progress(&engine, id).await, (1, 0));
    }
    assert_eq!(progress(&engine, "s0600").await, (1, 1));
}

#[tokio::test]
async fn a_deleted_namespace_takes_its_schedules_along() {
    let engine = Engine::in_memory();
    for schedule_id in ["one", "two"] {
        create(&engine, schedule_id).await;
    }
    let request = DeleteNamespaceRequest {
        namespace: NAMESPACE.to_owned(),
        ..DeleteNamespaceRequest::default()
    };
    let deleted = engine.handle.delete_namespace(request, Call::default()).await.unwrap();
    let left = async || {
        let request = CountSchedulesRequest {
            namespace: deleted.deleted_namespace.clone(),
            ..CountSchedulesRequest::default()
        };
        engine.handle.count_schedules(request, Call::default()).await
    };
    assert_eq!(left().await.unwrap().count, 2);
    engine.exhaust_patience(Duration::from_secs(30));
    left().await.unwrap();
    assert_eq!(left().await.unwrap().count, 0);
    engine.advance(3 * HOUR);
    engine.exhaust_patience(Duration::from_secs(30));
    left().await.ok();
    engine.exhaust_patience(Duration::from_secs(30));
    left().await.ok();
    let gone = left().await.unwrap_err();
    assert!(gone.message.contains("is not found"), "{}", gone.message);
}
