//! Histories written by the official SDK replay here as they replay there: the same activations, one
//! by one, and its recorded completions pass as if they were ours.

use std::sync::Arc;

use everloop_machines::{Fit, Job, Response, Run, RunOptions, Step, TaskInput};

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
    let input = TaskInput {
        run_id,
        history: captured.history,
        history_complete: true,
        attempt: 1,
        ..TaskInput::default()
    };
    assert_eq!(run.fit(&input), Fit::Continues);
    run.apply_task(input).unwrap();
    for (index, (activation, completion)) in captured.replay.into_iter().enumerate() {
        let step = run.step();
        let Step::Activate(ours) = step else {
            panic!("{name}, task {index}: {step:#?}\ninstead of {activation:#?}")
        };
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
        let mut captured = captured(&name);
        if name == "locals_long" {
            // The official SDK replays a task that only waited for local activities together with the
            // one before, and so tells the workflow a later time than it saw first. We do not.
            let first = &mut captured.replay[0].0;
            let seen_first = &captured.live[0].0;
            (first.now, first.history_length) = (seen_first.now, seen_first.history_length);
            first.history_size_bytes = seen_first.history_size_bytes;
        }
        if name == "reset_updates" {
            // The official SDK replays updates that a reset brought along after the signals, though it saw them
            // before. We replay what was seen.
            let jobs = &mut captured.replay[0].0.jobs;
            let signal = jobs.iter().position(|job| matches!(job, Job::Signal(_))).unwrap();
            let signal = jobs.remove(signal);
            jobs.push(signal);
        }
        replay(&name, captured);
    }
}
