//! Runs with a clock of their own, which skips.

use std::time::Duration;

use everloop_proto::common::v1::{FastForwardConfig, TimeSkippingConfig};
use everloop_proto::enums::v1::EventType as T;
use everloop_proto::history::v1::WorkflowExecutionTimeSkippingTransitionedEventAttributes as Moved;
use everloop_proto::workflow::v1::WorkflowExecutionOptions;
use everloop_proto::workflowservice::v1::{StartWorkflowExecutionRequest, UpdateWorkflowExecutionOptionsRequest};

use super::world::{
    World, activity, application_failure, attempts, complete_workflow, continue_as_new, fail_workflow, request,
    schedule, seconds, start_timer,
};
use crate::event::{Attributes, time};
use crate::{Input, Reject, Reply, Status};

const HOUR: u64 = 3_600_000;

fn skipping() -> TimeSkippingConfig {
    TimeSkippingConfig {
        enabled: true,
        ..TimeSkippingConfig::default()
    }
}

fn with(config: TimeSkippingConfig) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        time_skipping_config: Some(config),
        ..request()
    }
}

fn configure(world: &mut World, config: TimeSkippingConfig) -> Result<Reply, Reject> {
    world.give(Input::UpdateOptions(Box::new(UpdateWorkflowExecutionOptionsRequest {
        workflow_execution_options: Some(WorkflowExecutionOptions {
            time_skipping_config: Some(config),
            ..WorkflowExecutionOptions::default()
        }),
        update_mask: Some(prost_types::FieldMask {
            paths: vec!["time_skipping_config".to_owned()],
        }),
        ..UpdateWorkflowExecutionOptionsRequest::default()
    })))
}

fn fast_forward(id: &str, by: u64) -> TimeSkippingConfig {
    TimeSkippingConfig {
        fast_forward_config: Some(FastForwardConfig {
            id: id.to_owned(),
            duration: seconds(by),
        }),
        ..skipping()
    }
}

fn moved(world: &World) -> &Moved {
    match &world.event(T::WorkflowExecutionTimeSkippingTransitioned).attributes {
        Some(Attributes::WorkflowExecutionTimeSkippingTransitionedEventAttributes(moved)) => moved,
        other => panic!("nothing moved: {other:?}"),
    }
}

/// How long the run's clock has run, of which nothing may be the world's.
fn run_time(world: &World) -> Duration {
    time(world.last()).since(world.execution.start_time())
}

#[test]
fn a_timer_of_an_hour_is_due_at_once() {
    let mut world = World::started_with(with(skipping()));
    world.run_task(vec![start_timer("1", HOUR)]);
    assert_eq!(world.last().event_type(), T::WorkflowExecutionTimeSkippingTransitioned);
    assert!(world.last().worker_may_ignore);
    assert_eq!(world.execution.next_deadline(), Some(world.now), "by the world's clock");
    world.pass_millis(0);
    assert_eq!(world.types_from(7), [T::TimerFired, T::WorkflowTaskScheduled]);
    assert_eq!(run_time(&world), Duration::from_millis(HOUR));
    world.run_task(vec![complete_workflow()]);
    assert_eq!(world.status(), Status::Completed);
}

#[test]
fn time_does_not_skip_while_somebody_is_at_work() {
    let mut world = World::started_with(with(skipping()));
    world.run_task(vec![schedule(activity("a")), start_timer("1", HOUR)]);
    assert_eq!(world.last().event_type(), T::TimerStarted);
    let task = world.take_activity(5).unwrap();
    world.pass_millis(500);
    world.complete_activity(&task).unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowTaskScheduled);
    world.run_task(vec![]);
    assert_eq!(world.last().event_type(), T::WorkflowExecutionTimeSkippingTransitioned);
    world.pass_millis(0);
    assert_eq!(
        run_time(&world),
        Duration::from_millis(HOUR),
        "the half second is part of it"
    );
}

#[test]
fn the_wait_between_attempts_is_skipped() {
    let mut world = World::started_with(with(skipping()));
    world.run_task(vec![schedule(activity("a"))]);
    let task = world.take_activity(5).unwrap();
    world
        .fail_activity(&task, application_failure("not yet", "Busy"))
        .unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowExecutionTimeSkippingTransitioned);
    world.pass_millis(0);
    let again = world.take_activity(5).unwrap();
    assert_eq!(again.attempt, 2);
    world.complete_activity(&again).unwrap();
}

#[test]
fn a_run_that_only_waits_runs_into_its_timeout() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        workflow_run_timeout: seconds(60),
        ..with(skipping())
    });
    world.run_task(vec![]);
    world.pass_millis(0);
    assert_eq!(world.status(), Status::TimedOut);
    assert_eq!(run_time(&world), Duration::from_mins(1));
}

#[test]
fn a_fast_forward_ends_where_it_should() {
    let mut world = World::started();
    world.run_task(vec![start_timer("1", HOUR)]);
    configure(&mut world, fast_forward("ff", 600)).unwrap();
    assert!(moved(&world).disabled_after_fast_forward);
    assert_eq!(run_time(&world), Duration::ZERO, "the event is from before the skip");
    world.pass_millis(HOUR - 600_001);
    assert_eq!(world.last().event_type(), T::WorkflowExecutionTimeSkippingTransitioned);
    world.pass_millis(1);
    assert_eq!(world.last().event_type(), T::WorkflowTaskScheduled);
    assert_eq!(run_time(&world), Duration::from_millis(HOUR));
    let clock = world.execution.recorded().time_skipping.as_ref().unwrap();
    assert!(clock.fast_forward().unwrap().has_completed);
}

#[test]
fn a_fast_forward_ends_when_time_has_come_by_itself() {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("a")), start_timer("1", HOUR)]);
    let task = world.take_activity(5).unwrap();
    configure(&mut world, fast_forward("ff", 1)).unwrap();
    world.pass_millis(1_000);
    assert_eq!(moved(&world).target_time, None);
    assert!(moved(&world).disabled_after_fast_forward);
    world.complete_activity(&task).unwrap();
    world.run_task(vec![]);
    assert_eq!(world.last().event_type(), T::WorkflowTaskCompleted, "no more skips");
}

#[test]
fn time_skips_so_often_and_no_more() {
    let mut world = World::started_with(with(TimeSkippingConfig {
        max_session_skip_count: 2,
        ..skipping()
    }));
    for id in ["1", "2"] {
        world.run_task(vec![start_timer(id, HOUR)]);
        world.pass_millis(0);
    }
    world.run_task(vec![start_timer("3", HOUR)]);
    assert_eq!(world.last().event_type(), T::TimerStarted);
    configure(&mut world, skipping()).unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowExecutionTimeSkippingTransitioned);
}

#[test]
fn the_next_run_goes_on_where_the_clock_stands() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        retry_policy: Some(attempts(2)),
        ..with(fast_forward("ff", 7_200))
    });
    world.run_task(vec![start_timer("1", HOUR)]);
    world.pass_millis(0);
    let end = time(world.last());
    world.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    let next = *world.next_run.take().expect("it is tried again");
    assert_eq!(next.execution.start_time(), end);
    let mut next = World::of(next, world.now, std::mem::take(&mut world.ids));
    assert_eq!(
        next.types(),
        [
            T::WorkflowExecutionStarted,
            T::WorkflowExecutionTimeSkippingTransitioned
        ],
        "the wait before the next attempt is skipped"
    );
    next.pass_millis(0);
    next.run_task(vec![continue_as_new()]);
    let last = *next.next_run.take().expect("it goes on");
    let clock = last.execution.recorded().time_skipping.as_ref().unwrap();
    assert_eq!(
        clock.fast_forward().unwrap().target_time,
        Some((world.execution.start_time() + Duration::from_hours(2)).into())
    );
}

#[test]
fn wrong_configurations_are_refused() {
    let mut world = World::started();
    for (config, complaint) in [
        (fast_forward("", 1), "fast_forward_id must be set"),
        (fast_forward("ff", 0), "fast_forward duration must be positive"),
    ] {
        let refused = configure(&mut world, config).unwrap_err();
        assert_eq!(
            refused,
            Reject::invalid(format!("Time skipping config invalid: {complaint}"))
        );
    }
}
