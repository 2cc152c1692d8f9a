//! How fast the engine alone is: workflows with one activity, with a scripted worker in the same process.
//!
//! `cargo run --release -p everloop-service --example throughput [WORKFLOWS] [IN_FLIGHT] [full|os] [ACTIVITIES]`
//! prints workflows per second, latencies, and bytes written to the log per workflow. The activities of a workflow
//! (1 unless said otherwise) run at the same time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use everloop_proto::{
    Api as _, Call,
    command::v1::{
        Command, CompleteWorkflowExecutionCommandAttributes, ScheduleActivityTaskCommandAttributes, command::Attributes,
    },
    common::v1::{ActivityType, Payload, Payloads, WorkflowExecution, WorkflowType},
    enums::v1::{CommandType, EventType, HistoryEventFilterType, TaskQueueKind},
    taskqueue::v1::{StickyExecutionAttributes, TaskQueue},
    workflowservice::v1::*,
};
use everloop_service::{Durability, Handle, Location, Options, Service};
use tokio::sync::Semaphore;

const NAMESPACE: &str = "default";
const POLLERS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: usize| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (workflows, in_flight) = (number(20_000), number(50));
    let durability = if arguments.next().as_deref() == Some("os") {
        Durability::Os
    } else {
        Durability::Full
    };
    let activities: usize = std::env::args().nth(4).and_then(|text| text.parse().ok()).unwrap_or(1);
    let pending = Pending::default();
    let directory = tempfile::tempdir_in(".").expect("a directory for the database");
    let path = directory.path().join("bench.db");
    let opened = Instant::now();
    let options = Options {
        location: Location::File(path),
        durability,
        ..Options::default()
    };
    let service = Service::open(options).expect("the database opens");
    println!("open: {:.1} ms", opened.elapsed().as_secs_f64() * 1e3);

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        for _ in 0..POLLERS {
            tokio::spawn(work(
                service.handle(),
                queue("work", TaskQueueKind::Normal),
                activities,
                Arc::clone(&pending),
            ));
            tokio::spawn(work(
                service.handle(),
                queue("sticky", TaskQueueKind::Sticky),
                activities,
                Arc::clone(&pending),
            ));
            tokio::spawn(act(service.handle()));
        }
        run(&service.handle(), "warm", 200.min(workflows), in_flight).await;
        let written = bytes_written();
        let (elapsed, mut latencies) = run(&service.handle(), "order", workflows, in_flight).await;
        let per_workflow = (bytes_written() - written) as f64 / workflows as f64;
        latencies.sort();
        let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        println!(
            "{workflows} workflows, {in_flight} in flight: {:.0}/s, p50 {:.2} ms, p99 {:.2} ms, {per_workflow:.0} bytes written each",
            workflows as f64 / elapsed.as_secs_f64(),
            at(0.5),
            at(0.99),
        );
    });
    runtime.shutdown_background();
    service.close_blocking();
}

fn bytes_written() -> u64 {
    let io = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|number| number.parse().ok()).unwrap_or(0)
}

async fn run(handle: &Handle, prefix: &str, workflows: usize, in_flight: usize) -> (Duration, Vec<Duration>) {
    let permits = Arc::new(Semaphore::new(in_flight));
    let began = Instant::now();
    let mut running = Vec::with_capacity(workflows);
    for number in 0..workflows {
        let permit = Arc::clone(&permits)
            .acquire_owned()
            .await
            .expect("the semaphore stays open");
        let (handle, workflow_id) = (handle.clone(), format!("{prefix}-{number}"));
        running.push(tokio::spawn(async move {
            let began = Instant::now();
            one(&handle, workflow_id).await;
            drop(permit);
            began.elapsed()
        }));
    }
    let mut latencies = Vec::with_capacity(workflows);
    for workflow in running {
        latencies.push(workflow.await.expect("a workflow does not panic"));
    }
    (began.elapsed(), latencies)
}

async fn one(handle: &Handle, workflow_id: String) {
    let request = StartWorkflowExecutionRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_id: workflow_id.clone(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: Some(queue("work", TaskQueueKind::Normal)),
        input: Some(payloads()),
        identity: "client".to_owned(),
        request_id: workflow_id.clone(),
        ..Default::default()
    };
    let started = handle
        .start_workflow_execution(request, Call::default())
        .await
        .expect("it starts");
    let request = GetWorkflowExecutionHistoryRequest {
        namespace: NAMESPACE.to_owned(),
        execution: Some(WorkflowExecution {
            workflow_id,
            run_id: started.run_id,
        }),
        wait_new_event: true,
        history_event_filter_type: HistoryEventFilterType::CloseEvent.into(),
        ..Default::default()
    };
    let read = handle
        .get_workflow_execution_history(request, Call::default())
        .await
        .expect("it ends");
    let event = read
        .history
        .and_then(|mut history| history.events.pop())
        .expect("there is a close event");
    assert_eq!(event.event_type(), EventType::WorkflowExecutionCompleted);
}

fn queue(name: &str, kind: TaskQueueKind) -> TaskQueue {
    let normal_name = if kind == TaskQueueKind::Sticky {
        "work".to_owned()
    } else {
        String::new()
    };
    TaskQueue {
        name: name.to_owned(),
        kind: kind.into(),
        normal_name,
    }
}

fn payloads() -> Payloads {
    let metadata = [("encoding".to_owned(), "json/plain".into())].into();
    Payloads {
        payloads: vec![Payload {
            metadata,
            data: "\"world\"".into(),
            ..Default::default()
        }],
    }
}

/// Activities that each run still waits for.
type Pending = Arc<Mutex<HashMap<String, usize>>>;

/// Commands for a task: all activities first, and the end when they are done.
fn commands(task: &PollWorkflowTaskQueueResponse, activities: usize, pending: &Pending) -> Vec<Command> {
    let run_id = task
        .workflow_execution
        .as_ref()
        .map(|execution| execution.run_id.clone());
    let run_id = run_id.unwrap_or_default();
    let events = task.history.iter().flat_map(|history| &history.events);
    let done = events.filter(|event| event.event_type() == EventType::ActivityTaskCompleted);
    let mut pending = pending.lock().expect("no worker panics");
    match pending.get_mut(&run_id) {
        None => {
            pending.insert(run_id, activities);
            (0..activities).map(activity).collect()
        }
        Some(left) => {
            *left -= done.count();
            if *left > 0 {
                return Vec::new();
            }
            pending.remove(&run_id);
            vec![complete()]
        }
    }
}

/// A workflow worker.
async fn work(handle: Handle, queue: TaskQueue, activities: usize, pending: Pending) {
    loop {
        let request = PollWorkflowTaskQueueRequest {
            namespace: NAMESPACE.to_owned(),
            task_queue: Some(queue.clone()),
            identity: "worker".to_owned(),
            ..Default::default()
        };
        let Ok(task) = handle.poll_workflow_task_queue(request, Call::default()).await else {
            return;
        };
        // The answer may bring the next task.
        let mut next = Some(task).filter(|task| !task.task_token.is_empty());
        while let Some(task) = next {
            let commands = commands(&task, activities, &pending);
            let request = RespondWorkflowTaskCompletedRequest {
                task_token: task.task_token,
                commands,
                identity: "worker".to_owned(),
                namespace: NAMESPACE.to_owned(),
                sticky_attributes: Some(StickyExecutionAttributes {
                    worker_task_queue: Some(self::queue("sticky", TaskQueueKind::Sticky)),
                    schedule_to_start_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
                }),
                return_new_workflow_task: true,
                ..Default::default()
            };
            match handle.respond_workflow_task_completed(request, Call::default()).await {
                Ok(answer) => next = answer.workflow_task,
                Err(_) => return,
            }
        }
    }
}

async fn act(handle: Handle) {
    loop {
        let request = PollActivityTaskQueueRequest {
            namespace: NAMESPACE.to_owned(),
            task_queue: Some(queue("work", TaskQueueKind::Normal)),
            identity: "worker".to_owned(),
            ..Default::default()
        };
        let Ok(task) = handle.poll_activity_task_queue(request, Call::default()).await else {
            return;
        };
        if task.task_token.is_empty() {
            continue;
        }
        let request = RespondActivityTaskCompletedRequest {
            task_token: task.task_token,
            result: task.input,
            identity: "worker".to_owned(),
            namespace: NAMESPACE.to_owned(),
            ..Default::default()
        };
        if handle
            .respond_activity_task_completed(request, Call::default())
            .await
            .is_err()
        {
            return;
        }
    }
}

fn activity(number: usize) -> Command {
    let attributes = ScheduleActivityTaskCommandAttributes {
        activity_id: number.to_string(),
        activity_type: Some(ActivityType {
            name: "greet".to_owned(),
        }),
        task_queue: Some(queue("work", TaskQueueKind::Normal)),
        input: Some(payloads()),
        start_to_close_timeout: Some(prost_types::Duration { seconds: 30, nanos: 0 }),
        ..Default::default()
    };
    Command {
        command_type: CommandType::ScheduleActivityTask.into(),
        attributes: Some(Attributes::ScheduleActivityTaskCommandAttributes(attributes)),
        ..Default::default()
    }
}

fn complete() -> Command {
    let attributes = CompleteWorkflowExecutionCommandAttributes {
        result: Some(payloads()),
    };
    Command {
        command_type: CommandType::CompleteWorkflowExecution.into(),
        attributes: Some(Attributes::CompleteWorkflowExecutionCommandAttributes(attributes)),
        ..Default::default()
    }
}
