//! Start, workflow tasks, timers, signals, ends.

use everloop_proto::enums::v1::{EventType as T, WorkflowTaskFailedCause};
use everloop_proto::workflowservice::v1::{RespondWorkflowTaskFailedRequest, TerminateWorkflowExecutionRequest};
use prost::Message as _;

use super::world::{
    World, activity, cancel_activity, cancel_timer, complete_workflow, continue_as_new, request, schedule, seconds,
    start_timer, sticky,
};
use crate::event::Attributes;
use crate::{Effect, Input, Reject, Reply, Status, token};

#[test]
fn a_workflow_starts_and_completes() {
    let mut world = World::started();
    assert_eq!(world.types(), [T::WorkflowExecutionStarted, T::WorkflowTaskScheduled]);
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::WorkflowTaskReady {
            scheduled_event_id: 2,
            attempt: 1,
            ..
        }]
    ));
    let task = world.take_task();
    assert_eq!((task.history_from, task.history_to), (1, 3));
    assert_eq!(
        (task.response.previous_started_event_id, task.response.started_event_id),
        (0, 3)
    );
    world.complete(&task.response, vec![complete_workflow()]).unwrap();
    assert_eq!(
        world.types_from(3),
        [
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionCompleted
        ]
    );
    assert_eq!(world.status(), Status::Completed);
    assert_eq!(
        world.effects,
        [Effect::Closed {
            status: Status::Completed
        }]
    );
    assert_eq!(world.execution.next_deadline(), None);
    assert_eq!(world.item_count(), 1, "only the start is kept besides the core");
}

#[test]
fn an_answer_to_another_hand_over_of_the_task_is_refused() {
    // After a crash the same ids may stand for another history.
    let mut world = World::started();
    let mut task = world.take_task().response;
    let token = token::WorkflowTask::decode_token(&task.task_token).unwrap();
    let token = token::WorkflowTask {
        request_id: "another".to_owned(),
        ..token
    };
    let kept = std::mem::replace(&mut task.task_token, token.encode_to_vec().into());
    assert_eq!(
        world.complete(&task, vec![complete_workflow()]),
        Err(Reject::workflow_task_not_found())
    );
    task.task_token = kept;
    world.complete(&task, vec![complete_workflow()]).unwrap();
}

#[test]
fn a_task_is_handed_out_once_and_again_to_the_same_poll() {
    let mut world = World::started();
    let first = world.take_task();
    assert_eq!(
        world.take_task().response,
        first.response,
        "the same request id gets the same task"
    );
    world.pass_millis(1);
    assert_eq!(world.try_take_task(), Err(Reject::Stale), "another request id does not");
}

#[test]
fn events_during_a_task_wait_until_its_end() {
    let mut world = World::started();
    let task = world.take_task();
    world.signal("go", "a").unwrap();
    assert_eq!(world.history.len(), 3, "the signal isn't in history yet");
    assert_eq!(
        world.signal("go", "a").unwrap(),
        Reply::Signaled {
            request_id: "a".to_owned()
        }
    );
    world.complete(&task.response, vec![start_timer("1", 50)]).unwrap();
    assert_eq!(
        world.types_from(4),
        [
            T::WorkflowTaskCompleted,
            T::TimerStarted,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled
        ]
    );
    world.signal("go", "a").unwrap();
    assert_eq!(world.history.len(), 7, "a request id counts once in a run");
}

#[test]
fn a_workflow_can_not_close_over_what_it_has_not_seen() {
    let mut world = World::started();
    let task = world.take_task();
    world.signal("go", "a").unwrap();
    let refused = world.complete(&task.response, vec![complete_workflow()]);
    assert_eq!(refused, Err(Reject::Invalid("UnhandledCommand".to_owned())));
    assert_eq!(
        world.types_from(4),
        [
            T::WorkflowTaskFailed,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled
        ]
    );
    let task = world.take_task();
    assert_eq!(task.response.attempt, 1);
    world.complete(&task.response, vec![complete_workflow()]).unwrap();
    assert_eq!(world.status(), Status::Completed);
}

#[test]
fn later_attempts_are_written_only_when_they_complete() {
    let mut world = World::started();
    let task = world.take_task();
    world.fail_task(&task.response).unwrap();
    assert_eq!(world.types_from(4), [T::WorkflowTaskFailed]);
    let task = world.take_task();
    assert_eq!((task.response.attempt, task.response.started_event_id), (2, 6));
    assert_eq!(task.history_to, 4);
    let virtual_ids: Vec<_> = task.virtual_events.iter().map(|event| event.event_id).collect();
    assert_eq!(virtual_ids, [5, 6]);
    assert_eq!(world.execution.virtual_events(), task.virtual_events);
    world.fail_task(&task.response).unwrap();
    assert_eq!(world.history.len(), 4, "the second failure is silent");
    let task = world.take_task();
    assert_eq!(task.response.attempt, 3);
    world.complete(&task.response, vec![]).unwrap();
    assert_eq!(
        world.types_from(5),
        [
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted
        ]
    );
    let Some(Attributes::WorkflowTaskScheduledEventAttributes(scheduled)) = &world.history[4].attributes else {
        panic!("not a scheduled task")
    };
    assert_eq!(scheduled.attempt, 3);
}

#[test]
fn an_event_before_a_later_attempt_makes_it_a_first() {
    let mut world = World::started();
    let task = world.take_task();
    world.fail_task(&task.response).unwrap();
    world.signal("go", "a").unwrap();
    let task = world.take_task();
    assert_eq!(task.response.attempt, 1);
    assert_eq!(
        world.types_from(4),
        [
            T::WorkflowTaskFailed,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted
        ]
    );
    assert!(task.virtual_events.is_empty());
}

#[test]
fn a_signal_during_a_later_attempt_waits_and_does_not_take_its_ids() {
    let mut world = World::started();
    let task = world.take_task();
    world.fail_task(&task.response).unwrap();
    let task = world.take_task();
    world.signal("go", "a").unwrap();
    world.complete(&task.response, vec![]).unwrap();
    assert_eq!(
        world.types_from(5),
        [
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled
        ]
    );
}

#[test]
fn a_task_without_answer_times_out() {
    let mut world = World::started();
    let task = world.take_task();
    world.pass_millis(9_999);
    assert_eq!(world.history.len(), 3);
    world.pass_millis(1);
    assert_eq!(world.types_from(4), [T::WorkflowTaskTimedOut]);
    let late = world.complete(&task.response, vec![complete_workflow()]);
    assert_eq!(late, Err(Reject::NotFound("Workflow task not found.".to_owned())));
}

#[test]
fn a_sticky_task_that_nobody_takes_goes_to_the_normal_queue() {
    let mut world = World::started();
    let task = world.take_task();
    world.complete_with(&task.response, sticky(vec![])).unwrap();
    world.signal("go", "a").unwrap();
    let [Effect::WorkflowTaskReady { target, .. }] = world.effects.as_slice() else {
        panic!("a task is ready")
    };
    assert_eq!(target.sticky.as_deref(), Some("sticky"));
    world.pass_millis(10_000);
    assert_eq!(
        world.types_from(5),
        [
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled,
            T::WorkflowTaskTimedOut,
            T::WorkflowTaskScheduled
        ]
    );
    let task = world.take_task();
    assert_eq!((task.response.attempt, task.history_from), (1, 1));
}

#[test]
fn a_sticky_task_carries_only_news() {
    let mut world = World::started();
    let task = world.take_task();
    world.complete_with(&task.response, sticky(vec![])).unwrap();
    world.signal("go", "a").unwrap();
    let task = world.take_task();
    assert_eq!((task.history_from, task.history_to), (4, 7));
}

#[test]
fn timers_fire_on_time_and_in_order() {
    let mut world = World::started();
    world.run_task(vec![start_timer("late", 20), start_timer("soon", 10)]);
    world.pass_millis(9);
    assert_eq!(world.last().event_type(), T::TimerStarted);
    world.pass_millis(1);
    assert_eq!(world.types_from(7), [T::TimerFired, T::WorkflowTaskScheduled]);
    world.pass_millis(10);
    assert_eq!(world.last().event_type(), T::TimerFired);
    assert_eq!(world.execution.next_deadline(), None);
}

#[test]
fn a_fired_timer_can_be_canceled_before_the_workflow_sees_it() {
    let mut world = World::started();
    world.run_task(vec![start_timer("1", 10)]);
    world.signal("go", "a").unwrap();
    let task = world.take_task();
    world.pass_millis(10);
    world
        .complete(&task.response, vec![cancel_timer("1"), complete_workflow()])
        .unwrap();
    assert_eq!(
        world.types_from(9),
        [
            T::WorkflowTaskCompleted,
            T::TimerCanceled,
            T::WorkflowExecutionCompleted
        ]
    );
}

#[test]
fn wrong_commands_fail_the_task_and_say_why() {
    let mut world = World::started();
    let task = world.take_task();
    let refused = world.complete(&task.response, vec![start_timer("1", 5), start_timer("1", 5)]);
    assert!(
        matches!(&refused, Err(Reject::Invalid(text)) if text.starts_with("StartTimerDuplicateId: ")),
        "{refused:?}"
    );
    assert_eq!(
        world.types_from(4),
        [T::WorkflowTaskFailed],
        "nothing of the completion is left"
    );
    let task = world.take_task();
    assert_eq!(task.response.attempt, 2);
    assert!(world.complete(&task.response, vec![cancel_timer("none")]).is_err());
    assert_eq!(world.history.len(), 4);
    world.pass_millis(10_000);
    assert_eq!(
        world.take_task().response.attempt,
        3,
        "a later attempt is left to its timeout"
    );
}

#[test]
fn terminating_ends_the_task_first() {
    let mut world = World::started();
    let _task = world.take_task();
    world.signal("go", "a").unwrap();
    world.give(Input::Terminate(Box::default())).unwrap();
    assert_eq!(
        world.types_from(4),
        [
            T::WorkflowTaskFailed,
            T::WorkflowExecutionSignaled,
            T::WorkflowExecutionTerminated
        ]
    );
    let again = world.give(Input::Terminate(Box::<TerminateWorkflowExecutionRequest>::default()));
    assert_eq!(
        again,
        Err(Reject::NotFound("workflow execution already completed".to_owned()))
    );
    assert_eq!(
        world.give(Input::Cancel(Box::default())),
        Ok(Reply::Done),
        "to cancel a closed run is fine"
    );
}

#[test]
fn cancel_is_requested_once() {
    let mut world = World::started();
    world.give(Input::Cancel(Box::default())).unwrap();
    world.give(Input::Cancel(Box::default())).unwrap();
    assert_eq!(world.types_from(3), [T::WorkflowExecutionCancelRequested]);
}

#[test]
fn a_run_times_out() {
    let mut world = World::started_with(everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest {
        workflow_run_timeout: seconds(3),
        ..request()
    });
    let _task = world.take_task();
    world.pass_millis(3_000);
    assert_eq!(
        world.types_from(4),
        [T::WorkflowTaskFailed, T::WorkflowExecutionTimedOut]
    );
    assert_eq!(world.status(), Status::TimedOut);
}

#[test]
fn continuing_as_new_begins_the_next_run() {
    let mut world = World::started();
    world.pass_millis(400);
    world.run_task(vec![continue_as_new()]);
    assert_eq!(world.status(), Status::ContinuedAsNew);
    let next = *world.next_run.take().expect("a run follows");
    let mut next = World::of(next, world.now, std::mem::take(&mut world.ids));
    assert_eq!(
        next.types(),
        [T::WorkflowExecutionStarted],
        "the run before was too short for another at once"
    );
    let started = next.execution.started();
    assert_eq!(started.continued_execution_run_id, world.execution.identity().run_id);
    assert_eq!(started.first_execution_run_id, world.execution.identity().run_id);
    next.signal("go", "a").unwrap();
    assert_eq!(
        next.types_from(2),
        [T::WorkflowExecutionSignaled],
        "a signal does not end the wait"
    );
    next.pass_millis(600);
    assert_eq!(next.types_from(3), [T::WorkflowTaskScheduled]);
}

#[test]
fn a_chain_of_forced_tasks_ends_after_a_while() {
    let mut world = World::started();
    let mut task = world.take_task().response;
    let request = || everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedRequest {
        force_create_new_workflow_task: true,
        return_new_workflow_task: true,
        ..sticky(vec![])
    };
    for _ in 0..200 {
        world.pass_millis(9_000);
        match world.complete_with(&task, request()) {
            Ok(Reply::WorkflowTaskCompleted {
                workflow_task: Some(next),
                ..
            }) => task = next.response,
            Err(Reject::NotFound(text)) => {
                assert_eq!(text, "workflow task heartbeat timeout");
                assert_eq!(world.now.since(world.execution.start_time()).as_secs(), 1800);
                let before = world.last().event_id - 1;
                assert_eq!(
                    world.types_from(before),
                    [T::WorkflowTaskTimedOut, T::WorkflowTaskScheduled]
                );
                assert_eq!(world.take_task().response.attempt, 1);
                return;
            }
            other => panic!("unexpected: {other:?}"),
        }
    }
    panic!("it never ended");
}

#[test]
fn a_close_over_what_its_own_task_caused_is_no_close_over_news() {
    let mut world = World::started();
    world.run_task(vec![
        schedule(activity("a")),
        start_timer("t", 5_000),
        start_timer("u", 1_000),
    ]);
    world.signal("go", "g").unwrap();
    let task = world.take_task().response;
    world.pass_millis(1_000);
    let commands = vec![
        cancel_activity(5),
        cancel_timer("t"),
        cancel_timer("u"),
        complete_workflow(),
    ];
    world.complete(&task, commands).unwrap();
    assert_eq!(world.status(), Status::Completed);
}

#[test]
fn an_id_is_free_from_when_its_activity_or_timer_ends() {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("a")), start_timer("t", 1_000)]);
    world.signal("go", "g").unwrap();
    let task = world.take_task().response;
    world.pass_millis(1_000);
    let commands = vec![cancel_activity(5), schedule(activity("a")), start_timer("t", 1_000)];
    world.complete(&task, commands).unwrap();
    assert_eq!(
        world.types_from(12),
        [
            T::ActivityTaskScheduled,
            T::TimerStarted,
            T::TimerFired,
            T::ActivityTaskCanceled,
            T::WorkflowTaskScheduled
        ]
    );
    let task = world.take_task().response;
    let again = world.complete(&task, vec![schedule(activity("a"))]);
    assert!(matches!(again, Err(Reject::Invalid(text)) if text.ends_with("ActivityID: a")));
    world.run_task(vec![cancel_timer("t"), cancel_activity(12)]);
}

#[test]
fn a_worker_that_cannot_send_what_it_has_to_ends_the_run() {
    for attempt in [1, 2] {
        let mut world = World::started();
        for _ in 1..attempt {
            let task = world.take_task().response;
            world.fail_task(&task).unwrap();
        }
        let task = world.take_task().response;
        world.signal("news", "n").unwrap();
        let too_large = RespondWorkflowTaskFailedRequest {
            cause: WorkflowTaskFailedCause::GrpcMessageTooLarge as i32,
            ..RespondWorkflowTaskFailedRequest::default()
        };
        world.fail_task_with(&task, too_large.clone()).unwrap();
        let after = [
            T::WorkflowTaskFailed,
            T::WorkflowExecutionSignaled,
            T::WorkflowExecutionTerminated,
        ];
        assert_eq!(world.types_from(4), after, "attempt {attempt}");
        assert_eq!(world.status(), Status::Terminated);
        let late = world.fail_task_with(&task, too_large);
        assert_eq!(late.unwrap_err(), Reject::closed());
    }
}
