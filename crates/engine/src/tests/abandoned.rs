//! Tasks whose workers are gone.

use everloop_proto::enums::v1::EventType as T;

use super::world::{World, activity, cancel_activity, complete_workflow, schedule, sticky};
use crate::input::{ActivityTaskAbandoned, worker_number};
use crate::state::TaskInHand;
use crate::{Effect, Input, Reject};

impl World {
    fn abandon(&mut self) -> TaskInHand {
        let task = self.execution.task_in_hand().expect("a worker has the task");
        self.give(Input::WorkflowTaskAbandoned(task.clone())).unwrap();
        task
    }
}

#[test]
fn an_abandoned_task_is_given_out_again_at_once() {
    let mut world = World::started();
    let first = world.take_task();
    world.abandon();
    assert_eq!(world.types_from(4), [T::WorkflowTaskTimedOut]);
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::WorkflowTaskReady { attempt: 2, .. }]
    ));
    let late = world.complete(&first.response, vec![complete_workflow()]);
    assert_eq!(late, Err(Reject::NotFound("Workflow task not found.".to_owned())));
    let second = world.take_task();
    assert_eq!(second.response.attempt, 2);
    world.complete(&second.response, vec![complete_workflow()]).unwrap();
}

#[test]
fn only_the_task_that_the_worker_had_is_taken_from_it() {
    let mut world = World::started();
    assert_eq!(world.execution.task_in_hand(), None);
    world.take_task();
    let gone = world.abandon();
    world.pass_millis(1);
    world.take_task();
    let next = world.execution.task_in_hand().unwrap();
    assert_ne!(gone, next);
    assert_eq!(world.give(Input::WorkflowTaskAbandoned(gone)), Err(Reject::Stale));
    assert!(world.execution.is_in_hand(&next));
    assert_eq!(world.restored().task_in_hand(), Some(next), "it is kept");
}

#[test]
fn an_activity_that_nobody_got_waits_again_as_the_attempt_that_it_is() {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("a"))]);
    let lost = world.take_activity(5).unwrap();
    world.pass_millis(1);
    world.give(abandoned(5, 1)).unwrap();
    let [Effect::ActivityTaskReady { attempt, .. }] = world.effects.as_slice() else {
        panic!("the activity is ready: {:?}", world.effects)
    };
    assert_eq!(*attempt, 1);
    assert_eq!(world.give(abandoned(5, 1)), Err(Reject::Stale), "nobody has it now");
    let task = world.take_activity(5).unwrap();
    assert_eq!(
        (task.attempt, task.current_attempt_scheduled_time),
        (1, lost.current_attempt_scheduled_time)
    );
    assert_eq!(world.give(abandoned(5, 2)), Err(Reject::Stale), "of another attempt");
    world.complete_activity(&task).unwrap();
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
fn a_cancelled_activity_that_nobody_got_is_cancelled_at_once() {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("a"))]);
    world.take_activity(5).unwrap();
    world.signal("go", "a").unwrap();
    world.run_task(vec![cancel_activity(5)]);
    world.give(abandoned(5, 1)).unwrap();
    assert!(world.types_from(6).contains(&T::ActivityTaskCanceled));
    assert!(world.execution.recorded().activities.is_empty());
}

fn abandoned(scheduled_event_id: i64, attempt: i32) -> Input {
    Input::ActivityTaskAbandoned(ActivityTaskAbandoned {
        scheduled_event_id,
        attempt,
    })
}

#[test]
fn the_sticky_queue_of_a_worker_that_is_gone_is_left() {
    let mut world = World::started();
    let task = world.take_task();
    world.complete_with(&task.response, sticky(vec![])).unwrap();
    world.signal("go", "a").unwrap();
    world.take_task();
    world.abandon();
    let [Effect::WorkflowTaskReady { target, attempt, .. }] = world.effects.as_slice() else {
        panic!("a task is ready: {:?}", world.effects)
    };
    assert_eq!((target.sticky.as_deref(), *attempt), (None, 1));
    assert_eq!(world.types_from(8), [T::WorkflowTaskTimedOut, T::WorkflowTaskScheduled]);
}

#[test]
fn workers_have_numbers_by_their_keys() {
    assert_eq!(worker_number(""), None);
    assert_eq!(
        worker_number("a"),
        Some(0xaf63_dc4c_8601_ec8c),
        "as in the tables of FNV-1a"
    );
    assert_ne!(worker_number("a"), worker_number("b"));
}
