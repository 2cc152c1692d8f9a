//! Messages to updates that cannot be taken: what the worker is told, in the words of the protocol.

use everloop_proto::protocol::v1::Message;
use everloop_proto::update::v1::{Acceptance, Response};

use super::updates::{accept, protocol_message, reject, respond};
use super::world::{World, completion};
use crate::{Effect, Reject, UpdateStage};

/// What a worker is told that says this to the one update, `u`, which its task has brought.
fn told(say: impl Fn(&Message) -> Vec<Message>) -> Result<(), String> {
    let mut world = World::started();
    world.run_task(vec![]);
    world.update("u").unwrap();
    let task = world.take_task().response;
    answer(&mut world, &task, say(&task.messages[0]))
}

fn answer(
    world: &mut World,
    task: &everloop_proto::workflowservice::v1::PollWorkflowTaskQueueResponse,
    messages: Vec<Message>,
) -> Result<(), String> {
    let mut request = completion(messages.iter().map(|message| protocol_message(&message.id)).collect());
    request.messages = messages;
    match world.complete_with(task, request) {
        Ok(_) => Ok(()),
        Err(Reject::Invalid(text)) => Err(text),
        Err(other) => Err(format!("{other:?}")),
    }
}

fn named(mut message: Message, id: &str) -> Message {
    id.clone_into(&mut message.id);
    message
}

fn holding<M: prost::Message + prost::Name>(mut message: Message, body: &M) -> Message {
    message.body = Some(prost_types::Any {
        type_url: M::type_url(),
        value: body.encode_to_vec(),
    });
    message
}

fn bad(text: &str) -> Result<(), String> {
    Err(format!("BadUpdateWorkflowExecutionMessage: {text}"))
}

fn wrong(kind: &str, state: &str) -> Result<(), String> {
    bad(&format!(
        "invalid state transition attempted for Update u: received *update.{kind} message while in state {state}"
    ))
}

#[test]
fn messages_of_one_completion_follow_each_other() {
    assert_eq!(told(|it| vec![accept(it), respond("u")]), Ok(()));
    assert_eq!(
        told(|it| vec![accept(it), reject(it)]),
        wrong("Rejection", "ProvisionallyAccepted")
    );
    assert_eq!(
        told(|it| vec![accept(it), named(accept(it), "again")]),
        wrong("Acceptance", "ProvisionallyAccepted")
    );
    assert_eq!(
        told(|it| vec![reject(it), accept(it)]),
        wrong("Acceptance", "ProvisionallyCompleted")
    );
    assert_eq!(told(|_| vec![respond("u")]), wrong("Response", "Sent"));
}

#[test]
fn what_earlier_tasks_made_of_an_update_holds() {
    type Say = fn(&Message) -> Message;
    let cases: [(Say, &str); 3] = [
        (accept, "Acceptance"),
        (reject, "Rejection"),
        (|_| respond("u"), "Response"),
    ];
    for (say, kind) in cases {
        for (first, state) in [(1, "Accepted"), (2, "Completed")] {
            let mut world = World::started();
            world.run_task(vec![]);
            world.update("u").unwrap();
            let task = world.take_task().response;
            let request = task.messages[0].clone();
            let messages = [accept(&request), respond("u")][..first].to_vec();
            assert_eq!(answer(&mut world, &task, messages), Ok(()));
            world.signal("go", "a").unwrap();
            let task = world.take_task().response;
            let second = answer(&mut world, &task, vec![named(say(&request), "later")]);
            let expected = match (kind, state) {
                ("Response", "Accepted") => Ok(()),
                _ => wrong(kind, state),
            };
            assert_eq!(second, expected, "{kind} of an update that is {state}");
        }
    }
}

#[test]
fn messages_are_whole() {
    let only = |acceptance: Acceptance| told(move |it| vec![holding(accept(it), &acceptance)]);
    assert_eq!(
        only(Acceptance::default()),
        bad("invalid *update.Acceptance: accepted_request_sequencing_event_id is not set")
    );
    assert_eq!(
        only(Acceptance {
            accepted_request_sequencing_event_id: 5,
            ..Acceptance::default()
        }),
        bad("invalid *update.Acceptance: accepted_request_message_id is not set")
    );
    let responding = |response: Response| told(move |it| vec![accept(it), holding(respond("u"), &response)]);
    assert_eq!(
        responding(Response::default()),
        bad("invalid *update.Response: meta is not set")
    );
    let meta = |update_id: &str| {
        Some(everloop_proto::update::v1::Meta {
            update_id: update_id.to_owned(),
            ..Default::default()
        })
    };
    for (update_id, text) in [
        ("", "meta.update_id is not set"),
        ("other", "meta.update_id != u"),
        ("u", "outcome is not set"),
    ] {
        assert_eq!(
            responding(Response {
                meta: meta(update_id),
                outcome: None
            }),
            bad(&format!("invalid *update.Response: {text}"))
        );
    }
    assert_eq!(
        told(|it| vec![Message {
            body: None,
            ..accept(it)
        }]),
        Err("nil message body".to_owned())
    );
    let request = everloop_proto::update::v1::Request::default();
    assert_eq!(
        told(|it| vec![holding(accept(it), &request)]),
        bad("Message type *update.Request not supported")
    );
}

#[test]
fn messages_name_updates_that_are_there() {
    let other = |it: &Message| Message {
        protocol_instance_id: "other".to_owned(),
        ..accept(it)
    };
    assert_eq!(
        told(|it| vec![other(it)]),
        bad(
            "update other wasn't found on the server. This is most likely a transient error which will be resolved \
             automatically by retries"
        )
    );
    assert_eq!(
        told(|it| vec![accept(it), named(respond("u"), "u/accept")]),
        bad("ProtocolMessageCommand referenced absent message ID u/accept")
    );
    assert_eq!(
        told(|it| vec![named(accept(it), "")]),
        bad("MessageID is not set on ProtocolMessageCommand.")
    );
}

#[test]
fn who_waits_for_the_acceptance_is_told_of_a_close_in_the_same_task() {
    let mut world = World::started();
    world.run_task(vec![]);
    world.update("u").unwrap();
    let task = world.take_task().response;
    let accepted = accept(&task.messages[0]);
    let mut request = completion(vec![protocol_message(&accepted.id), super::world::complete_workflow()]);
    request.messages = vec![accepted];
    world.complete_with(&task, request).unwrap();
    let stages: Vec<_> = world
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::UpdateMoved { status, .. } => Some(status.as_ref().map(|status| status.stage)),
            _ => None,
        })
        .collect();
    assert_eq!(stages, [Ok(UpdateStage::Completed)]);
}
