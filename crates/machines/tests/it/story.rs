//! A vocabulary for tests: histories told event by event, and a worker that hands a run its tasks and
//! answers its activations from a script.

use std::sync::Arc;

use everloop_machines::{
    Activation, Command, Completion, Job, Response, Run, RunOptions, Step, TaskInput,
    completion::{Done, StartTimer},
    task::{TaskCompleted, TaskFailure},
};
use everloop_proto::{
    common::v1::{ActivityType, Payload, Payloads, WorkflowType},
    enums::v1::{EventType, WorkflowTaskFailedCause},
    history::v1::{
        ActivityTaskCompletedEventAttributes, ActivityTaskScheduledEventAttributes, ActivityTaskStartedEventAttributes,
        HistoryEvent, MarkerRecordedEventAttributes, TimerCanceledEventAttributes, TimerFiredEventAttributes,
        TimerStartedEventAttributes, WorkflowExecutionCompletedEventAttributes,
        WorkflowExecutionSignaledEventAttributes, WorkflowExecutionStartedEventAttributes,
        WorkflowTaskCompletedEventAttributes, WorkflowTaskFailedEventAttributes, WorkflowTaskScheduledEventAttributes,
        WorkflowTaskStartedEventAttributes, WorkflowTaskTimedOutEventAttributes, history_event::Attributes,
    },
    sdk::v1::WorkflowTaskCompletedMetadata,
};

/// A history in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    pub(crate) events: Vec<HistoryEvent>,
    /// Left out of the first completed task's metadata.
    pub(crate) without_flag: Option<u32>,
}

impl Story {
    /// A run started, and its first task started.
    pub(crate) fn begin() -> Self {
        let mut story = Self::default();
        story.push(
            EventType::WorkflowExecutionStarted,
            Attributes::WorkflowExecutionStartedEventAttributes(Box::new(WorkflowExecutionStartedEventAttributes {
                workflow_type: Some(WorkflowType {
                    name: "Story".to_owned(),
                }),
                original_execution_run_id: "run".to_owned(),
                attempt: 1,
                ..WorkflowExecutionStartedEventAttributes::default()
            })),
        );
        story.task()
    }

    pub(crate) fn push(&mut self, event_type: EventType, attributes: Attributes) -> i64 {
        let event_id = self.last() + 1;
        let event_time = Some(prost_types::Timestamp {
            seconds: event_id,
            nanos: 0,
        });
        self.events.push(HistoryEvent {
            event_id,
            event_time,
            event_type: event_type.into(),
            attributes: Some(attributes),
            ..HistoryEvent::default()
        });
        event_id
    }

    pub(crate) fn last(&self) -> i64 {
        self.events.last().map_or(0, |event| event.event_id)
    }

    pub(crate) fn with(mut self, event_type: EventType, attributes: Attributes) -> Self {
        self.push(event_type, attributes);
        self
    }

    /// A task is scheduled and started.
    pub(crate) fn task(self) -> Self {
        let scheduled =
            Attributes::WorkflowTaskScheduledEventAttributes(WorkflowTaskScheduledEventAttributes::default());
        let started = Attributes::WorkflowTaskStartedEventAttributes(WorkflowTaskStartedEventAttributes::default());
        self.with(EventType::WorkflowTaskScheduled, scheduled)
            .with(EventType::WorkflowTaskStarted, started)
    }

    /// The task was completed; the first of a run records flags.
    pub(crate) fn answered(self) -> Self {
        let first = self
            .events
            .iter()
            .all(|event| event.event_type() != EventType::WorkflowTaskCompleted);
        let core_used_flags = (1..=4)
            .filter(|flag| first && Some(*flag) != self.without_flag)
            .collect();
        let sdk_metadata = Some(WorkflowTaskCompletedMetadata {
            core_used_flags,
            ..Default::default()
        });
        let completed = WorkflowTaskCompletedEventAttributes {
            sdk_metadata,
            ..Default::default()
        };
        self.with(
            EventType::WorkflowTaskCompleted,
            Attributes::WorkflowTaskCompletedEventAttributes(completed),
        )
    }

    pub(crate) fn task_failed(self, cause: WorkflowTaskFailedCause, new_run_id: &str) -> Self {
        let failed = WorkflowTaskFailedEventAttributes {
            cause: cause.into(),
            new_run_id: new_run_id.to_owned(),
            ..Default::default()
        };
        self.with(
            EventType::WorkflowTaskFailed,
            Attributes::WorkflowTaskFailedEventAttributes(failed),
        )
    }

    pub(crate) fn task_timed_out(self) -> Self {
        let timed_out = WorkflowTaskTimedOutEventAttributes::default();
        self.with(
            EventType::WorkflowTaskTimedOut,
            Attributes::WorkflowTaskTimedOutEventAttributes(timed_out),
        )
    }

    pub(crate) fn timer_started(self, id: &str) -> Self {
        let started = TimerStartedEventAttributes {
            timer_id: id.to_owned(),
            ..Default::default()
        };
        self.with(
            EventType::TimerStarted,
            Attributes::TimerStartedEventAttributes(started),
        )
    }

    pub(crate) fn timer_fired(self, id: &str) -> Self {
        let fired = TimerFiredEventAttributes {
            timer_id: id.to_owned(),
            ..Default::default()
        };
        self.with(EventType::TimerFired, Attributes::TimerFiredEventAttributes(fired))
    }

    pub(crate) fn timer_canceled(self, id: &str) -> Self {
        let canceled = TimerCanceledEventAttributes {
            timer_id: id.to_owned(),
            ..Default::default()
        };
        self.with(
            EventType::TimerCanceled,
            Attributes::TimerCanceledEventAttributes(canceled),
        )
    }

    pub(crate) fn activity_scheduled(self, id: &str, kind: &str) -> Self {
        let scheduled = ActivityTaskScheduledEventAttributes {
            activity_id: id.to_owned(),
            activity_type: Some(ActivityType { name: kind.to_owned() }),
            ..Default::default()
        };
        self.with(
            EventType::ActivityTaskScheduled,
            Attributes::ActivityTaskScheduledEventAttributes(scheduled),
        )
    }

    /// The activity scheduled by that event ran and completed.
    pub(crate) fn activity_completed(self, scheduled_event_id: i64) -> Self {
        let started = ActivityTaskStartedEventAttributes {
            scheduled_event_id,
            ..Default::default()
        };
        let completed = ActivityTaskCompletedEventAttributes {
            scheduled_event_id,
            ..Default::default()
        };
        self.with(
            EventType::ActivityTaskStarted,
            Attributes::ActivityTaskStartedEventAttributes(started),
        )
        .with(
            EventType::ActivityTaskCompleted,
            Attributes::ActivityTaskCompletedEventAttributes(completed),
        )
    }

    pub(crate) fn signaled(self, name: &str) -> Self {
        let signaled = WorkflowExecutionSignaledEventAttributes {
            signal_name: name.to_owned(),
            ..Default::default()
        };
        self.with(
            EventType::WorkflowExecutionSignaled,
            Attributes::WorkflowExecutionSignaledEventAttributes(signaled),
        )
    }

    pub(crate) fn patch_marked(self, id: &str, deprecated: bool) -> Self {
        let data = format!(r#"{{"id":"{id}","deprecated":{deprecated}}}"#);
        let payload = Payload {
            data: data.into(),
            ..Payload::default()
        };
        let marked = MarkerRecordedEventAttributes {
            marker_name: "core_patch".to_owned(),
            details: [(
                "patch-data".to_owned(),
                Payloads {
                    payloads: vec![payload],
                },
            )]
            .into(),
            ..Default::default()
        };
        self.with(
            EventType::MarkerRecorded,
            Attributes::MarkerRecordedEventAttributes(marked),
        )
    }

    pub(crate) fn completed(self) -> Self {
        let completed = WorkflowExecutionCompletedEventAttributes::default();
        self.with(
            EventType::WorkflowExecutionCompleted,
            Attributes::WorkflowExecutionCompletedEventAttributes(completed),
        )
    }

    /// The open task, with the events after that one.
    pub(crate) fn input_after(&self, event_id: i64) -> TaskInput {
        TaskInput {
            run_id: "run".to_owned(),
            history: self
                .events
                .iter()
                .filter(|event| event.event_id > event_id)
                .cloned()
                .collect(),
            history_complete: true,
            started_event_id: self.last(),
            ..TaskInput::default()
        }
    }

    /// The open task, with the whole history.
    pub(crate) fn input(&self) -> TaskInput {
        self.input_after(0)
    }

    /// The history alone, to be replayed.
    pub(crate) fn replay(&self) -> TaskInput {
        TaskInput {
            started_event_id: 0,
            ..self.input()
        }
    }
}

/// A run, and what its workflow does at each activation.
pub(crate) struct Stage {
    pub(crate) run: Run,
    pub(crate) seen: Vec<Activation>,
    /// Whether commands say where they were made: each activation's first at 1, and so on.
    pub(crate) places: bool,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let options = RunOptions {
            namespace: "default".to_owned(),
            task_queue: "queue".to_owned(),
            sdk_name: "everloop".to_owned(),
            sdk_version: "1".into(),
            ..RunOptions::default()
        };
        Self {
            run: Run::new(Arc::new(options)),
            seen: Vec::new(),
            places: false,
        }
    }

    /// Takes a task to its end, with one list of commands per activation.
    pub(crate) fn play<const N: usize>(&mut self, input: TaskInput, script: [Vec<Command>; N]) -> Response {
        self.run.apply_task(input).unwrap();
        self.go_on(script)
    }

    /// Takes the open task to its end.
    pub(crate) fn go_on<const N: usize>(&mut self, script: [Vec<Command>; N]) -> Response {
        let mut script = script.into_iter();
        loop {
            match self.run.step() {
                Step::Activate(activation) => {
                    let commands = script
                        .next()
                        .unwrap_or_else(|| panic!("nothing is scripted for {activation:#?}"));
                    self.seen.push(activation);
                    let places = if self.places { commands.len() as u64 } else { 0 };
                    self.run.complete(Completion::Done(Done {
                        places: (1..=places).collect(),
                        commands,
                        ..Done::default()
                    }));
                }
                Step::Respond(response) => {
                    assert_eq!(script.next(), None, "the whole script was played, before {response:?}");
                    return response;
                }
                step => panic!("{step:#?}"),
            }
        }
    }

    /// The jobs of the last activation.
    pub(crate) fn jobs(&self) -> &[Job] {
        &self.seen.last().unwrap().jobs
    }
}

pub(crate) fn answer(response: Response) -> TaskCompleted {
    match response {
        Response::Completed(completed) => *completed,
        other => panic!("{other:#?}"),
    }
}

pub(crate) fn failure(response: Response) -> TaskFailure {
    match response {
        Response::Failed(failure) => *failure,
        other => panic!("{other:#?}"),
    }
}

pub(crate) fn timer(seq: u32) -> Command {
    let duration = std::time::Duration::from_secs(1);
    Command::StartTimer(StartTimer {
        seq,
        duration,
        user_metadata: None,
    })
}

pub(crate) fn activity(seq: u32, kind: &str) -> Command {
    Command::ScheduleActivity(Box::new(everloop_machines::completion::ScheduleActivity {
        seq,
        activity_id: String::new(),
        activity_type: kind.to_owned(),
        task_queue: String::new(),
        headers: Default::default(),
        arguments: Vec::new(),
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

pub(crate) fn patch(id: &str) -> Command {
    Command::SetPatch {
        patch_id: id.to_owned(),
        deprecated: false,
    }
}

pub(crate) fn done() -> Command {
    Command::CompleteWorkflow { result: None }
}
