//! What grows with what: opening and working with many open workflows, and one workflow with much history or many
//! pending activities. Prints tables in Markdown.
//!
//! `cargo run --release -p everloop-service --example scale [WORKFLOWS] [EVENTS] [ACTIVITIES]`
//! (1,000,000, 50,000 and 10,000 unless said otherwise).

use std::{
    fmt::Display,
    path::Path,
    process::Command as Process,
    time::{Duration, Instant},
};

use everloop_proto::{
    Api as _, Call,
    command::v1::{
        Command, CompleteWorkflowExecutionCommandAttributes, RecordMarkerCommandAttributes,
        ScheduleActivityTaskCommandAttributes, command::Attributes,
    },
    common::v1::{ActivityType, WorkflowType},
    enums::v1::CommandType,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::*,
};
use everloop_service::{Durability, Handle, Location, Options, Service};

const NAMESPACE: &str = "default";
/// Starts under way while many workflows are made.
const IN_FLIGHT: usize = 400;
/// Workflows that are run through to measure a transition.
const SAMPLE: usize = 2_000;
/// Far in the future, as seen from a benchmark.
const DAY: prost_types::Duration = prost_types::Duration {
    seconds: 86_400,
    nanos: 0,
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    if arguments.first().is_some_and(|mode| mode == "measure") {
        runtime.block_on(measure(Path::new(&arguments[1])));
    } else {
        let number = |place: usize, default: usize| {
            arguments
                .get(place)
                .and_then(|text| text.parse().ok())
                .unwrap_or(default)
        };
        runtime.block_on(async {
            idle(number(0, 1_000_000)).await;
            history(number(1, 50_000)).await;
            activities(number(2, 10_000)).await;
        });
    }
    runtime.shutdown_background();
}

fn open(path: &Path, durability: Durability) -> Service {
    let mut options = Options {
        location: Location::File(path.to_owned()),
        durability,
        ..Options::default()
    };
    options.limits.pending_activities_max = usize::MAX;
    options.limits.history_events_max = i64::MAX;
    Service::open(options).expect("the database opens")
}

fn row(cells: &[&dyn Display]) {
    let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
    println!("| {} |", cells.join(" | "));
}

/// Makes idle workflows, ten times more each time, and measures each size in a process of its own.
async fn idle(workflows: usize) {
    println!(
        "| open idle workflows | file, MB | open, ms | open to first task, ms | memory, MB | per workflow of one task, µs |"
    );
    println!("|---|---|---|---|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let path = directory.path().join("scale.db");
    let (mut made, mut size) = (0, 1_000.min(workflows));
    loop {
        let service = open(&path, Durability::Os);
        make(&service.handle(), made..size).await;
        made = size;
        service.close_blocking();
        let this = std::env::current_exe().expect("this program has a path");
        let measured = Process::new(this).arg("measure").arg(&path).output().expect("it runs");
        assert!(
            measured.status.success(),
            "{}",
            String::from_utf8_lossy(&measured.stderr)
        );
        let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
        let text = String::from_utf8_lossy(&measured.stdout);
        row(&[&made, &(bytes / 1_000_000), &text.trim()]);
        if made >= workflows {
            return;
        }
        size = (size * 10).min(workflows);
    }
}

async fn make(handle: &Handle, numbers: std::ops::Range<usize>) {
    let mut starting = tokio::task::JoinSet::new();
    for number in numbers {
        if starting.len() >= IN_FLIGHT {
            starting.join_next().await;
        }
        let handle = handle.clone();
        starting.spawn(async move { start(&handle, &format!("idle-{number}"), Some(DAY)).await });
    }
    starting.join_all().await;
}

/// What a process costs that opens the database and works with it.
async fn measure(path: &Path) {
    let began = Instant::now();
    let service = open(path, Durability::Os);
    let opened = began.elapsed();
    let handle = service.handle();
    let unique = std::process::id();
    run_through(&handle, &format!("first-{unique}")).await;
    let first = began.elapsed();
    let began = Instant::now();
    for number in 0..SAMPLE {
        run_through(&handle, &format!("sample-{unique}-{number}")).await;
    }
    let each = began.elapsed() / u32::try_from(SAMPLE).expect("a small number");
    println!(
        "{:.1} | {:.1} | {:.0} | {:.0}",
        millis(opened),
        millis(first),
        memory_mb(),
        each.as_secs_f64() * 1e6
    );
    service.close_blocking();
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

fn memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: f64 = line
        .and_then(|text| text.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0.0);
    kib / 1e3
}

async fn run_through(handle: &Handle, workflow_id: &str) {
    start(handle, workflow_id, None).await;
    let task = poll(handle).await;
    respond(handle, task, vec![complete()], false).await;
}

/// One workflow whose every task records ten markers; the time of a task as its history grows.
async fn history(events: usize) {
    println!("\n| events in the history | per workflow task of ten commands, µs |");
    println!("|---|---|");
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let service = open(&directory.path().join("scale.db"), Durability::Os);
    let handle = service.handle();
    start(&handle, "long", None).await;
    let per_task = 13;
    let step = (events / 5).max(per_task);
    let mut written = 0;
    let mut task = poll(&handle).await;
    while written < events {
        let began = Instant::now();
        let mut tasks = 0;
        let end = written + step;
        while written < end {
            respond(&handle, task, (0..10).map(|_| marker()).collect(), true).await;
            task = poll(&handle).await;
            written += per_task;
            tasks += 1;
        }
        row(&[&written, &(began.elapsed().as_micros() / tasks)]);
    }
    service.close_blocking();
}

/// One workflow that schedules activities at once; the time to complete one of them, with ten and with all pending.
async fn activities(most: usize) {
    println!("\n| pending activities | to start and complete one, µs |");
    println!("|---|---|");
    for pending in [10, 100, 1_000, most] {
        let directory = tempfile::tempdir_in(".").expect("a directory for the database");
        let service = open(&directory.path().join("scale.db"), Durability::Os);
        let handle = service.handle();
        start(&handle, "wide", None).await;
        let task = poll(&handle).await;
        respond(&handle, task, (0..pending).map(activity).collect(), false).await;
        let sample = (pending / 10).clamp(1, 500);
        let began = Instant::now();
        for _ in 0..sample {
            act(&handle).await;
        }
        row(&[&pending, &(began.elapsed().as_micros() / sample as u128)]);
        service.close_blocking();
    }
}

fn queue() -> Option<TaskQueue> {
    Some(TaskQueue {
        name: "work".to_owned(),
        ..Default::default()
    })
}

async fn start(handle: &Handle, workflow_id: &str, delay: Option<prost_types::Duration>) {
    let request = StartWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_id: workflow_id.to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: queue(),
        request_id: workflow_id.to_owned(),
        workflow_start_delay: delay,
        ..Default::default()
    };
    let started = handle.start_workflow_execution(request, Call::default()).await;
    started.expect("it starts");
}

async fn poll(handle: &Handle) -> bytes::Bytes {
    let request = PollWorkflowTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: queue(),
        ..Default::default()
    };
    let task = handle.poll_workflow_task_queue(request, Call::default()).await;
    task.expect("there is a task").task_token
}

async fn respond(handle: &Handle, task_token: bytes::Bytes, commands: Vec<Command>, is_continued: bool) {
    let request = RespondWorkflowTaskCompletedRequest {
        task_token,
        commands,
        namespace: NAMESPACE.to_owned(),
        force_create_new_workflow_task: is_continued,
        ..Default::default()
    };
    let answer = handle.respond_workflow_task_completed(request, Call::default()).await;
    answer.expect("it is accepted");
}

async fn act(handle: &Handle) {
    let request = PollActivityTaskQueueRequest {
        namespace: NAMESPACE.to_owned(),
        task_queue: queue(),
        ..Default::default()
    };
    let task = handle.poll_activity_task_queue(request, Call::default()).await;
    let request = RespondActivityTaskCompletedRequest {
        task_token: task.expect("there is a task").task_token,
        namespace: NAMESPACE.to_owned(),
        ..Default::default()
    };
    let answer = handle.respond_activity_task_completed(request, Call::default()).await;
    answer.expect("it is accepted");
}

fn command(command_type: CommandType, attributes: Attributes) -> Command {
    Command {
        command_type: command_type.into(),
        attributes: Some(attributes),
        ..Default::default()
    }
}

fn complete() -> Command {
    let attributes = CompleteWorkflowExecutionCommandAttributes::default();
    command(
        CommandType::CompleteWorkflowExecution,
        Attributes::CompleteWorkflowExecutionCommandAttributes(attributes),
    )
}

fn marker() -> Command {
    let attributes = RecordMarkerCommandAttributes {
        marker_name: "step".to_owned(),
        ..Default::default()
    };
    command(
        CommandType::RecordMarker,
        Attributes::RecordMarkerCommandAttributes(attributes),
    )
}

fn activity(number: usize) -> Command {
    let attributes = ScheduleActivityTaskCommandAttributes {
        activity_id: number.to_string(),
        activity_type: Some(ActivityType {
            name: "greet".to_owned(),
        }),
        task_queue: queue(),
        start_to_close_timeout: Some(DAY),
        ..Default::default()
    };
    command(
        CommandType::ScheduleActivityTask,
        Attributes::ScheduleActivityTaskCommandAttributes(attributes),
    )
}
