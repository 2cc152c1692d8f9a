//! Workflow tasks one by one: what fits a cached run, what is asked of it, and what is answered.

use everloop_machines::{
    Command, Completion, Fit, Job, Response, Step,
    completion::{CancellationType, QueryResult, TaskFailed, UpdateResponse, UpdateStep},
    random_seed,
};
use everloop_proto::{
    command::v1::command,
    common::v1::{Payload, Payloads},
    enums::v1::{CommandType, EventType, WorkflowTaskFailedCause},
    failure::v1::Failure,
    history::v1::{
        WorkflowExecutionUpdateAcceptedEventAttributes, WorkflowExecutionUpdateAdmittedEventAttributes,
        WorkflowTaskCompletedEventAttributes, history_event::Attributes,
    },
    protocol::v1::{Message, message::SequencingId},
    query::v1::WorkflowQuery,
    sdk::v1::WorkflowTaskCompletedMetadata,
    update::v1::{Input, Meta, Request},
};
use prost::{Message as _, Name};

use crate::story::{Stage, Story, activity, answer, done, failure, timer};

fn kinds(jobs: &[Job]) -> Vec<&'static str> {
    jobs.iter()
        .map(|job| match job {
            Job::Initialize(_) => "initialize",
            Job::UpdateRandomSeed { .. } => "seed",
            Job::NotifyHasPatch { .. } => "patch",
            Job::FireTimer { .. } => "timer",
            Job::ResolveActivity { .. } => "activity",
            Job::Signal(_) => "signal",
            Job::Update(_) => "update",
            Job::Query(_) => "query",
            _ => "other",
        })
        .collect()
}

fn command_types(commands: &[everloop_proto::command::v1::Command]) -> Vec<CommandType> {
    commands
        .iter()
        .map(everloop_proto::command::v1::Command::command_type)
        .collect()
}

#[test]
fn a_task_goes_on_where_the_last_one_ended() {
    let mut stage = Stage::new();
    let story = Story::begin();
    let first = answer(stage.play(story.input(), [vec![timer(1), activity(1, "greet")]]));
    assert_eq!(
        command_types(&first.commands),
        [CommandType::StartTimer, CommandType::ScheduleActivityTask]
    );
    assert_eq!(first.sdk_metadata.core_used_flags, [1, 2, 3, 4]);
    assert_eq!(
        (&*first.sdk_metadata.sdk_name, &*first.sdk_metadata.sdk_version),
        ("everloop", "1")
    );

    let story = story
        .answered()
        .timer_started("1")
        .activity_scheduled("1", "greet")
        .timer_fired("1")
        .task();
    let second = stage.play(
        story.input_after(3),
        [vec![Command::CancelActivity { seq: 1 }], vec![done()]],
    );
    let second = answer(second);
    assert_eq!(stage.seen[1].jobs, [Job::FireTimer { seq: 1 }]);
    assert!(!stage.seen[1].is_replaying);
    assert_eq!(stage.seen[1].history_length, 9);
    assert_eq!(kinds(&stage.seen[2].jobs), ["activity"]);
    let sent = [
        CommandType::RequestCancelActivityTask,
        CommandType::CompleteWorkflowExecution,
    ];
    assert_eq!(command_types(&second.commands), sent);
    assert!(second.closes_run && stage.run.is_closed());
    assert_eq!(second.sdk_metadata, Default::default());
}

#[test]
fn jobs_come_by_rank_and_then_by_history() {
    let story = Story::begin()
        .answered()
        .timer_started("1")
        .activity_scheduled("1", "greet")
        .activity_completed(6)
        .signaled("a")
        .timer_fired("1")
        .task()
        .task_failed(WorkflowTaskFailedCause::ResetWorkflow, "new run")
        .signaled("b")
        .task()
        .answered()
        .patch_marked("p", false);
    let mut stage = Stage::new();
    let script = [vec![timer(1), activity(1, "greet")], vec![crate::story::patch("p")]];
    assert_eq!(stage.play(story.replay(), script), Response::Nothing);
    assert_eq!(
        kinds(stage.jobs()),
        ["patch", "seed", "signal", "signal", "activity", "timer"]
    );
    assert_eq!(
        stage.jobs()[1],
        Job::UpdateRandomSeed {
            seed: random_seed("new run")
        }
    );
}

#[test]
fn a_task_without_jobs_is_answered_without_the_runtime() {
    let mut stage = Stage::new();
    let story = Story::begin();
    stage.play(story.input(), [vec![timer(1)]]);
    let story = story.answered().timer_started("1").task();
    assert_eq!(answer(stage.play(story.input_after(3), [])).commands, []);
}

#[test]
fn failed_and_timed_out_tasks_end_no_stretch() {
    let unspecified = WorkflowTaskFailedCause::UnhandledCommand;
    let story = Story::begin()
        .task_failed(unspecified, "")
        .signaled("a")
        .task()
        .task_timed_out()
        .task();
    let mut stage = Stage::new();
    answer(stage.play(story.input(), [vec![]]));
    assert_eq!(kinds(stage.jobs()), ["initialize", "signal"]);
    assert_eq!(stage.seen[0].history_length, 10);
}

#[test]
fn what_fits() {
    let mut stage = Stage::new();
    let story = Story::begin();
    assert_eq!(stage.run.fit(&story.input()), Fit::Continues);
    assert_eq!(stage.run.fit(&story.input_after(1)), Fit::NeedsFullHistory);
    stage.play(story.input(), [vec![timer(1)]]);

    let accepted = story.clone().answered().timer_started("1").timer_fired("1").task();
    assert_eq!(stage.run.fit(&accepted.input_after(3)), Fit::Continues);
    assert_eq!(stage.run.fit(&accepted.input()), Fit::Continues);
    assert_eq!(stage.run.fit(&accepted.input_after(5)), Fit::NeedsFullHistory);
    // Our answer was lost: the history shows that the task timed out.
    let lost = story.task_timed_out().task();
    assert_eq!(stage.run.fit(&lost.input_after(3)), Fit::NeedsFullHistory);
    assert_eq!(stage.run.fit(&lost.input()), Fit::Restarts);
    assert!(stage.run.apply_task(lost.input()).is_err());
}

#[test]
fn a_failed_run_fits_nothing() {
    let mut stage = Stage::new();
    let story = Story::begin();
    stage.run.apply_task(story.input()).unwrap();
    let Step::Activate(_) = stage.run.step() else { panic!() };
    let cause = WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure;
    stage.run.complete(Completion::TaskFailed(TaskFailed {
        failure: Failure::default(),
        cause,
    }));
    assert_eq!(failure(stage.go_on([])).cause, cause);
    assert_eq!(stage.run.fit(&story.input()), Fit::Restarts);
}

#[test]
fn history_in_pages() {
    let story = Story::begin()
        .answered()
        .timer_started("1")
        .timer_fired("1")
        .task()
        .answered()
        .completed();
    for split in 1..story.events.len() {
        let mut input = story.replay();
        let rest = input.history.split_off(split);
        input.history_complete = false;
        let mut stage = Stage::new();
        stage.run.apply_task(input).unwrap();
        let mut rest = Some(rest);
        let mut script = vec![vec![timer(1)], vec![done()]].into_iter();
        loop {
            match stage.run.step() {
                Step::NeedHistory => stage.run.add_history(rest.take().expect("asked once"), true),
                Step::Activate(_) => stage
                    .run
                    .complete(Completion::Done(everloop_machines::completion::Done {
                        commands: script.next().unwrap(),
                        ..Default::default()
                    })),
                Step::Respond(response) => break assert_eq!(response, Response::Nothing, "split at {split}"),
                step => panic!("{step:?}"),
            }
        }
        assert_eq!(script.next(), None);
    }
}

fn query(kind: &str) -> WorkflowQuery {
    WorkflowQuery {
        query_type: kind.to_owned(),
        ..WorkflowQuery::default()
    }
}

fn result(query_id: &str, outcome: Result<Payload, Failure>) -> Command {
    Command::QueryResult(Box::new(QueryResult {
        query_id: query_id.to_owned(),
        outcome,
    }))
}

#[test]
fn queries_with_a_task_come_after_its_jobs() {
    let mut stage = Stage::new();
    let mut input = Story::begin().input();
    input.queries = [("a".to_owned(), query("x")), ("b".to_owned(), query("y"))].into();
    let no = Failure {
        message: "no".to_owned(),
        ..Failure::default()
    };
    let answers = vec![result("a", Ok(Payload::default())), result("b", Err(no))];
    let answer = answer(stage.play(input, [vec![timer(1)], answers]));
    assert_eq!(kinds(&stage.seen[0].jobs), ["initialize"]);
    assert_eq!(kinds(&stage.seen[1].jobs), ["query", "query"]);
    assert!(stage.seen[1].is_replaying);
    assert_eq!(answer.commands.len(), 1);
    assert_eq!(answer.query_results["a"].answer.as_ref().unwrap().payloads.len(), 1);
    assert_eq!(answer.query_results["b"].error_message, "no");
}

#[test]
fn a_query_alone_replays_what_it_must() {
    let story = Story::begin().answered().timer_started("1");
    let mut stage = Stage::new();
    let mut input = story.replay();
    input.query = Some(query("x"));
    let response = stage.play(
        input,
        [vec![timer(1)], vec![result("legacy_query", Ok(Payload::default()))]],
    );
    let Response::QueryAnswered { outcome: Ok(payloads) } = response else {
        panic!("{response:?}")
    };
    assert_eq!(payloads.payloads.len(), 1);

    // The run is cached now, and a query comes without any history.
    let mut input = Story::default().replay();
    input.query = Some(query("x"));
    assert_eq!(stage.run.fit(&input), Fit::Continues);
    let failed = vec![result("legacy_query", Err(Failure::default()))];
    assert_eq!(
        stage.play(input, [failed]),
        Response::QueryAnswered {
            outcome: Err(Failure::default())
        }
    );

    // And a task goes on.
    let story = story.timer_fired("1").task();
    answer(stage.play(story.input_after(3), [vec![timer(2)]]));

    // A query may come before the history shows what that task sent.
    let mut input = Story::default().replay();
    input.query = Some(query("x"));
    let answered = vec![result("legacy_query", Ok(Payload::default()))];
    let response = stage.play(input, [answered]);
    assert!(
        matches!(response, Response::QueryAnswered { outcome: Ok(_) }),
        "{response:?}"
    );
}

#[test]
fn a_query_alone_of_changed_code_fails() {
    let story = Story::begin().answered().timer_started("1");
    let mut input = story.replay();
    input.query = Some(query("x"));
    let response = Stage::new().play(input, [vec![activity(1, "greet")]]);
    let Response::QueryAnswered { outcome: Err(failure) } = response else {
        panic!("{response:?}")
    };
    assert!(failure.message.contains("TMPRL1100"), "{failure:?}");
}

#[test]
fn the_closing_command_goes_last_and_once() {
    let mut stage = Stage::new();
    let commands = vec![timer(1), done(), timer(2), Command::CancelWorkflow { details: None }];
    let answer = answer(stage.play(Story::begin().input(), [commands]));
    let sent = [
        CommandType::StartTimer,
        CommandType::StartTimer,
        CommandType::CompleteWorkflowExecution,
    ];
    assert_eq!(command_types(&answer.commands), sent);
}

#[test]
fn a_workflow_is_cancelled_with_details() {
    let details = Some(Payloads {
        payloads: vec![Payload::default()],
    });
    let commands = vec![Command::CancelWorkflow {
        details: details.clone(),
    }];
    let answer = answer(Stage::new().play(Story::begin().input(), [commands]));
    let Some(command::Attributes::CancelWorkflowExecutionCommandAttributes(sent)) = &answer.commands[0].attributes
    else {
        panic!("{answer:?}")
    };
    assert_eq!(sent.details, details);
}

#[test]
fn an_activation_names_the_last_sdk_recorded() {
    let mut stage = Stage::new();
    let story = Story::begin();
    let _ = stage.play(story.input(), [vec![timer(1)]]);
    let sdk_metadata = Some(WorkflowTaskCompletedMetadata {
        sdk_version: "of another".to_owned(),
        ..WorkflowTaskCompletedMetadata::default()
    });
    let completed = WorkflowTaskCompletedEventAttributes {
        sdk_metadata,
        ..WorkflowTaskCompletedEventAttributes::default()
    };
    let completed = Attributes::WorkflowTaskCompletedEventAttributes(completed);
    let story = story.with(EventType::WorkflowTaskCompleted, completed);
    let story = story.timer_started("1").timer_fired("1").task();
    let _ = stage.play(story.input_after(3), [vec![done()]]);
    let named: Vec<_> = stage.seen.iter().map(|seen| seen.last_sdk_version.as_deref()).collect();
    assert_eq!(named, [None, Some("of another")]);
}

#[test]
fn a_command_cancelled_in_its_own_task_is_not_sent() {
    let mut stage = Stage::new();
    let commands = vec![
        timer(1),
        timer(2),
        Command::CancelTimer { seq: 1 },
        Command::CancelTimer { seq: 9 },
    ];
    let answer = answer(stage.play(Story::begin().input(), [commands]));
    assert_eq!(command_types(&answer.commands), [CommandType::StartTimer]);
}

#[test]
fn nonsense_fails_the_task() {
    for (commands, message) in [
        (vec![timer(1), timer(1)], "timer 1 is started twice"),
        (
            vec![activity(1, "a"), activity(1, "b")],
            "activity 1 is scheduled twice",
        ),
        (
            vec![result("a", Ok(Payload::default()))],
            "it answers query a, which was not asked",
        ),
        (vec![accept("u")], "update u has no use for Accept"),
    ] {
        let failure = failure(Stage::new().play(Story::begin().input(), [commands]));
        assert!(
            failure.failure.message.ends_with(message),
            "{}",
            failure.failure.message
        );
        assert_eq!(failure.cause, WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure);
    }
}

fn accept(id: &str) -> Command {
    respond(id, UpdateStep::Accepted)
}

fn respond(id: &str, response: UpdateStep) -> Command {
    Command::UpdateResponse(Box::new(UpdateResponse {
        protocol_instance_id: id.to_owned(),
        response,
    }))
}

fn request(id: &str) -> Request {
    Request {
        meta: Some(Meta {
            update_id: id.to_owned(),
            ..Meta::default()
        }),
        input: Some(Input {
            name: "add".to_owned(),
            ..Input::default()
        }),
        ..Request::default()
    }
}

fn message(id: &str, sequencing_event_id: i64) -> Message {
    Message {
        id: format!("{id}/request"),
        protocol_instance_id: id.to_owned(),
        body: Some(prost_types::Any {
            type_url: format!("type.googleapis.com/{}", Request::full_name()),
            value: request(id).encode_to_vec(),
        }),
        sequencing_id: Some(SequencingId::EventId(sequencing_event_id)),
    }
}

#[test]
fn a_task_that_only_rejects_is_dropped_and_leaves_no_trace() {
    let mut stage = Stage::new();
    let story = Story::begin();
    stage.play(story.input(), [vec![timer(1)]]);
    let story = story.answered().timer_started("1");

    // Events 6 and 7 exist for this task alone.
    let mut speculative = story.clone().task().input_after(3);
    speculative.messages = vec![message("u", 6)];
    let rejected = respond(
        "u",
        UpdateStep::Rejected {
            failure: Failure::default(),
        },
    );
    let answer_to_it = answer(stage.play(speculative, [vec![rejected]]));
    assert_eq!(answer_to_it.commands, []);
    assert_eq!(answer_to_it.messages.len(), 1);
    stage.run.reset_to(3);

    let story = story.timer_fired("1").task();
    assert_eq!(stage.run.fit(&story.input_after(3)), Fit::Continues);
    answer(stage.play(story.input_after(3), [vec![done()]]));
    assert_eq!(stage.jobs(), [Job::FireTimer { seq: 1 }]);
}

#[test]
fn an_update_keeps_its_place_among_signals() {
    let mut stage = Stage::new();
    let story = Story::begin();
    stage.play(story.input(), [vec![]]);
    let story = story.answered().signaled("a").signaled("b").task();
    let mut input = story.input_after(3);
    input.messages = vec![message("u", 5)];
    let answer = answer(stage.play(
        input,
        [vec![
            accept("u"),
            timer(1),
            respond("u", UpdateStep::Completed { result: None }),
        ]],
    ));
    assert_eq!(kinds(stage.jobs()), ["signal", "update", "signal"]);
    let sent = [
        CommandType::ProtocolMessage,
        CommandType::StartTimer,
        CommandType::ProtocolMessage,
    ];
    assert_eq!(command_types(&answer.commands), sent);
    assert_eq!(answer.messages.len(), 2);
}

#[test]
fn an_update_that_a_reset_carried_over_is_replayed() {
    let admitted = WorkflowExecutionUpdateAdmittedEventAttributes {
        request: Some(request("u")),
        origin: 1,
    };
    let accepted = WorkflowExecutionUpdateAcceptedEventAttributes {
        protocol_instance_id: "u".to_owned(),
        accepted_request_message_id: "u/request".to_owned(),
        accepted_request_sequencing_event_id: 5,
        accepted_request: None,
    };
    let story = Story::begin()
        .answered()
        .with(
            EventType::WorkflowExecutionUpdateAdmitted,
            Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(admitted),
        )
        .task()
        .answered()
        .with(
            EventType::WorkflowExecutionUpdateAccepted,
            Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted),
        );
    let mut stage = Stage::new();
    assert_eq!(
        stage.play(story.replay(), [vec![], vec![accept("u")]]),
        Response::Nothing
    );
    let [Job::Update(update)] = stage.jobs() else {
        panic!("{:?}", stage.jobs())
    };
    assert_eq!((&*update.name, update.run_validator), ("add", false));
}

#[test]
fn a_cancelled_timer_is_known_to_the_history() {
    let story = Story::begin()
        .answered()
        .timer_started("1")
        .signaled("a")
        .task()
        .answered()
        .timer_canceled("1")
        .completed();
    let script = [vec![timer(1)], vec![Command::CancelTimer { seq: 1 }, done()]];
    assert_eq!(Stage::new().play(story.replay(), script), Response::Nothing);
}

#[test]
fn an_abandoned_activity_is_not_heard_of_again() {
    let Command::ScheduleActivity(mut abandoned) = activity(1, "greet") else {
        panic!()
    };
    abandoned.cancellation_type = CancellationType::Abandon;
    let story = Story::begin()
        .answered()
        .activity_scheduled("1", "greet")
        .signaled("a")
        .task()
        .answered()
        .activity_completed(5)
        .task()
        .answered()
        .completed();
    let mut stage = Stage::new();
    let script = [
        vec![Command::ScheduleActivity(abandoned)],
        vec![Command::CancelActivity { seq: 1 }],
        vec![],
    ];
    let response = stage.play(story.replay(), script);
    assert!(
        failure(response).failure.message.contains("no such command"),
        "only the completion is missing"
    );
    assert_eq!(kinds(stage.jobs()), ["activity"]);
}
