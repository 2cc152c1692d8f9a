//! Runs that outgrow their bounds: what was about to happen does not, and the run is terminated.

use everloop_proto::common::v1::Memo;
use everloop_proto::enums::v1::EventType::{
    self, ActivityTaskScheduled, WorkflowExecutionSignaled, WorkflowExecutionStarted, WorkflowExecutionTerminated,
    WorkflowTaskFailed, WorkflowTaskScheduled, WorkflowTaskStarted,
};

use super::world::*;
use crate::{Reject, Status};

const STATE: &str = "Workflow mutable state size exceeds limit.";
const COUNT: &str = "Workflow history count exceeds limit.";

fn reason(world: &World) -> String {
    use everloop_proto::history::v1::history_event::Attributes;
    match &world.last().attributes {
        Some(Attributes::WorkflowExecutionTerminatedEventAttributes(terminated)) => {
            assert_eq!(terminated.identity, "history-service");
            terminated.reason.clone()
        }
        other => panic!("not terminated: {other:?}"),
    }
}

fn assert_ended<T: std::fmt::Debug>(world: &World, told: Result<T, Reject>, why: &str) {
    assert_eq!(told.unwrap_err(), Reject::Invalid(why.to_owned()));
    assert_eq!(reason(world), why);
    assert_eq!(world.status(), Status::Terminated);
}

fn count(world: &World, kind: EventType) -> usize {
    world.types().iter().filter(|found| **found == kind).count()
}

/// A world whose activity, scheduled by event 5, is with a worker.
fn with_activity() -> (
    World,
    everloop_proto::workflowservice::v1::PollActivityTaskQueueResponse,
) {
    let mut world = World::started();
    world.limits.state_bytes_max = 20_000;
    world.run_task(vec![schedule(activity("1"))]);
    let task = world.take_activity(5).unwrap();
    (world, task)
}

#[test]
fn a_heartbeat_beyond_the_bound_ends_the_run() {
    let (mut world, task) = with_activity();
    for text in ["x", "y"] {
        world.beat(&task, &text.repeat(15_000)).unwrap();
    }
    let told = world.beat(&task, &"z".repeat(20_000));
    assert_ended(&world, told, STATE);
}

#[test]
fn failures_of_attempts_count_until_the_activity_ends() {
    let (mut world, task) = with_activity();
    world.limits.activity_failure_bytes_max = 100_000;
    let told = world.fail_activity(&task, application_failure(&"no".repeat(10_000), "Declined"));
    assert_ended(&world, told, STATE);

    let (mut world, task) = with_activity();
    world.beat(&task, &"x".repeat(15_000)).unwrap();
    let before = world.execution.bytes;
    world.complete_activity(&task).unwrap();
    assert!(world.execution.bytes + 15_000 < before, "what has ended counts no more");
}

#[test]
fn inputs_do_not_count_but_activities_do() {
    let mut world = World::started();
    world.limits.state_bytes_max = 20_000;
    let mut large = activity("large");
    large.input = payloads(&"x".repeat(50_000));
    world.run_task(vec![schedule(large)]);
    world.signal("wake", "one").unwrap();
    let task = world.take_task();
    let many = (0..200).map(|n| schedule(activity(&n.to_string()))).collect();
    let told = world.complete(&task.response, many);
    assert_ended(&world, told, STATE);
    assert_eq!(count(&world, ActivityTaskScheduled), 1, "the commands were dropped");
    assert_eq!(count(&world, WorkflowTaskFailed), 1);
}

#[test]
fn what_waits_in_the_buffer_comes_out_before_the_end() {
    let mut world = World::started();
    world.take_task();
    world.limits.state_bytes_max = world.execution.bytes + 200;
    let mut accepted = 0;
    let told = loop {
        match world.signal("news", &format!("request {accepted}")) {
            Ok(_) => accepted += 1,
            Err(told) => break told,
        }
    };
    assert_ended::<()>(&world, Err(told), STATE);
    assert!(accepted > 1);
    assert_eq!(count(&world, WorkflowExecutionSignaled), accepted);
}

#[test]
fn a_task_of_a_run_that_began_too_large_is_not_handed_out() {
    let memo = [("note".to_owned(), crate::payload::json_text(&"x".repeat(50_000)))].into();
    let mut world = World::started_with(everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest {
        memo: Some(Memo { fields: memo }),
        ..request()
    });
    world.limits.state_bytes_max = 20_000;
    assert_eq!(world.try_take_task().unwrap_err(), Reject::Stale);
    assert_eq!(reason(&world), STATE);
    assert_eq!(
        world.types(),
        [
            WorkflowExecutionStarted,
            WorkflowTaskScheduled,
            WorkflowExecutionTerminated
        ]
    );
}

#[test]
fn a_deadline_that_adds_too_much_ends_the_run() {
    let mut world = World::started();
    world.run_task(vec![start_timer("1", 1000)]);
    world.limits.history_events_max = 5;
    world.pass_millis(1000);
    assert_eq!(reason(&world), COUNT);
}

#[test]
fn the_last_signals_are_counted_when_the_next_change_comes() {
    let mut world = World::started();
    world.limits.history_events_max = 5;
    for request_id in ["a", "b", "c", "d"] {
        world.signal("news", request_id).unwrap();
    }
    let told = world.signal("news", "e");
    assert_ended(&world, told, COUNT);
    assert_eq!(count(&world, WorkflowExecutionSignaled), 4);
}

#[test]
fn commands_may_fill_the_history_to_its_bound() {
    for (timers, fits) in [(2, true), (3, false)] {
        let mut world = World::started();
        world.limits.history_events_max = 6;
        let task = world.take_task();
        let commands = (0..timers).map(|n| start_timer(&n.to_string(), 1000)).collect();
        let told = world.complete(&task.response, commands);
        if fits {
            told.unwrap();
            assert_eq!(world.status(), Status::Running);
        } else {
            assert_ended(&world, told, COUNT);
            assert_eq!(count(&world, WorkflowTaskStarted), 1);
        }
    }
}
