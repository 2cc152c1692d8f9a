//! The official SDK's histories, lived again: each workflow task is handed over with its own events,
//! as a server does, answered with the completions the official SDK recorded, and the commands we
//! send are compared with the events that the official SDK's commands became.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::{Duration, SystemTime},
};

use everloop_machines::{
    Activation, Command, Completion, Fit, Job, Response, Run, RunOptions, Step, TaskInput,
    activation::ActivityResolution,
    completion::UpdateStep,
    task::{LocalOutcome, LocalResult, LocalWork, TaskCompleted},
};
use everloop_proto::{
    common::v1::Payloads,
    enums::v1::EventType,
    failure::v1::Failure,
    history::v1::{HistoryEvent, history_event::Attributes},
    json,
    protocol::v1::{Message, message::SequencingId},
    update::v1::Request,
};
use prost::{Message as _, Name};
use serde_json::Value;

use crate::official::{Captured, captured};

/// Workflow tasks as a server with sticky queues hands them out.
fn tasks(history: &[HistoryEvent]) -> Vec<TaskInput> {
    let mut tasks = Vec::new();
    let (mut from, mut previous) = (0, 0);
    for (index, pair) in history.windows(2).enumerate() {
        let types = (pair[0].event_type(), pair[1].event_type());
        if types != (EventType::WorkflowTaskStarted, EventType::WorkflowTaskCompleted) {
            continue;
        }
        let started = pair[0].event_id;
        tasks.push(TaskInput {
            run_id: String::new(),
            history: history[from..=index].to_vec(),
            history_complete: true,
            previous_started_event_id: previous,
            started_event_id: started,
            messages: messages(&history[index + 2..]),
            ..TaskInput::default()
        });
        (from, previous) = (index + 1, started);
    }
    tasks
}

/// The updates that a task accepted came as messages.
fn messages(ahead: &[HistoryEvent]) -> Vec<Message> {
    let mut messages = Vec::new();
    for event in ahead {
        match &event.attributes {
            Some(Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) => messages.push(Message {
                id: accepted.accepted_request_message_id.clone(),
                protocol_instance_id: accepted.protocol_instance_id.clone(),
                body: Some(prost_types::Any {
                    type_url: format!("type.googleapis.com/{}", Request::full_name()),
                    value: accepted.accepted_request.clone().unwrap().encode_to_vec(),
                }),
                sequencing_id: Some(SequencingId::EventId(accepted.accepted_request_sequencing_event_id)),
            }),
            Some(Attributes::WorkflowTaskScheduledEventAttributes(_)) => break,
            _ => {}
        }
    }
    messages
}

/// What the history's markers say of local activities, by sequence number.
fn markers(history: &[HistoryEvent]) -> (BTreeMap<u32, Value>, BTreeMap<u32, Failure>) {
    let (mut markers, mut failures) = (BTreeMap::new(), BTreeMap::new());
    for event in history {
        let Some(Attributes::MarkerRecordedEventAttributes(marker)) = &event.attributes else {
            continue;
        };
        if marker.marker_name == "core_local_activity" {
            let data: Value = serde_json::from_slice(&marker.details["data"].payloads[0].data).unwrap();
            let seq = u32::try_from(data["seq"].as_u64().unwrap()).unwrap();
            markers.insert(seq, data);
            failures.extend(marker.failure.clone().map(|failure| (seq, failure)));
        }
    }
    (markers, failures)
}

/// Runs the worker's part of a task: the recorded completions, and the recorded outcomes of local
/// activities in their order.
struct Worker {
    recorded: VecDeque<(Activation, Completion)>,
    markers: BTreeMap<u32, Value>,
    failures: BTreeMap<u32, Failure>,
    /// Workflow time when each local activity started.
    started: BTreeMap<u32, SystemTime>,
    now: SystemTime,
}

impl Worker {
    fn answer(&mut self, name: &str, run: &mut Run, started: i64) -> TaskCompleted {
        loop {
            match run.step() {
                Step::Activate(ours) => {
                    let (theirs, completion) = self.recorded.pop_front().expect("an activation was recorded");
                    assert_eq!(ours, theirs, "{name}, task of event {started}");
                    self.now = ours.now;
                    run.complete(completion);
                }
                Step::Respond(Response::Completed(answer)) => return *answer,
                Step::Local(work) => {
                    for work in work {
                        if let LocalWork::Start(schedule) = work {
                            self.started.insert(schedule.seq, self.now);
                        }
                    }
                }
                Step::AwaitLocal => match self.recorded.front() {
                    Some((next, _)) if i64::from(next.history_length) == started => {
                        run.resolve_local_activity(self.outcome(&next.jobs[0], next.now));
                    }
                    _ => run.heartbeat(),
                },
                step => panic!("{name}, task of event {started}: {step:#?}"),
            }
        }
    }

    fn outcome(&self, job: &Job, now: SystemTime) -> LocalOutcome {
        let Job::ResolveActivity { seq, resolution } = job else {
            panic!("{job:?} resolves no local activity")
        };
        let data = &self.markers[seq];
        let failure = |failure: &Failure| failure.cause.as_deref().cloned();
        let scheduled = &data["original_schedule_time"];
        let seconds = Duration::from_secs(scheduled["seconds"].as_u64().unwrap());
        let nanos = Duration::from_nanos(scheduled["nanos"].as_u64().unwrap());
        LocalOutcome {
            seq: *seq,
            attempt: u32::try_from(data["attempt"].as_u64().unwrap()).unwrap(),
            runtime: now.duration_since(self.started[seq]).unwrap(),
            original_schedule_time: Some(SystemTime::UNIX_EPOCH + seconds + nanos),
            result: match resolution {
                ActivityResolution::Completed { result } => LocalResult::Completed(result.clone()),
                ActivityResolution::Failed { failure } => LocalResult::Failed(failure.clone()),
                ActivityResolution::Canceled { failure: wrapped } => LocalResult::Canceled(failure(wrapped)),
                ActivityResolution::Backoff { backoff, .. } => LocalResult::Backoff {
                    failure: self.failures[seq].clone(),
                    backoff: *backoff,
                },
            },
        }
    }
}

/// Whether all it does is to reject an update: the server dropped such a task.
fn only_rejects(completion: &Completion) -> bool {
    let Completion::Done(done) = completion else {
        return false;
    };
    match done.commands.as_slice() {
        [Command::UpdateResponse(response)] => matches!(response.response, UpdateStep::Rejected { .. }),
        _ => false,
    }
}

/// Takes every task of a scenario; returns what was answered to each.
fn live(name: &str, captured: &Captured) -> Vec<(i64, TaskCompleted)> {
    let options = RunOptions {
        namespace: "default".to_owned(),
        task_queue: "capture".to_owned(),
        sdk_name: "everloop".to_owned(),
        sdk_version: "1".into(),
        build_id: captured.live[0].0.build_id.clone(),
        deployment_name: String::new(),
    };
    let mut run = Run::new(Arc::new(options));
    let (markers, failures) = markers(&captured.history);
    let mut worker = Worker {
        recorded: captured
            .live
            .iter()
            .filter(|(_, completion)| !only_rejects(completion))
            .cloned()
            .collect(),
        markers,
        failures,
        started: BTreeMap::new(),
        now: SystemTime::UNIX_EPOCH,
    };
    let mut answers = Vec::new();
    for mut input in tasks(&captured.history) {
        input.run_id.clone_from(&captured.live[0].0.run_id);
        let started = input.started_event_id;
        assert_eq!(run.fit(&input), Fit::Continues, "{name}, task of event {started}");
        run.apply_task(input).unwrap();
        answers.push((started, worker.answer(name, &mut run, started)));
    }
    assert!(worker.recorded.is_empty(), "{name}: every recorded activation came");
    answers
}

/// The attributes of a message's oneof, as JSON.
fn attributes(json: &str) -> (String, Value) {
    let value: Value = serde_json::from_str(json).unwrap();
    let (key, attributes) = value
        .as_object()
        .unwrap()
        .iter()
        .find(|(key, _)| key.ends_with("Attributes"))
        .expect("it has attributes");
    (key.clone(), attributes.clone())
}

/// A marker's details, without the time of the clock that no rule knows.
fn details(details: &Value) -> BTreeMap<String, String> {
    let payloads: BTreeMap<String, Payloads> = details
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, payloads)| (key.clone(), json::from_str(&payloads.to_string()).unwrap()))
        .collect();
    let text = |payloads: &Payloads| String::from_utf8(payloads.payloads[0].data.to_vec()).unwrap();
    let clockless = |text: String| match text.split_once(r#""original_schedule_time":"#) {
        Some((before, after)) => format!("{before}{}", after.split_once(r#","activation_index""#).unwrap().1),
        None => text,
    };
    payloads
        .iter()
        .map(|(key, payloads)| (key.clone(), clockless(text(payloads))))
        .collect()
}

/// Fields of commands that their events do not repeat, or that the server fills in.
const NOT_REPEATED: [&str; 5] = [
    "requestEagerExecution",
    "retryPolicy",
    "taskQueue",
    "control",
    "messageId",
];

/// Asserts that a command says what the event of the official SDK's command says.
fn assert_command_became(name: &str, command: &everloop_proto::command::v1::Command, event: &HistoryEvent) {
    let (_, ours) = attributes(&json::to_string(command).unwrap());
    let (_, theirs) = attributes(&json::to_string(event).unwrap());
    let mut theirs: BTreeMap<String, Value> = serde_json::from_value(theirs).unwrap();
    if let Some(execution) = theirs.remove("workflowExecution") {
        theirs.insert("execution".to_owned(), execution.clone());
        theirs.insert("workflowId".to_owned(), execution["workflowId"].clone());
        theirs.insert("runId".to_owned(), execution["runId"].clone());
    }
    for (field, value) in ours.as_object().unwrap() {
        if field == "details" {
            assert_eq!(
                details(value),
                details(&theirs[field]),
                "{name}, event {}: {field}",
                event.event_id
            );
            continue;
        }
        if NOT_REPEATED.contains(&field.as_str())
            || (field == "searchAttributes" && event.event_type() != EventType::Unspecified)
        {
            continue;
        }
        let there = theirs.get(field).unwrap_or(&Value::Null);
        assert_eq!(value, there, "{name}, event {}: {field}", event.event_id);
    }
    assert_eq!(
        command.user_metadata, event.user_metadata,
        "{name}, event {}",
        event.event_id
    );
    assert_eq!(
        command.event_group_markers, event.event_group_markers,
        "{name}, event {}",
        event.event_id
    );
}

fn check(name: &str) {
    let captured = captured(name);
    for (started, answer) in live(name, &captured) {
        let behind = usize::try_from(started + 1).unwrap();
        let mut events = captured.history[behind..].iter();
        for command in &answer.commands {
            assert_command_became(name, command, events.next().expect("the command became an event"));
        }
    }
}

macro_rules! scenarios {
    ($($name:ident),* $(,)?) => {$(
        #[test]
        fn $name() {
            check(stringify!($name));
        }
    )*};
}

scenarios!(
    timers,
    activities,
    activity_cancels,
    cancelled,
    cancel_caught,
    failing,
    continuing,
    carrying,
    patched,
    properties,
    parent,
    child_cancels,
    child_ends,
    externals,
    updates,
    update_first,
    locals,
    locals_long,
    local_cancels,
    summaries,
    nexus_calls,
    nexus_cancels,
);
