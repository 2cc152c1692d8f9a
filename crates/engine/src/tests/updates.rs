//! Updates: accepted, rejected, ignored, given up, with tasks that are written or not.

use everloop_proto::command::v1::command::Attributes as CommandAttributes;
use everloop_proto::command::v1::{Command, ProtocolMessageCommandAttributes};
use everloop_proto::enums::v1::{CommandType, EventType as T};
use everloop_proto::protocol::v1::Message;
use everloop_proto::update::v1::{Acceptance, Meta, Outcome, Rejection, Response, outcome};
use everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedRequest;
use everloop_proto::workflowservice::v1::respond_workflow_task_completed_request::Capabilities;
use prost::Name;

use super::world::{World, application_failure, complete_workflow, completion, payloads, start_timer};
use crate::{Effect, Input, Reject, Reply, UpdateStage};

fn message<M: prost::Message + Name>(verb: &str, update_id: &str, body: &M) -> Message {
    Message {
        id: format!("{update_id}/{verb}"),
        protocol_instance_id: update_id.to_owned(),
        sequencing_id: None,
        body: Some(prost_types::Any {
            type_url: M::type_url(),
            value: body.encode_to_vec(),
        }),
    }
}

pub(super) fn accept(request: &Message) -> Message {
    let body = Acceptance {
        accepted_request_message_id: request.id.clone(),
        accepted_request_sequencing_event_id: 1,
        accepted_request: None,
    };
    message("accept", &request.protocol_instance_id, &body)
}

pub(super) fn reject(request: &Message) -> Message {
    let body = Rejection {
        failure: Some(application_failure("no", "Declined")),
        ..Rejection::default()
    };
    message("reject", &request.protocol_instance_id, &body)
}

pub(super) fn respond(update_id: &str) -> Message {
    let outcome = Outcome {
        value: payloads("set").map(outcome::Value::Success),
    };
    let meta = Meta {
        update_id: update_id.to_owned(),
        ..Meta::default()
    };
    message(
        "complete",
        update_id,
        &Response {
            meta: Some(meta),
            outcome: Some(outcome),
        },
    )
}

pub(super) fn protocol_message(id: &str) -> Command {
    Command {
        command_type: CommandType::ProtocolMessage as i32,
        attributes: Some(CommandAttributes::ProtocolMessageCommandAttributes(
            ProtocolMessageCommandAttributes {
                message_id: id.to_owned(),
            },
        )),
        ..Command::default()
    }
}

/// A completion that says these things to updates.
fn saying(messages: Vec<Message>) -> RespondWorkflowTaskCompletedRequest {
    let commands = messages.iter().map(|message| protocol_message(&message.id)).collect();
    RespondWorkflowTaskCompletedRequest {
        messages,
        ..completion(commands)
    }
}

fn rejecting(request: &Message) -> RespondWorkflowTaskCompletedRequest {
    RespondWorkflowTaskCompletedRequest {
        messages: vec![reject(request)],
        ..completion(vec![])
    }
}

/// A workflow that has done its first task, with nothing to do.
fn idle() -> World {
    let mut world = World::started();
    world.run_task(vec![]);
    world
}

fn moves(world: &World) -> Vec<(String, Option<UpdateStage>)> {
    let moves = world.effects.iter().filter_map(|effect| match effect {
        Effect::UpdateMoved { update_id, status } => {
            Some((update_id.clone(), status.as_ref().ok().map(|status| status.stage)))
        }
        _ => None,
    });
    moves.collect()
}

#[test]
fn an_update_comes_with_the_first_task_and_is_answered_at_once() {
    let mut world = World::started();
    let Ok(Reply::Update(status)) = world.update("u") else {
        panic!("not admitted")
    };
    assert_eq!(status.stage, UpdateStage::Admitted);
    let task = world.take_task().response;
    let request = &task.messages[0];
    assert_eq!(
        (request.id.as_str(), request.protocol_instance_id.as_str()),
        ("u/request", "u")
    );
    world
        .complete_with(&task, saying(vec![accept(request), respond("u")]))
        .unwrap();
    assert_eq!(
        world.types_from(4),
        [
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionUpdateAccepted,
            T::WorkflowExecutionUpdateCompleted
        ]
    );
    assert_eq!(
        moves(&world),
        [("u".to_owned(), Some(UpdateStage::Completed))],
        "who waits for the acceptance is told the outcome"
    );
    let Ok(Reply::Update(again)) = world.update("u") else {
        panic!("not known")
    };
    assert_eq!(again.stage, UpdateStage::Completed, "the same id asks for nothing new");
    world.signal("go", "a").unwrap();
    world.run_task(vec![complete_workflow()]);
    assert!(
        world.restored().update_status("u").unwrap().outcome.is_some(),
        "it is known for ever"
    );
    assert_eq!(world.update("v"), Err(Reject::closed()));
}

#[test]
fn a_rejected_update_leaves_no_trace() {
    let mut world = idle();
    world.update("u").unwrap();
    assert_eq!(world.history.len(), 4, "the task that carries it isn't in history");
    let task = world.take_task();
    assert_eq!((task.response.started_event_id, task.virtual_events.len()), (6, 2));
    let reply = world
        .complete_with(&task.response, rejecting(&task.response.messages[0]))
        .unwrap();
    assert!(matches!(
        reply,
        Reply::WorkflowTaskCompleted {
            reset_history_event_id: 3,
            ..
        }
    ));
    assert_eq!(world.history.len(), 4);
    assert_eq!(moves(&world), [("u".to_owned(), Some(UpdateStage::Completed))]);
    assert_eq!(world.execution.update_status("u"), None, "the id is free again");
    world.update("u").unwrap();
    let task = world.take_task();
    assert_eq!(task.response.started_event_id, 6, "the same ids come back");
    world
        .complete_with(&task.response, saying(vec![accept(&task.response.messages[0])]))
        .unwrap();
    assert_eq!(
        world.types_from(5),
        [
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionUpdateAccepted
        ]
    );
}

#[test]
fn a_worker_must_be_able_to_skip_events_for_a_task_to_vanish() {
    for capable in [true, false] {
        let mut world = World::started();
        world.run_task(vec![start_timer("1", 50_000)]);
        world.update("u").unwrap();
        let task = world.take_task().response;
        let request = RespondWorkflowTaskCompletedRequest {
            capabilities: Some(Capabilities {
                discard_speculative_workflow_task_with_events: capable,
            }),
            ..rejecting(&task.messages[0])
        };
        world.complete_with(&task, request).unwrap();
        assert_eq!(world.history.len(), if capable { 5 } else { 8 });
    }
}

#[test]
fn what_else_happens_writes_the_task_down() {
    let mut world = idle();
    world.update("u").unwrap();
    world.signal("go", "a").unwrap();
    assert_eq!(
        world.types_from(5),
        [T::WorkflowTaskScheduled, T::WorkflowExecutionSignaled]
    );
    let task = world.take_task().response;
    assert_eq!((task.started_event_id, task.messages.len()), (7, 1));
    world.complete_with(&task, rejecting(&task.messages[0])).unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowTaskCompleted);

    world.update("v").unwrap();
    let task = world.take_task().response;
    world.signal("go", "b").unwrap();
    assert_eq!(world.types_from(9), [T::WorkflowTaskScheduled, T::WorkflowTaskStarted]);
    world.complete_with(&task, rejecting(&task.messages[0])).unwrap();
    assert_eq!(
        world.types_from(11),
        [
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled
        ]
    );
}

#[test]
fn an_ignored_update_is_rejected_for_the_worker() {
    let mut world = idle();
    world.update("u").unwrap();
    let task = world.take_task().response;
    world.complete(&task, vec![]).unwrap();
    let [Effect::UpdateMoved { status: Ok(status), .. }] = world.effects.as_slice() else {
        panic!("not told")
    };
    let Some(outcome::Value::Failure(failure)) = status.outcome.as_ref().unwrap().value.as_ref() else {
        panic!("no failure")
    };
    assert!(failure.message.contains("wasn't processed by worker"));
}

#[test]
fn a_failed_task_brings_its_updates_again() {
    let mut world = idle();
    world.update("u").unwrap();
    let task = world.take_task().response;
    world.fail_task(&task).unwrap();
    assert_eq!(
        world.types_from(5),
        [T::WorkflowTaskScheduled, T::WorkflowTaskStarted, T::WorkflowTaskFailed]
    );
    let task = world.take_task().response;
    assert_eq!((task.attempt, task.messages.len()), (2, 1));
    let refused = world.complete(&task, vec![protocol_message("nothing")]);
    assert!(matches!(refused, Err(Reject::Invalid(_))));
}

#[test]
fn an_answer_that_can_not_be_taken_gives_the_update_up() {
    let mut world = idle();
    world.update("u").unwrap();
    let task = world.take_task().response;
    assert!(world.complete(&task, vec![protocol_message("nothing")]).is_err());
    assert_eq!(moves(&world), [("u".to_owned(), None)]);
    assert_eq!(world.execution.update_status("u"), None);
}

#[test]
fn a_close_over_news_gives_the_answered_update_up() {
    let mut world = idle();
    world.update("u").unwrap();
    let task = world.take_task();
    world.signal("go", "a").unwrap();
    let mut answer = saying(vec![accept(&task.response.messages[0]), respond("u")]);
    answer.commands.push(complete_workflow());
    let refused = world.complete_with(&task.response, answer);
    assert_eq!(refused, Err(Reject::Invalid("UnhandledCommand".to_owned())));
    assert_eq!(moves(&world), [("u".to_owned(), None)]);
    assert!(world.take_task().response.messages.is_empty());
}

#[test]
fn a_close_answers_all_updates() {
    let mut world = idle();
    world.update("accepted").unwrap();
    let task = world.take_task().response;
    world
        .complete_with(&task, saying(vec![accept(&task.messages[0])]))
        .unwrap();
    world.signal("go", "a").unwrap();
    let task = world.take_task().response;
    world.update("late").unwrap();
    world.complete(&task, vec![complete_workflow()]).unwrap();
    assert_eq!(
        moves(&world),
        [
            ("late".to_owned(), None),
            ("accepted".to_owned(), Some(UpdateStage::Completed))
        ]
    );
    assert_eq!(
        world.restored().update_status("accepted").unwrap().stage,
        UpdateStage::Completed
    );
}

#[test]
fn an_update_that_came_during_a_task_gets_the_next() {
    let mut world = World::started();
    let task = world.take_task().response;
    world.update("u").unwrap();
    world.complete(&task, vec![]).unwrap();
    assert_eq!(world.types_from(5), [T::WorkflowTaskScheduled]);
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::WorkflowTaskReady {
            scheduled_event_id: 5,
            ..
        }]
    ));
    assert_eq!(world.take_task().response.messages.len(), 1);
}

#[test]
fn a_task_for_updates_that_nobody_takes_becomes_a_normal_one() {
    let mut world = idle();
    world.update("u").unwrap();
    world.pass_millis(5_000);
    assert_eq!(
        world.types_from(5),
        [
            T::WorkflowTaskScheduled,
            T::WorkflowTaskTimedOut,
            T::WorkflowTaskScheduled
        ]
    );
    assert_eq!(world.take_task().response.messages.len(), 1);
    world.give(Input::Terminate(Box::default())).unwrap();
    assert_eq!(moves(&world), [("u".to_owned(), None)]);
}

#[test]
fn there_is_a_bound_to_updates_at_once() {
    let mut world = idle();
    for number in 0..10 {
        world.update(&number.to_string()).unwrap();
    }
    assert!(matches!(world.update("more"), Err(Reject::Exhausted { .. })));
    assert!(matches!(world.update("3"), Ok(Reply::Update(_))), "the same id joins");
}

#[test]
fn an_update_waits_out_the_first_backoff() {
    let mut world = World::started_with(everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest {
        workflow_start_delay: super::world::seconds(5),
        ..super::world::request()
    });
    world.update("u").unwrap();
    assert_eq!(world.history.len(), 1);
    world.pass_millis(5_000);
    assert_eq!(world.take_task().response.messages.len(), 1);
}

#[test]
fn a_close_does_not_reject_what_the_worker_ignored() {
    let mut world = idle();
    world.update("u").unwrap();
    let task = world.take_task().response;
    world.complete(&task, vec![super::world::continue_as_new()]).unwrap();
    assert!(world.effects.iter().any(|effect| matches!(
        effect,
        Effect::UpdateMoved {
            status: Err(Reject::Exhausted { .. }),
            ..
        }
    )));
}
