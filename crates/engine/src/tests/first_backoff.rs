//! What happens before a run may have its first workflow task: to cancel it and to update it does not wait.

use everloop_proto::enums::v1::EventType as T;
use everloop_proto::workflowservice::v1::{
    RequestCancelWorkflowExecutionRequest, RespondWorkflowTaskCompletedRequest, StartWorkflowExecutionRequest,
};

use super::updates::{accept, protocol_message, reject};
use super::world::{World, completion, request, seconds};
use crate::Input;

fn delayed() -> World {
    World::started_with(StartWorkflowExecutionRequest {
        workflow_start_delay: seconds(3),
        ..request()
    })
}

fn cancel(world: &mut World) {
    let request = RequestCancelWorkflowExecutionRequest::default();
    world.give(Input::Cancel(Box::new(request))).unwrap();
}

#[test]
fn a_request_to_cancel_brings_the_first_task_at_once() {
    let mut world = delayed();
    world.signal("early", "e").unwrap();
    cancel(&mut world);
    assert_eq!(
        world.types_from(2),
        [
            T::WorkflowExecutionSignaled,
            T::WorkflowExecutionCancelRequested,
            T::WorkflowTaskScheduled
        ]
    );
    world.run_task(Vec::new());
    world.pass_millis(3_000);
    assert_eq!(world.last().event_type(), T::WorkflowTaskCompleted);
    world.signal("late", "l").unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowTaskScheduled);
}

#[test]
fn a_rejected_update_leaves_the_delay_as_it_was() {
    let mut world = delayed();
    world.update("u").unwrap();
    let task = world.take_task().response;
    let saying_no = RespondWorkflowTaskCompletedRequest {
        messages: vec![reject(&task.messages[0])],
        ..completion(Vec::new())
    };
    world.complete_with(&task, saying_no).unwrap();
    assert_eq!(world.types(), [T::WorkflowExecutionStarted]);
    world.signal("early", "e").unwrap();
    assert_eq!(world.last().event_type(), T::WorkflowExecutionSignaled);
    world.pass_millis(3_000);
    assert_eq!(world.last().event_type(), T::WorkflowTaskScheduled);
}

#[test]
fn an_accepted_update_ends_the_delay() {
    let mut world = delayed();
    world.update("u").unwrap();
    let task = world.take_task().response;
    let yes = accept(&task.messages[0]);
    let saying_yes = RespondWorkflowTaskCompletedRequest {
        messages: vec![yes.clone()],
        ..completion(vec![protocol_message(&yes.id)])
    };
    world.complete_with(&task, saying_yes).unwrap();
    world.pass_millis(3_000);
    assert_eq!(
        world.types_from(2),
        [
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted,
            T::WorkflowTaskCompleted,
            T::WorkflowExecutionUpdateAccepted
        ]
    );
}

#[test]
fn a_delay_that_ends_while_an_update_waits_makes_its_task_the_first() {
    for taken in [false, true] {
        let mut world = delayed();
        world.update("u").unwrap();
        let early = taken.then(|| world.take_task());
        world.pass_millis(3_000);
        assert_eq!(world.types_from(2)[0], T::WorkflowTaskScheduled);
        let task = early.unwrap_or_else(|| world.take_task()).response;
        assert_eq!(task.messages.len(), 1);
        world.complete(&task, Vec::new()).unwrap();
        assert_eq!(world.last().event_type(), T::WorkflowTaskCompleted);
    }
}
