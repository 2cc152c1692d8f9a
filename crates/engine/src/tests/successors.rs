//! Runs that follow others by retry policy or cron schedule.

use everloop_proto::enums::v1::{ContinueAsNewInitiator, EventType as T, RetryState};
use everloop_proto::history::v1::{WorkflowExecutionFailedEventAttributes, WorkflowExecutionTimedOutEventAttributes};
use everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest;

use super::world::{
    World, application_failure, attempts, complete_workflow, fail_workflow, payloads, request, seconds,
};
use crate::Status;
use crate::event::Attributes;

fn failed(world: &World) -> &WorkflowExecutionFailedEventAttributes {
    match &world.last().attributes {
        Some(Attributes::WorkflowExecutionFailedEventAttributes(failed)) => failed,
        other => panic!("not failed: {other:?}"),
    }
}

fn timed_out(world: &World) -> &WorkflowExecutionTimedOutEventAttributes {
    match &world.last().attributes {
        Some(Attributes::WorkflowExecutionTimedOutEventAttributes(timed_out)) => timed_out,
        other => panic!("not timed out: {other:?}"),
    }
}

fn follow(world: &mut World) -> World {
    let next = *world.next_run.take().expect("a run follows");
    World::of(next, world.now, std::mem::take(&mut world.ids))
}

#[test]
fn a_failed_run_is_tried_again() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        retry_policy: Some(attempts(2)),
        ..request()
    });
    world.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    assert_eq!(failed(&world).retry_state(), RetryState::InProgress);
    let mut next = follow(&mut world);
    assert_eq!(failed(&world).new_execution_run_id, next.execution.identity().run_id);
    let started = next.execution.started();
    assert_eq!(
        (started.attempt, started.initiator()),
        (2, ContinueAsNewInitiator::Retry)
    );
    assert_eq!(started.continued_failure.as_ref().unwrap().message, "no");
    assert_eq!(next.types(), [T::WorkflowExecutionStarted]);
    next.pass_millis(1_000);
    next.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    assert_eq!(failed(&next).retry_state(), RetryState::MaximumAttemptsReached);
    assert!(next.next_run.is_none());
}

#[test]
fn runs_that_follow_each_other_leave_a_second_between_them() {
    let quick = everloop_proto::common::v1::RetryPolicy {
        initial_interval: Some(prost_types::Duration {
            seconds: 0,
            nanos: 100_000_000,
        }),
        ..attempts(3)
    };
    for (life, wait) in [(400, 600), (950, 100), (5_000, 100)] {
        let mut world = World::started_with(StartWorkflowExecutionRequest {
            retry_policy: Some(quick.clone()),
            ..request()
        });
        world.pass_millis(life);
        world.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
        let next = follow(&mut world);
        let backoff = next.execution.started().first_workflow_task_backoff.unwrap();
        assert_eq!(
            (backoff.seconds, backoff.nanos),
            (0, wait * 1_000_000),
            "after {life} ms"
        );
    }
}

#[test]
fn a_build_has_one_point_to_reset_to_in_a_chain() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        retry_policy: Some(attempts(2)),
        ..request()
    });
    let first = world.execution.identity().run_id.clone();
    world.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    let mut next = follow(&mut world);
    next.pass_millis(1_000);
    next.run_task(Vec::new());
    let points = next.execution.reset_points().points;
    assert_eq!(points.iter().map(|point| &point.run_id).collect::<Vec<_>>(), [&first]);
}

#[test]
fn a_run_without_policy_fails_for_good() {
    let mut world = World::started();
    world.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    assert_eq!(failed(&world).retry_state(), RetryState::RetryPolicyNotSet);
    assert_eq!(world.status(), Status::Failed);
}

#[test]
fn a_run_that_timed_out_is_tried_again_but_not_beyond_its_chain() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        retry_policy: Some(attempts(0)),
        workflow_run_timeout: seconds(2),
        workflow_execution_timeout: seconds(4),
        ..request()
    });
    world.pass_millis(2_000);
    assert_eq!(timed_out(&world).retry_state(), RetryState::InProgress);
    let mut next = follow(&mut world);
    next.pass_millis(2_000);
    assert_eq!(timed_out(&next).retry_state(), RetryState::Timeout);
    assert!(next.next_run.is_none());
}

#[test]
fn a_cron_schedule_brings_one_run_after_the_other() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        cron_schedule: "@every 2s".to_owned(),
        ..request()
    });
    assert_eq!(world.types(), [T::WorkflowExecutionStarted], "the first run waits too");
    assert_eq!(
        world.execution.started().initiator(),
        ContinueAsNewInitiator::CronSchedule
    );
    world.pass_millis(2_000);
    world.run_task(vec![complete_workflow()]);
    let mut second = follow(&mut world);
    assert_eq!(second.execution.started().last_completion_result, payloads("done"));
    second.pass_millis(2_100);
    second.run_task(vec![fail_workflow(application_failure("no", "Declined"))]);
    assert_eq!(failed(&second).retry_state(), RetryState::RetryPolicyNotSet);
    let third = follow(&mut second);
    let started = third.execution.started();
    assert_eq!(
        started.last_completion_result,
        payloads("done"),
        "a failed run does not lose it"
    );
    assert_eq!(started.continued_failure.as_ref().unwrap().message, "no");
    assert_eq!((started.attempt, started.cron_schedule.as_str()), (1, "@every 2s"));
}
