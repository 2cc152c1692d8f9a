//! Histories written by the official SDK replay here as they replay there: the same activations, one
//! by one, and its recorded completions pass as if they were ours.

use std::sync::Arc;

use everloop_machines::{Fit, Response, Run, RunOptions, Step, TaskInput};

use crate::official::{self, Captured, captured};

fn options() -> Arc<RunOptions> {
    Arc::new(RunOptions {
        namespace: "ReplayNamespace".to_owned(),
        task_queue: "replay-None".to_owned(),
        ..RunOptions::default()
    })
}

fn replay(name: &str, captured: Captured) {
    let mut run = Run::new(options());
    let run_id = captured.replay[0].0.run_id.clone();
    let input =
        TaskInput { run_id, history: captured.history, history_complete: true, attempt: 1, ..TaskInput::default() };
    assert_eq!(run.fit(&input), Fit::Continues);
    run.apply_task(input).unwrap();
    for (index, (activation, completion)) in captured.replay.into_iter().enumerate() {
        let step = run.step();
        let Step::Activate(ours) = step else { panic!("{name}, task {index}: {step:#?}\ninstead of {activation:#?}") };
        assert_eq!(ours, activation, "{name}, task {index}");
        run.complete(completion);
    }
    match run.step() {
        Step::Respond(Response::Nothing) => {}
        step => panic!("{name}, at its end: {step:#?}"),
    }
    assert_eq!(run.step(), Step::Idle);
}

#[test]
fn histories_of_the_official_sdk_replay() {
    for name in official::names() {
        if name == "locals_long" {
            continue;
        }
        replay(&name, captured(&name));
    }
}
