//! Activities: attempts, retries, timeouts, cancellation.

use everloop_proto::command::v1::ScheduleActivityTaskCommandAttributes;
use everloop_proto::enums::v1::{EventType as T, RetryState, TimeoutType};
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::history::v1::{ActivityTaskFailedEventAttributes, ActivityTaskTimedOutEventAttributes};
use everloop_proto::workflowservice::v1::RecordActivityTaskHeartbeatResponse;

use super::world::{
    World, activity, application_failure, attempts, by_token, cancel_activity, complete_workflow, payloads, schedule,
    seconds,
};
use crate::event::Attributes;
use crate::{Effect, Input, Reject, Reply, input};

/// A workflow that has scheduled that activity, as event 5.
fn with(command: ScheduleActivityTaskCommandAttributes) -> World {
    let mut world = World::started();
    world.run_task(vec![schedule(command)]);
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::ActivityTaskReady {
            scheduled_event_id: 5,
            attempt: 1,
            ..
        }]
    ));
    world
}

fn failed(world: &World) -> &ActivityTaskFailedEventAttributes {
    match &world.event(T::ActivityTaskFailed).attributes {
        Some(Attributes::ActivityTaskFailedEventAttributes(failed)) => failed,
        other => panic!("not a failed activity: {other:?}"),
    }
}

fn timed_out(world: &World) -> &ActivityTaskTimedOutEventAttributes {
    match &world.event(T::ActivityTaskTimedOut).attributes {
        Some(Attributes::ActivityTaskTimedOutEventAttributes(timed_out)) => timed_out,
        other => panic!("not a timed out activity: {other:?}"),
    }
}

fn timeout_type(attributes: &ActivityTaskTimedOutEventAttributes) -> TimeoutType {
    match &attributes.failure.as_ref().unwrap().failure_info {
        Some(FailureInfo::TimeoutFailureInfo(info)) => info.timeout_type(),
        other => panic!("not a timeout: {other:?}"),
    }
}

#[test]
fn a_run_may_close_in_the_task_that_cancels_an_activity_nobody_has() {
    let mut world = with(activity("a"));
    world.signal("go on", "signal").unwrap();
    world.run_task(vec![cancel_activity(5), complete_workflow()]);
    assert_eq!(
        world.types_from(8),
        [
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::ActivityTaskCancelRequested,
            T::WorkflowExecutionCompleted
        ]
    );
}

#[test]
fn a_started_activity_is_written_with_its_end() {
    let mut world = with(activity("1"));
    let task = world.take_activity(5).unwrap();
    assert_eq!((task.attempt, task.activity_id.as_str()), (1, "1"));
    assert_eq!(world.history.len(), 5);
    world.complete_activity(&task).unwrap();
    assert_eq!(
        world.types_from(6),
        [
            T::ActivityTaskStarted,
            T::ActivityTaskCompleted,
            T::WorkflowTaskScheduled
        ]
    );
    let Some(Attributes::ActivityTaskCompletedEventAttributes(completed)) = &world.history[6].attributes else {
        panic!("not completed")
    };
    assert_eq!((completed.scheduled_event_id, completed.started_event_id), (5, 6));
    assert!(world.complete_activity(&task).is_err(), "an activity ends once");
}

#[test]
fn ends_that_wait_in_the_buffer_come_last_and_know_their_start() {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("1")), schedule(activity("2"))]);
    let one = world.take_activity(5).unwrap();
    let two = world.take_activity(6).unwrap();
    world.signal("go", "a").unwrap();
    let task = world.take_task();
    world.complete_activity(&two).unwrap();
    world.complete_activity(&one).unwrap();
    world.signal("go", "b").unwrap();
    assert!(world.complete_activity(&one).is_err(), "it has ended, in the buffer");
    world.complete(&task.response, vec![]).unwrap();
    assert_eq!(
        world.types_from(10),
        [
            T::WorkflowTaskCompleted,
            T::ActivityTaskStarted,
            T::ActivityTaskStarted,
            T::WorkflowExecutionSignaled,
            T::ActivityTaskCompleted,
            T::ActivityTaskCompleted,
            T::WorkflowTaskScheduled
        ]
    );
    let ids: Vec<_> = world
        .history
        .iter()
        .filter_map(|event| match &event.attributes {
            Some(Attributes::ActivityTaskCompletedEventAttributes(closed)) => {
                Some((closed.scheduled_event_id, closed.started_event_id))
            }
            _ => None,
        })
        .collect();
    assert_eq!(ids, [(6, 11), (5, 12)]);
}

#[test]
fn a_failed_attempt_is_tried_again_after_the_interval() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        retry_policy: Some(attempts(3)),
        ..activity("1")
    });
    for (attempt, interval) in [(1, 1_000), (2, 2_000)] {
        let task = world.take_activity(5).unwrap();
        assert_eq!(task.attempt, attempt);
        world
            .fail_activity(&task, application_failure("no", "Declined"))
            .unwrap();
        assert_eq!(world.history.len(), 5, "a retry isn't in history");
        assert_eq!(world.take_activity(5), Err(Reject::Stale), "it waits");
        world.pass_millis(interval - 1);
        assert_eq!(world.take_activity(5), Err(Reject::Stale), "it still waits");
        world.pass_millis(1);
        assert!(
            matches!(world.effects.as_slice(), [Effect::ActivityTaskReady { attempt: next, .. }] if *next == attempt + 1)
        );
    }
    let task = world.take_activity(5).unwrap();
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    assert_eq!(failed(&world).retry_state(), RetryState::MaximumAttemptsReached);
    let Some(Attributes::ActivityTaskStartedEventAttributes(started)) = &world.history[5].attributes else {
        panic!("not started")
    };
    assert_eq!(started.attempt, 3);
    assert_eq!(started.last_failure.as_ref().unwrap().message, "no");
}

#[test]
fn some_failures_are_final() {
    let mut policy = attempts(0);
    policy.non_retryable_error_types = vec!["Declined".to_owned()];
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        retry_policy: Some(policy),
        ..activity("1")
    });
    let task = world.take_activity(5).unwrap();
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    assert_eq!(failed(&world).retry_state(), RetryState::NonRetryableFailure);
}

#[test]
fn no_worker_in_time() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        schedule_to_start_timeout: seconds(2),
        ..activity("1")
    });
    world.pass_millis(2_000);
    assert_eq!(world.types_from(6), [T::ActivityTaskTimedOut, T::WorkflowTaskScheduled]);
    assert_eq!(timeout_type(timed_out(&world)), TimeoutType::ScheduleToStart);
    assert_eq!(timed_out(&world).started_event_id, 0);
}

#[test]
fn no_answer_in_time() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        retry_policy: Some(attempts(1)),
        ..activity("1")
    });
    let task = world.take_activity(5).unwrap();
    world.pass_millis(10_000);
    assert_eq!(
        world.types_from(6),
        [
            T::ActivityTaskStarted,
            T::ActivityTaskTimedOut,
            T::WorkflowTaskScheduled
        ]
    );
    assert_eq!(timeout_type(timed_out(&world)), TimeoutType::StartToClose);
    assert_eq!(timed_out(&world).retry_state(), RetryState::MaximumAttemptsReached);
    assert!(world.complete_activity(&task).is_err());
}

#[test]
fn heartbeats_hold_the_timeout_off_and_their_details_stay() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        heartbeat_timeout: seconds(2),
        retry_policy: Some(attempts(2)),
        ..activity("1")
    });
    let task = world.take_activity(5).unwrap();
    for beat in ["1", "2", "3"] {
        world.pass_millis(1_500);
        assert_eq!(
            world.beat(&task, beat).unwrap(),
            Reply::Heartbeat(RecordActivityTaskHeartbeatResponse::default())
        );
    }
    world.pass_millis(2_000);
    assert!(world.beat(&task, "late").is_err());
    world.pass_millis(1_000);
    let described = world.execution.describe(&world.limits.search_attributes, world.now);
    assert!(described.pending_activities[0].last_heartbeat_time.is_some());
    let task = world.take_activity(5).unwrap();
    assert_eq!((task.attempt, task.heartbeat_details.clone()), (2, payloads("3")));
    world.pass_millis(2_000);
    assert_eq!(timeout_type(timed_out(&world)), TimeoutType::Heartbeat);
}

#[test]
fn a_retry_that_does_not_fit_ends_the_activity() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        schedule_to_close_timeout: seconds(3),
        start_to_close_timeout: seconds(3),
        retry_policy: Some(attempts(0)),
        ..activity("1")
    });
    let task = world.take_activity(5).unwrap();
    world.pass_millis(2_500);
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    assert_eq!(failed(&world).retry_state(), RetryState::Timeout);
}

#[test]
fn schedule_to_close_covers_all_attempts() {
    let mut world = with(ScheduleActivityTaskCommandAttributes {
        schedule_to_close_timeout: seconds(3),
        retry_policy: Some(attempts(0)),
        ..activity("1")
    });
    let task = world.take_activity(5).unwrap();
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    world.pass_millis(3_000);
    assert_eq!(timeout_type(timed_out(&world)), TimeoutType::ScheduleToClose);
    assert_eq!(world.types_from(6), [T::ActivityTaskTimedOut, T::WorkflowTaskScheduled]);
}

#[test]
fn an_activity_nobody_has_is_canceled_at_once() {
    let mut world = with(activity("1"));
    world.signal("go", "a").unwrap();
    world.run_task(vec![cancel_activity(5)]);
    assert_eq!(
        world.types_from(8),
        [
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::ActivityTaskCancelRequested,
            T::ActivityTaskCanceled,
            T::WorkflowTaskScheduled
        ]
    );
    assert_eq!(world.take_activity(5), Err(Reject::Stale));
}

#[test]
fn a_worker_learns_of_the_cancellation_with_its_heartbeat() {
    let mut world = with(activity("1"));
    let task = world.take_activity(5).unwrap();
    let canceled = |task| {
        Input::ActivityCanceled(input::ActivityCanceled {
            activity: by_token(task),
            identity: "worker".to_owned(),
            details: None,
        })
    };
    assert!(
        matches!(world.give(canceled(&task)), Err(Reject::Invalid(_))),
        "nobody asked for it"
    );
    world.signal("go", "a").unwrap();
    world.run_task(vec![cancel_activity(5)]);
    let Ok(Reply::Heartbeat(reply)) = world.beat(&task, "1") else {
        panic!("the beat counts")
    };
    assert!(reply.cancel_requested);
    world.give(canceled(&task)).unwrap();
    assert_eq!(
        world.types_from(11),
        [
            T::ActivityTaskStarted,
            T::ActivityTaskCanceled,
            T::WorkflowTaskScheduled
        ]
    );
}

#[test]
fn a_close_drops_what_is_pending() {
    let mut world = with(activity("1"));
    let task = world.take_activity(5).unwrap();
    world.signal("go", "a").unwrap();
    world.run_task(vec![complete_workflow()]);
    assert!(matches!(world.beat(&task, "1"), Err(Reject::NotFound(_))));
    assert_eq!(world.item_count(), 1);
}

#[test]
fn an_activity_can_be_completed_by_id_before_a_worker_has_it() {
    let mut world = with(activity("1"));
    let by_id = |id: &str| {
        Input::ActivityCompleted(input::ActivityCompleted {
            activity: input::Activity::Id(id.to_owned()),
            identity: "somebody".to_owned(),
            result: None,
        })
    };
    assert!(matches!(world.give(by_id("2")), Err(Reject::NotFound(_))));
    world.give(by_id("1")).unwrap();
    assert_eq!(
        world.types_from(6),
        [
            T::ActivityTaskStarted,
            T::ActivityTaskCompleted,
            T::WorkflowTaskScheduled
        ]
    );
}

#[test]
fn an_eager_activity_comes_with_the_reply() {
    let mut world = World::started();
    let command = ScheduleActivityTaskCommandAttributes {
        request_eager_execution: true,
        ..activity("1")
    };
    let Reply::WorkflowTaskCompleted { activity_tasks, .. } = world.run_task(vec![schedule(command)]) else {
        panic!("not a completion")
    };
    assert!(world.effects.is_empty(), "nobody else may have it");
    world.complete_activity(&activity_tasks[0].response).unwrap();
    assert_eq!(
        world.types_from(6),
        [
            T::ActivityTaskStarted,
            T::ActivityTaskCompleted,
            T::WorkflowTaskScheduled
        ]
    );
}
