//! Many schedules.

use std::{path::Path, time::Instant};

use everloop_proto::{
    Api as _, Call,
    common::v1::WorkflowType,
    schedule::v1::{IntervalSpec, Schedule, ScheduleAction, ScheduleSpec, schedule_action::Action},
    workflow::v1::NewWorkflowExecutionInfo,
    workflowservice::v1::*,
};
use everloop_service::Handle;

use super::{calls::*, measured, memory_mb, millis, open, row};

const IN_FLIGHT: usize = 400;

pub(crate) async fn grow(schedules: usize) {
    println!(
        "\n| schedules | open, ms | open to first description, ms | memory, MB | a page of 100, ms | count, ms | create one, µs |"
    );
    println!("|---|---|---|---|---|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let path = directory.path().join("scale.db");
    let (mut made, mut size) = (0, 100.min(schedules));
    loop {
        make(&path, made..size).await;
        made = size;
        row(&[&made, &measured("schedules", &path)]);
        if made >= schedules {
            return;
        }
        size = (size * 10).min(schedules);
    }
}

async fn make(path: &Path, numbers: std::ops::Range<usize>) {
    let service = open(path);
    let mut creating = tokio::task::JoinSet::new();
    for number in numbers {
        if creating.len() >= IN_FLIGHT {
            creating.join_next().await;
        }
        let handle = service.handle();
        creating.spawn(async move { create(&handle, &format!("schedule-{number}")).await });
    }
    creating.join_all().await;
    service.close_blocking();
}

pub(crate) async fn measure(path: &Path) {
    let began = Instant::now();
    let service = open(path);
    let opened = began.elapsed();
    let handle = service.handle();
    let request = DescribeScheduleRequest {
        namespace: NAMESPACE.to_owned(),
        schedule_id: "schedule-50".to_owned(),
    };
    let described = handle.describe_schedule(request, Call::default()).await;
    described.expect("it is described");
    let first = began.elapsed();
    let memory = memory_mb();

    let began = Instant::now();
    let request = ListSchedulesRequest {
        namespace: NAMESPACE.to_owned(),
        maximum_page_size: 100,
        ..Default::default()
    };
    let listed = handle.list_schedules(request, Call::default()).await;
    assert_eq!(listed.expect("it is listed").schedules.len(), 100);
    let page = began.elapsed();

    let began = Instant::now();
    let request = CountSchedulesRequest {
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    let counted = handle.count_schedules(request, Call::default()).await;
    counted.expect("it is counted");
    let count = began.elapsed();

    let began = Instant::now();
    for number in 0..100 {
        create(&handle, &format!("another-{}-{number}", std::process::id())).await;
    }
    let each = began.elapsed() / 100;
    println!(
        "{:.1} | {:.1} | {memory:.0} | {:.1} | {:.1} | {}",
        millis(opened),
        millis(first),
        millis(page),
        millis(count),
        each.as_micros(),
    );
    service.close_blocking();
}

/// One that acts once a day.
async fn create(handle: &Handle, schedule_id: &str) {
    let info = NewWorkflowExecutionInfo {
        workflow_id: format!("job-{schedule_id}"),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: queue(),
        ..Default::default()
    };
    let interval = IntervalSpec {
        interval: Some(DAY),
        phase: None,
    };
    let request = CreateScheduleRequest {
        namespace: NAMESPACE.to_owned(),
        schedule_id: schedule_id.to_owned(),
        schedule: Some(Schedule {
            spec: Some(ScheduleSpec {
                interval: vec![interval],
                ..Default::default()
            }),
            action: Some(ScheduleAction {
                action: Some(Action::StartWorkflow(info)),
            }),
            ..Default::default()
        }),
        request_id: schedule_id.to_owned(),
        ..Default::default()
    };
    let created = handle.create_schedule(request, Call::default()).await;
    created.expect("it is created");
}
