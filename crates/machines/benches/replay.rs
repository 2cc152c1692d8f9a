//! How fast the rules are, and how much an idle run holds: `cargo bench -p everloop-machines`.
//!
//! One history is a chain of activities, each with its own workflow task; another is one task that
//! scheduled a thousand activities at once. Both are replayed; the first is also lived, task by task.

// A benchmark measures time; the rules themselves have no clock.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, missing_docs)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use everloop_machines::{
    Command, Completion, Job, Response, Run, RunOptions, Step, TaskInput,
    completion::{Done, ScheduleActivity},
};
use everloop_proto::{
    common::v1::{ActivityType, Payload, Payloads, WorkflowType},
    enums::v1::EventType,
    history::v1::{
        ActivityTaskCompletedEventAttributes, ActivityTaskScheduledEventAttributes, ActivityTaskStartedEventAttributes,
        HistoryEvent, WorkflowExecutionStartedEventAttributes, WorkflowTaskCompletedEventAttributes,
        WorkflowTaskScheduledEventAttributes, WorkflowTaskStartedEventAttributes, history_event::Attributes,
    },
};

/// Counts the bytes that are allocated and not freed.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);

// SAFETY: it passes every call to the system's allocator and only counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn payload() -> Payload {
    Payload {
        metadata: [("encoding".to_owned(), b"json/plain".as_slice().into())].into(),
        data: br#"{"name":"you","number":1}"#.as_slice().into(),
        ..Payload::default()
    }
}

struct History(Vec<HistoryEvent>);

impl History {
    fn begin() -> Self {
        let mut history = Self(Vec::new());
        history.push(
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(Box::new(WorkflowExecutionStartedEventAttributes {
                workflow_type: Some(WorkflowType {
                    name: "Bench".to_owned(),
                }),
                workflow_id: "bench".to_owned(),
                original_execution_run_id: "01a20050-fc10-77b3-9272-9006a15cb8a5".to_owned(),
                attempt: 1,
                ..WorkflowExecutionStartedEventAttributes::default()
            })),
        );
        history.task();
        history
    }

    fn push(&mut self, event_type: EventType, attributes: Attributes) -> i64 {
        let event_id = self.0.last().map_or(1, |event| event.event_id + 1);
        self.0.push(HistoryEvent {
            event_id,
            event_time: Some(prost_types::Timestamp {
                seconds: event_id,
                nanos: 0,
            }),
            event_type: event_type.into(),
            attributes: Some(attributes),
            ..HistoryEvent::default()
        });
        event_id
    }

    fn task(&mut self) {
        let scheduled = WorkflowTaskScheduledEventAttributes::default();
        self.push(
            EventType::WorkflowTaskScheduled,
            Attributes::WorkflowTaskScheduledEventAttributes(scheduled),
        );
        let started = WorkflowTaskStartedEventAttributes::default();
        self.push(
            EventType::WorkflowTaskStarted,
            Attributes::WorkflowTaskStartedEventAttributes(started),
        );
    }

    /// The open task scheduled so many activities, and all completed before the next one.
    fn activities(&mut self, from: u32, count: u32) {
        let completed = WorkflowTaskCompletedEventAttributes::default();
        self.push(
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(completed),
        );
        let mut scheduled = Vec::new();
        for seq in from..from + count {
            let attributes = ActivityTaskScheduledEventAttributes {
                activity_id: seq.to_string(),
                activity_type: Some(ActivityType {
                    name: "greet".to_owned(),
                }),
                input: Some(Payloads {
                    payloads: vec![payload()],
                }),
                ..ActivityTaskScheduledEventAttributes::default()
            };
            let attributes = Attributes::ActivityTaskScheduledEventAttributes(attributes);
            scheduled.push(self.push(EventType::ActivityTaskScheduled, attributes));
        }
        for scheduled_event_id in scheduled {
            let started = ActivityTaskStartedEventAttributes {
                scheduled_event_id,
                ..Default::default()
            };
            self.push(
                EventType::ActivityTaskStarted,
                Attributes::ActivityTaskStartedEventAttributes(started),
            );
            let completed = ActivityTaskCompletedEventAttributes {
                scheduled_event_id,
                result: Some(Payloads {
                    payloads: vec![payload()],
                }),
                ..Default::default()
            };
            self.push(
                EventType::ActivityTaskCompleted,
                Attributes::ActivityTaskCompletedEventAttributes(completed),
            );
        }
        self.task();
    }

    fn input(&self, started_event_id: i64) -> TaskInput {
        TaskInput {
            run_id: "run".to_owned(),
            history: self.0.clone(),
            history_complete: true,
            started_event_id,
            ..TaskInput::default()
        }
    }
}

fn schedule(seq: u32) -> Command {
    Command::ScheduleActivity(Box::new(ScheduleActivity {
        seq,
        activity_id: String::new(),
        activity_type: "greet".to_owned(),
        task_queue: String::new(),
        headers: Default::default(),
        arguments: vec![payload()],
        schedule_to_close_timeout: None,
        schedule_to_start_timeout: None,
        start_to_close_timeout: None,
        heartbeat_timeout: None,
        retry_policy: None,
        cancellation_type: Default::default(),
        eager_execution_disabled: false,
        versioning_intent: 0,
        priority: None,
        user_metadata: None,
    }))
}

/// A workflow that schedules the next `width` activities when the last ones are done.
struct Workflow {
    width: u32,
    next: u32,
    open: u32,
    activations: usize,
}

impl Workflow {
    fn new(width: u32) -> Self {
        Self {
            width,
            next: 1,
            open: 0,
            activations: 0,
        }
    }

    fn activate(&mut self, jobs: Vec<Job>) -> Completion {
        self.activations += 1;
        for job in jobs {
            if let Job::ResolveActivity { resolution, .. } = job {
                black_box(resolution);
                self.open -= 1;
            }
        }
        let mut commands = Vec::new();
        if self.open == 0 {
            commands.extend((self.next..self.next + self.width).map(schedule));
            self.next += self.width;
            self.open = self.width;
        }
        Completion::Done(Done {
            commands,
            ..Done::default()
        })
    }

    fn play(&mut self, run: &mut Run) -> Response {
        loop {
            match run.step() {
                Step::Activate(activation) => run.complete(self.activate(activation.jobs)),
                Step::Respond(response) => return response,
                step => panic!("{step:?}"),
            }
        }
    }
}

fn options() -> Arc<RunOptions> {
    Arc::new(RunOptions {
        task_queue: "queue".to_owned(),
        ..RunOptions::default()
    })
}

fn replay(name: &str, width: u32, tasks: u32) {
    let mut history = History::begin();
    for task in 0..tasks {
        history.activities(task * width + 1, width);
    }
    let started = history.0.last().map_or(0, |event| event.event_id);
    let input = history.input(started);
    let events = input.history.len();
    let mut run = Run::new(options());
    let mut workflow = Workflow::new(width);
    let begin = Instant::now();
    run.apply_task(input).expect("it fits");
    let response = workflow.play(&mut run);
    let elapsed = begin.elapsed();
    assert!(matches!(response, Response::Completed(_)), "{response:?}");
    let per_second = events as f64 / elapsed.as_secs_f64();
    let activations = workflow.activations;
    println!("{name}: {events} events, {activations} activations in {elapsed:.1?}: {per_second:.0} events/s");
}

fn live(tasks: u32) {
    let mut history = History::begin();
    for task in 0..tasks {
        history.activities(task + 1, 1);
    }
    // Each task after the first brings the six events since the one before.
    let mut events = history.0.into_iter();
    let mut inputs = Vec::new();
    for task in 0..=tasks {
        let history: Vec<HistoryEvent> = events.by_ref().take(if task == 0 { 3 } else { 6 }).collect();
        let started_event_id = history.last().map_or(0, |event| event.event_id);
        let run_id = "run".to_owned();
        inputs.push(TaskInput {
            run_id,
            history,
            history_complete: true,
            started_event_id,
            ..TaskInput::default()
        });
    }
    let mut run = Run::new(options());
    let mut workflow = Workflow::new(1);
    let begin = Instant::now();
    for input in inputs {
        run.apply_task(input).expect("it fits");
        black_box(workflow.play(&mut run));
    }
    let elapsed = begin.elapsed();
    println!("live: {tasks} tasks in {elapsed:.1?}: {:.2?} each", elapsed / tasks);
}

fn idle() {
    let history = History::begin();
    let runs = 1_000;
    let shared = options();
    let before = HELD.load(Ordering::Relaxed);
    let cached: Vec<Box<Run>> = (0..runs)
        .map(|_| {
            let mut run = Box::new(Run::new(Arc::clone(&shared)));
            run.apply_task(history.input(3)).expect("it fits");
            drop(Workflow::new(1).play(&mut run));
            run
        })
        .collect();
    let held = (HELD.load(Ordering::Relaxed) - before) / runs;
    println!(
        "idle: a run that waits for one activity holds {held} bytes, {} of them its own",
        size_of::<Run>()
    );
    drop(cached);
}

fn main() {
    replay("chain", 1, 20_000);
    replay("wide", 1_000, 100);
    live(20_000);
    idle();
}
