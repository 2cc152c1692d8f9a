//! Schedules that act, wait and are closed and opened again in between.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call,
    enums::v1::ScheduleOverlapPolicy as Overlap,
    schedule::v1::{
        IntervalSpec, Schedule, ScheduleAction, SchedulePatch, SchedulePolicies, ScheduleSpec,
        TriggerImmediatelyRequest, schedule_action::Action,
    },
    workflow::v1::NewWorkflowExecutionInfo,
    workflowservice::v1::{
        CreateScheduleRequest, DescribeScheduleRequest, DescribeScheduleResponse, ListSchedulesRequest,
        PatchScheduleRequest, TerminateWorkflowExecutionRequest,
    },
};

use crate::scripted::*;

/// A full hour.
const BEGINNING: i64 = 1_800_000_000_000;
const HOUR: Duration = Duration::from_secs(3600);

fn seconds(seconds: i64) -> Option<prost_types::Duration> {
    Some(prost_types::Duration { seconds, nanos: 0 })
}

async fn create(engine: &Engine, overlap: Overlap, catchup_seconds: Option<i64>) {
    let start = start_request("job");
    let info = NewWorkflowExecutionInfo {
        workflow_id: start.workflow_id,
        workflow_type: start.workflow_type,
        task_queue: start.task_queue,
        ..NewWorkflowExecutionInfo::default()
    };
    let schedule = Schedule {
        spec: Some(ScheduleSpec {
            interval: vec![IntervalSpec {
                interval: seconds(3600),
                phase: None,
            }],
            ..ScheduleSpec::default()
        }),
        action: Some(ScheduleAction {
            action: Some(Action::StartWorkflow(info)),
        }),
        policies: Some(SchedulePolicies {
            overlap_policy: overlap.into(),
            catchup_window: catchup_seconds.and_then(seconds),
            ..SchedulePolicies::default()
        }),
        ..Schedule::default()
    };
    let request = CreateScheduleRequest {
        namespace: "default".to_owned(),
        schedule_id: "hourly".to_owned(),
        schedule: Some(schedule),
        request_id: "create".to_owned(),
        ..CreateScheduleRequest::default()
    };
    let handle = engine.service.handle();
    handle.create_schedule(request, Call::default()).await.unwrap();
}

async fn describe(engine: &Engine) -> DescribeScheduleResponse {
    let request = DescribeScheduleRequest {
        namespace: "default".to_owned(),
        schedule_id: "hourly".to_owned(),
    };
    let handle = engine.service.handle();
    handle.describe_schedule(request, Call::default()).await.unwrap()
}

/// Actions, overlaps skipped, missed, waiting and running.
async fn counts(engine: &Engine) -> [i64; 5] {
    let info = describe(engine).await.info.unwrap();
    let running = i64::try_from(info.running_workflows.len()).unwrap();
    [
        info.action_count,
        info.overlap_skipped,
        info.missed_catchup_window,
        info.buffer_size,
        running,
    ]
}

#[tokio::test]
async fn it_starts_workflows_and_hears_of_their_ends() {
    let engine = Engine::open(everloop_service::Location::Memory, BEGINNING, 100);
    create(&engine, Overlap::BufferAll, None).await;
    engine.advance(HOUR);
    let task = engine.poll().await;
    assert_eq!(
        task.workflow_execution.as_ref().unwrap().workflow_id,
        "job-2027-01-15T09:00:00Z"
    );
    engine.advance(HOUR);
    assert_eq!(counts(&engine).await, [1, 0, 0, 1, 1]);
    // Its task has timed out in the meantime, and is handed out again.
    let task = engine.poll().await;
    engine.complete(&task, vec![complete_workflow("first")]).await;
    let next = engine.poll().await;
    assert_eq!(
        next.workflow_execution.as_ref().unwrap().workflow_id,
        "job-2027-01-15T10:00:00Z"
    );
    let started = engine.history("job-2027-01-15T10:00:00Z").await.remove(0);
    let Some(everloop_proto::history::v1::history_event::Attributes::WorkflowExecutionStartedEventAttributes(started)) =
        started.attributes
    else {
        panic!("a history begins with its start");
    };
    assert_eq!(started.last_completion_result, Some(payloads("first")));
    assert_eq!(counts(&engine).await, [2, 0, 0, 0, 1]);
}

#[tokio::test]
async fn what_passed_while_nobody_was_there_is_caught_up_or_counted_as_missed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let engine = Engine::in_file(&path, BEGINNING);
    create(&engine, Overlap::BufferAll, Some(2 * 3600 + 60)).await;
    engine.service.close_blocking();

    // Ten hours later, and two minutes: the last three are within the window, but for the first of them.
    let engine = Engine::in_file(&path, BEGINNING + 10 * 3_600_000 + 120_000);
    let task = engine.poll().await;
    assert_eq!(
        task.workflow_execution.as_ref().unwrap().workflow_id,
        "job-2027-01-15T17:00:00Z"
    );
    assert_eq!(counts(&engine).await, [1, 0, 8, 1, 1]);
    engine.service.close_blocking();

    // What it started is known after another opening, and what waits begins when that ends: within the task's time.
    let engine = Engine::in_file(&path, BEGINNING + 10 * 3_600_000 + 125_000);
    engine.complete(&task, vec![complete_workflow("done")]).await;
    assert_eq!(counts(&engine).await, [2, 0, 8, 0, 1]);
}

#[tokio::test]
async fn a_terminated_workflow_makes_room_at_once() {
    let engine = Engine::open(everloop_service::Location::Memory, BEGINNING, 100);
    create(&engine, Overlap::TerminateOther, None).await;
    engine.advance(HOUR);
    engine.poll().await;
    engine.advance(HOUR);
    let next = engine.poll().await;
    assert_eq!(
        next.workflow_execution.as_ref().unwrap().workflow_id,
        "job-2027-01-15T10:00:00Z"
    );
    assert_eq!(counts(&engine).await, [2, 0, 0, 0, 1]);
    let request = TerminateWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_execution: next.workflow_execution,
        ..TerminateWorkflowExecutionRequest::default()
    };
    let handle = engine.service.handle();
    handle
        .terminate_workflow_execution(request, Call::default())
        .await
        .unwrap();
    assert_eq!(counts(&engine).await, [2, 0, 0, 0, 0]);
}

#[tokio::test]
async fn a_repeated_patch_acts_once_and_lists_can_be_filtered() {
    let engine = Engine::open(everloop_service::Location::Memory, BEGINNING, 100);
    create(&engine, Overlap::AllowAll, None).await;
    let handle = engine.service.handle();
    for _ in 0..2 {
        let request = PatchScheduleRequest {
            namespace: "default".to_owned(),
            schedule_id: "hourly".to_owned(),
            patch: Some(SchedulePatch {
                trigger_immediately: Some(TriggerImmediatelyRequest::default()),
                pause: "rest".to_owned(),
                ..SchedulePatch::default()
            }),
            request_id: "once".to_owned(),
            ..PatchScheduleRequest::default()
        };
        handle.patch_schedule(request, Call::default()).await.unwrap();
    }
    assert_eq!(counts(&engine).await, [1, 0, 0, 0, 0]);
    for (query, expected) in [
        ("", 1),
        ("TemporalSchedulePaused = true", 1),
        ("TemporalSchedulePaused = false", 0),
        ("ScheduleId = 'hourly' AND TemporalSchedulePaused = true", 1),
        ("ScheduleId STARTS_WITH 'day'", 0),
    ] {
        let request = ListSchedulesRequest {
            namespace: "default".to_owned(),
            query: query.to_owned(),
            ..ListSchedulesRequest::default()
        };
        let page = handle.list_schedules(request, Call::default()).await.unwrap();
        assert_eq!(page.schedules.len(), expected, "{query}");
    }
    let request = ListSchedulesRequest {
        namespace: "default".to_owned(),
        query: "WorkflowId = 'job'".to_owned(),
        ..ListSchedulesRequest::default()
    };
    let refused = handle.list_schedules(request, Call::default()).await.unwrap_err();
    assert_eq!(
        refused.message,
        "invalid query filter for schedules: cannot filter on \"WorkflowId\""
    );
}
