//! Parents, children, and workflows that signal or cancel each other.

use everloop_proto::command::v1::command::Attributes as CommandAttributes;
use everloop_proto::command::v1::{
    Command, RequestCancelExternalWorkflowExecutionCommandAttributes, SignalExternalWorkflowExecutionCommandAttributes,
    StartChildWorkflowExecutionCommandAttributes,
};
use everloop_proto::common::v1::{WorkflowExecution, WorkflowType};
use everloop_proto::enums::v1::{CommandType, EventType as T, ParentClosePolicy, WorkflowIdReusePolicy};

use super::world::{Ids, World, complete_workflow, continue_as_new, namespace};
use crate::event::Attributes;
use crate::{Context, Effect, Input, Message, Reject, Status, deliver};

fn start_child(id: &str, policy: ParentClosePolicy) -> Command {
    Command {
        command_type: CommandType::StartChildWorkflowExecution as i32,
        attributes: Some(CommandAttributes::StartChildWorkflowExecutionCommandAttributes(
            StartChildWorkflowExecutionCommandAttributes {
                workflow_id: id.to_owned(),
                workflow_type: Some(WorkflowType {
                    name: "Pack".to_owned(),
                }),
                parent_close_policy: policy as i32,
                ..StartChildWorkflowExecutionCommandAttributes::default()
            },
        )),
        ..Command::default()
    }
}

fn signal(id: &str) -> Command {
    Command {
        command_type: CommandType::SignalExternalWorkflowExecution as i32,
        attributes: Some(CommandAttributes::SignalExternalWorkflowExecutionCommandAttributes(
            SignalExternalWorkflowExecutionCommandAttributes {
                execution: Some(WorkflowExecution {
                    workflow_id: id.to_owned(),
                    run_id: String::new(),
                }),
                signal_name: "go".to_owned(),
                ..SignalExternalWorkflowExecutionCommandAttributes::default()
            },
        )),
        ..Command::default()
    }
}

fn cancel(id: &str) -> Command {
    Command {
        command_type: CommandType::RequestCancelExternalWorkflowExecution as i32,
        attributes: Some(
            CommandAttributes::RequestCancelExternalWorkflowExecutionCommandAttributes(
                RequestCancelExternalWorkflowExecutionCommandAttributes {
                    workflow_id: id.to_owned(),
                    reason: "why".to_owned(),
                    ..RequestCancelExternalWorkflowExecutionCommandAttributes::default()
                },
            ),
        ),
        ..Command::default()
    }
}

/// A parent and the child that it may have, and the messages between them.
struct Family {
    parent: World,
    child: Option<World>,
    deliveries: u32,
}

impl Family {
    /// A parent that has done its first task with these commands, and all that follows.
    fn after(commands: Vec<Command>) -> Self {
        let mut parent = World::started();
        parent.run_task(commands);
        let mut family = Self {
            parent,
            child: None,
            deliveries: 0,
        };
        family.settle();
        family
    }

    /// Delivers messages until there are none.
    fn settle(&mut self) {
        let mut messages: Vec<Message> = sent(&mut self.parent);
        messages.extend(self.child.as_mut().map(sent).unwrap_or_default());
        while let Some(message) = messages.pop() {
            let is_parent = message.to.workflow_id == "order";
            let known = message.to.workflow_id == "child";
            let now = self.parent.now;
            let recipient = if is_parent {
                Some(&mut self.parent)
            } else {
                self.child.as_mut().filter(|_| known)
            };
            self.deliveries += 1;
            let (mut ids, limits) = (Ids::apart(self.deliveries), crate::Limits::default());
            let mut ctx = Context {
                now,
                ids: &mut ids,
                limits: &limits,
            };
            let before = recipient.as_ref().map(|world| world.execution.clone());
            let delivery = deliver(message, before.as_ref(), &namespace(), &mut ctx);
            messages.extend(delivery.answer.map(|message| *message));
            if let Some(decision) = delivery.existing {
                let world = recipient.expect("it was there");
                world.apply(*decision).unwrap();
                messages.extend(sent(world));
            }
            if let Some(birth) = delivery.new {
                self.child = Some(World::of(*birth, now, ids));
            }
        }
    }

    fn child(&mut self) -> &mut World {
        self.child.as_mut().expect("there is a child")
    }
}

fn sent(world: &mut World) -> Vec<Message> {
    let effects = std::mem::take(&mut world.effects);
    let messages = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send(message) => Some(*message),
        _ => None,
    });
    messages.collect()
}

#[test]
fn a_child_begins_and_ends() {
    let mut family = Family::after(vec![start_child("child", ParentClosePolicy::Terminate)]);
    assert_eq!(
        family.parent.types_from(4),
        [
            T::WorkflowTaskCompleted,
            T::StartChildWorkflowExecutionInitiated,
            T::ChildWorkflowExecutionStarted,
            T::WorkflowTaskScheduled
        ]
    );
    let parent = family.parent.execution.identity().to_wire();
    let started = family.child().execution.started().clone();
    assert_eq!(started.parent_workflow_execution, Some(parent.clone()));
    assert_eq!(started.root_workflow_execution, Some(parent));
    assert_eq!(
        (
            started.parent_initiated_event_id,
            started.task_queue.unwrap().name.as_str()
        ),
        (5, "queue")
    );
    family.child().run_task(vec![complete_workflow()]);
    family.settle();
    assert_eq!(family.parent.types_from(8), [T::ChildWorkflowExecutionCompleted]);
    let Some(Attributes::ChildWorkflowExecutionCompletedEventAttributes(completed)) = &family.parent.last().attributes
    else {
        panic!("not completed")
    };
    assert_eq!((completed.initiated_event_id, completed.started_event_id), (5, 6));
}

/// After a reset, children of the run before may end, and other children have the ids of the events that initiated these.
#[test]
fn the_end_of_another_child_with_the_same_initiated_event_id_is_no_news() {
    let mut family = Family::after(vec![start_child("child", ParentClosePolicy::Terminate)]);
    let initiated_event_id = family.child().execution.started().parent_initiated_event_id;
    let own = family.child().execution.identity().run_id.clone();
    for (first_run_id, is_news) in [("another", false), (own.as_str(), true)] {
        let end = Message {
            from: family.child().execution.identity().clone(),
            to: crate::message::Address {
                namespace: "default".to_owned(),
                workflow_id: "order".to_owned(),
                run_id: family.parent.execution.identity().run_id.clone(),
            },
            body: crate::message::Body::ChildClosed {
                initiated_event_id,
                first_run_id: first_run_id.to_owned(),
                close: Box::new(crate::message::ChildClose::Terminated),
            },
        };
        let (mut ids, limits) = (Ids::apart(100), crate::Limits::default());
        let mut ctx = Context {
            now: family.parent.now,
            ids: &mut ids,
            limits: &limits,
        };
        let delivery = deliver(end, Some(&family.parent.execution), &namespace(), &mut ctx);
        let events = delivery.existing.expect("the parent is open").events.len();
        assert_eq!(events > 0, is_news, "{first_run_id}");
    }
}

#[test]
fn a_child_that_starts_and_ends_during_a_task_is_wired_when_it_ends() {
    let mut world = World::started();
    let task = world.take_task();
    let request = everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedRequest {
        force_create_new_workflow_task: true,
        return_new_workflow_task: true,
        ..super::world::completion(vec![start_child("child", ParentClosePolicy::Terminate)])
    };
    let Ok(crate::Reply::WorkflowTaskCompleted {
        workflow_task: Some(next),
        ..
    }) = world.complete_with(&task.response, request)
    else {
        panic!("no task came along")
    };
    let mut family = Family {
        parent: world,
        child: None,
        deliveries: 0,
    };
    family.settle();
    family.child().run_task(vec![complete_workflow()]);
    family.settle();
    assert_eq!(family.parent.last().event_type(), T::WorkflowTaskStarted, "both wait");
    family.parent.complete(&next.response, vec![]).unwrap();
    assert_eq!(
        family.parent.types_from(9),
        [
            T::ChildWorkflowExecutionStarted,
            T::ChildWorkflowExecutionCompleted,
            T::WorkflowTaskScheduled
        ]
    );
    let Some(Attributes::ChildWorkflowExecutionCompletedEventAttributes(completed)) =
        &family.parent.event(T::ChildWorkflowExecutionCompleted).attributes
    else {
        panic!("not completed")
    };
    assert_eq!(completed.started_event_id, 9);
}

#[test]
fn a_taken_id_is_told() {
    let family = Family::after(vec![
        start_child("child", ParentClosePolicy::Terminate),
        start_child("child", ParentClosePolicy::Terminate),
    ]);
    assert!(family.parent.types().contains(&T::StartChildWorkflowExecutionFailed));
    assert!(family.parent.types().contains(&T::ChildWorkflowExecutionStarted));
}

#[test]
fn a_child_may_take_the_place_of_the_open_run_of_its_id() {
    let mut family = Family::after(vec![start_child("child", ParentClosePolicy::Terminate)]);
    let mut again = start_child("child", ParentClosePolicy::Terminate);
    let Some(CommandAttributes::StartChildWorkflowExecutionCommandAttributes(attributes)) = &mut again.attributes
    else {
        panic!("it starts a child");
    };
    attributes.workflow_id_reuse_policy = WorkflowIdReusePolicy::TerminateIfRunning.into();
    family.parent.run_task(vec![again]);
    family.settle();
    assert!(family.child().execution.status().is_running());
    let types = family.parent.types();
    let started = types.iter().filter(|kind| **kind == T::ChildWorkflowExecutionStarted);
    assert_eq!(started.count(), 2, "{types:?}");
    assert!(types.contains(&T::ChildWorkflowExecutionTerminated), "{types:?}");
}

#[test]
fn a_parent_that_closes_does_with_its_child_what_it_said() {
    for (policy, last, status) in [
        (
            ParentClosePolicy::Terminate,
            T::WorkflowExecutionTerminated,
            Status::Terminated,
        ),
        (
            ParentClosePolicy::RequestCancel,
            T::WorkflowExecutionCancelRequested,
            Status::Running,
        ),
        (ParentClosePolicy::Abandon, T::WorkflowTaskScheduled, Status::Running),
    ] {
        for close in [complete_workflow(), continue_as_new()] {
            let mut family = Family::after(vec![start_child("child", policy)]);
            family.parent.run_task(vec![close]);
            family.settle();
            assert_eq!(family.child().last().event_type(), last);
            assert_eq!(family.child().status(), status);
        }
    }
}

#[test]
fn a_child_never_begins_if_its_parent_closes_at_once() {
    let family = Family::after(vec![
        start_child("child", ParentClosePolicy::Abandon),
        complete_workflow(),
    ]);
    assert!(family.child.is_none());
    assert_eq!(family.parent.status(), Status::Completed);
}

#[test]
fn a_child_that_goes_on_as_another_run_is_not_over() {
    let mut family = Family::after(vec![start_child("child", ParentClosePolicy::Terminate)]);
    family.child().run_task(vec![continue_as_new()]);
    let next = *family.child().next_run.take().unwrap();
    family.settle();
    assert_eq!(
        family.parent.last().event_type(),
        T::WorkflowTaskScheduled,
        "nothing new"
    );
    let now = family.parent.now;
    let mut next = World::of(next, now, Ids::default());
    next.pass_millis(1_000);
    next.run_task(vec![complete_workflow()]);
    family.child = Some(next);
    family.settle();
    assert_eq!(family.parent.last().event_type(), T::ChildWorkflowExecutionCompleted);
}

#[test]
fn signals_and_cancel_requests_arrive_or_fail() {
    let mut family = Family::after(vec![start_child("child", ParentClosePolicy::Terminate)]);
    family.parent.run_task(vec![
        signal("child"),
        cancel("child"),
        signal("nobody"),
        cancel("nobody"),
        signal("order"),
    ]);
    family.settle();
    let child = family.child().types();
    assert!(child.contains(&T::WorkflowExecutionSignaled) && child.contains(&T::WorkflowExecutionCancelRequested));
    let parent = family.parent.types();
    let count = |kind| parent.iter().filter(|event| **event == kind).count();
    assert_eq!(count(T::ExternalWorkflowExecutionSignaled), 1);
    assert_eq!(count(T::ExternalWorkflowExecutionCancelRequested), 1);
    assert_eq!(count(T::SignalExternalWorkflowExecutionFailed), 2, "nobody, and itself");
    assert_eq!(count(T::RequestCancelExternalWorkflowExecutionFailed), 1);
    assert!(family.parent.execution.recorded().externals.is_empty());
}

#[test]
fn a_child_can_not_be_started_and_canceled_in_one_task() {
    let mut world = World::started();
    let task = world.take_task();
    let refused = world.complete(
        &task.response,
        vec![start_child("child", ParentClosePolicy::Terminate), cancel("child")],
    );
    assert!(matches!(refused, Err(Reject::Invalid(text)) if text.contains("not allowed in same workflow task")));
    world.give(Input::Terminate(Box::default())).unwrap();
}
