//! What commands carry for people to read: it goes with a cancellation too.

use std::collections::BTreeMap;

use everloop_machines::{Command, Completion, Step, completion::Done, task::TaskInput};
use everloop_proto::{
    command::v1::Command as Sent,
    enums::v1::CommandType,
    sdk::v1::{EventGroupMarker, event_group_marker},
};

use crate::story::{Stage, Story, activity, answer, timer};

fn group(id: &str) -> EventGroupMarker {
    let label = event_group_marker::Label {
        id: id.to_owned(),
        label: None,
    };
    EventGroupMarker {
        variant: Some(event_group_marker::Variant::Label(label)),
    }
}

/// Answers a task, the first activation with what is given, any further one with nothing.
fn play(
    stage: &mut Stage,
    input: TaskInput,
    commands: Vec<Command>,
    event_group_markers: BTreeMap<usize, Vec<EventGroupMarker>>,
) -> Vec<(CommandType, Vec<EventGroupMarker>)> {
    let mut done = Done {
        commands,
        event_group_markers,
        ..Done::default()
    };
    stage.run.apply_task(input).unwrap();
    loop {
        match stage.run.step() {
            Step::Activate(_) => stage.run.complete(Completion::Done(std::mem::take(&mut done))),
            Step::Respond(response) => {
                let shown = |sent: Sent| (sent.command_type(), sent.event_group_markers);
                return answer(response).commands.into_iter().map(shown).collect();
            }
            step => panic!("{step:?}"),
        }
    }
}

#[test]
fn a_cancellation_carries_the_groups_of_what_it_cancels() {
    let mut stage = Stage::new();
    let story = Story::begin();
    let (both, one) = (vec![group("t"), group("u")], vec![group("a")]);
    let commands = vec![timer(1), activity(1, "greet"), timer(2)];
    let markers = [(0, both.clone()), (1, one.clone())].into();
    let expected = [
        (CommandType::StartTimer, both.clone()),
        (CommandType::ScheduleActivityTask, one.clone()),
        (CommandType::StartTimer, Vec::new()),
    ];
    assert_eq!(play(&mut stage, story.input(), commands, markers), expected);
    let seen = story.last();
    let story = story
        .answered()
        .timer_started("1")
        .activity_scheduled("1", "greet")
        .timer_started("2")
        .signaled("stop")
        .task();
    let cancellations = vec![
        Command::CancelTimer { seq: 1 },
        Command::CancelTimer { seq: 2 },
        Command::CancelActivity { seq: 1 },
    ];
    let expected = [
        (CommandType::CancelTimer, both),
        (CommandType::CancelTimer, Vec::new()),
        (CommandType::RequestCancelActivityTask, one),
    ];
    let news = story.input_after(seen);
    assert_eq!(play(&mut stage, news, cancellations, BTreeMap::new()), expected);
}
