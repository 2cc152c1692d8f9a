//! Prints every machine's table and compares it with `transitions.txt` beside this file, so that the
//! picture in the repository is true. To accept a change, run the test with `UPDATE_TABLES=1` set.

use std::fmt::{Debug, Write as _};

use super::{activity, child, external, local_activity, nexus, timer, update};

fn table<S: Copy + Debug, I: Copy + Debug, E: Debug + PartialEq>(
    text: &mut String,
    name: &str,
    states: &[S],
    inputs: &[I],
    transition: impl Fn(S, I) -> Option<(S, E)>,
) {
    writeln!(text, "{name}").unwrap();
    for &state in states {
        for &input in inputs {
            if let Some((next, effect)) = transition(state, input) {
                writeln!(text, "  {state:?} + {input:?} -> {next:?}, {effect:?}").unwrap();
            }
        }
    }
}

fn tables() -> String {
    let mut text = String::new();
    {
        use timer::{Input, State, transition};
        let states = [State::Issued, State::Running, State::Canceling, State::Gone];
        let inputs = [Input::Cancel, Input::Started, Input::Fired, Input::Canceled];
        table(&mut text, "timer", &states, &inputs, transition);
    }
    {
        use activity::{Input, State, transition};
        let states = [
            State::Issued,
            State::Scheduled,
            State::Started,
            State::Canceling,
            State::Ignored,
            State::Gone,
        ];
        let inputs = [
            Input::TryCancel,
            Input::WaitCancel,
            Input::Abandon,
            Input::Scheduled,
            Input::Started,
            Input::CancelRequested,
            Input::Closed,
        ];
        table(&mut text, "activity", &states, &inputs, transition);
    }
    {
        use local_activity::{Input, State, transition};
        let states = [State::Waiting, State::Running, State::Canceling, State::Gone];
        let inputs = [
            Input::TryCancel,
            Input::WaitCancel,
            Input::Abandon,
            Input::Go,
            Input::Outcome,
        ];
        table(&mut text, "local activity", &states, &inputs, transition);
    }
    {
        use child::{Input, State, transition};
        let states = [
            State::Issued,
            State::Initiated,
            State::CancelSoon,
            State::Started,
            State::Canceling,
            State::Ignored,
            State::Gone,
        ];
        let inputs = [
            Input::TryCancel,
            Input::WaitCancel,
            Input::Abandon,
            Input::Initiated,
            Input::StartFailed,
            Input::Started,
            Input::Closed,
        ];
        table(&mut text, "child", &states, &inputs, transition);
    }
    {
        use external::{Input, State, transition};
        let states = [State::Issued, State::Sent, State::Gone];
        let inputs = [Input::Cancel, Input::Initiated, Input::Delivered, Input::Failed];
        table(&mut text, "external request", &states, &inputs, transition);
    }
    {
        use nexus::{Input, State, transition};
        let states = [
            State::Issued,
            State::Scheduled,
            State::Started,
            State::CancelingStart,
            State::Canceling,
            State::Ignored,
            State::Gone,
        ];
        let inputs = [
            Input::TryCancel,
            Input::WaitCancel,
            Input::Abandon,
            Input::Scheduled,
            Input::Started,
            Input::Closed,
            Input::CancelRecorded,
            Input::CancelHeard,
            Input::AwaitedCancelHeard,
        ];
        table(&mut text, "nexus operation", &states, &inputs, transition);
    }
    {
        use update::{Input, State, transition};
        let states = [State::Asked, State::Accepted, State::Gone];
        let inputs = [Input::Accept, Input::Reject, Input::Complete];
        table(&mut text, "update", &states, &inputs, transition);
    }
    text
}

#[test]
fn the_picture_is_true() {
    let text = tables();
    if option_env!("UPDATE_TABLES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/machines/transitions.txt");
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(
        text,
        include_str!("transitions.txt"),
        "run the test twice with UPDATE_TABLES=1 to accept a change"
    );
}
