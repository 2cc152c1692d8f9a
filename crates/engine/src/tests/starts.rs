//! Starts under the policies for workflow ids, with signals, with delays, and eagerly.

use everloop_proto::enums::v1::{EventType as T, WorkflowIdConflictPolicy as Conflict, WorkflowIdReusePolicy as Reuse};
use everloop_proto::history::v1::HistoryEvent;
use everloop_proto::workflowservice::v1::{SignalWithStartWorkflowExecutionRequest, StartWorkflowExecutionRequest};

use super::world::{World, complete_workflow, namespace, request, seconds};
use crate::{Context, Execution, Input, Reject, StartDecision, Status, signal_with_start, start};

fn with(reuse: Reuse, conflict: Conflict) -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        request_id: "other".to_owned(),
        workflow_id_reuse_policy: reuse as i32,
        workflow_id_conflict_policy: conflict as i32,
        ..request()
    }
}

fn again(world: &mut World, request: StartWorkflowExecutionRequest) -> Result<StartDecision, Reject> {
    let mut ctx = Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    start(request, &namespace(), Some(&world.execution), &mut ctx)
}

fn types(events: &[HistoryEvent]) -> Vec<T> {
    events.iter().map(HistoryEvent::event_type).collect()
}

#[test]
fn the_same_request_starts_once() {
    let mut world = World::started();
    let decision = again(&mut world, request()).unwrap();
    assert!(decision.new.is_none() && decision.existing.is_none());
    assert!(decision.reply.started);
    assert_eq!(decision.reply.run_id, world.execution.identity().run_id);
}

#[test]
fn the_same_request_starts_once_even_if_its_run_is_over() {
    let mut world = World::started();
    world.run_task(vec![complete_workflow()]);
    let run_id = world.execution.identity().run_id.clone();
    let refusing = StartWorkflowExecutionRequest {
        workflow_id_reuse_policy: Reuse::RejectDuplicate as i32,
        ..request()
    };
    for request in [request(), refusing] {
        let decision = again(&mut world, request).unwrap();
        assert!(decision.new.is_none() && decision.existing.is_none());
        assert!(decision.reply.started && decision.reply.status == Status::Completed);
        assert_eq!(decision.reply.run_id, run_id);
    }
    let closed = world.execution.clone();
    let decision = signal_again(&mut world, Some(&closed), signal(&request().request_id)).unwrap();
    assert!(decision.new.is_none() && decision.existing.is_none());
    assert_eq!(decision.reply.run_id, run_id);
}

#[test]
fn an_open_run_is_in_the_way_or_not() {
    let mut world = World::started();
    let run_id = world.execution.identity().run_id.clone();
    let refused = again(&mut world, with(Reuse::Unspecified, Conflict::Unspecified)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("Workflow execution is already running. WorkflowId: order, RunId: {run_id}.")
    );
    assert!(matches!(refused, Reject::AlreadyStarted { start_request_id, .. } if start_request_id == "start"));
    let used = again(&mut world, with(Reuse::Unspecified, Conflict::UseExisting)).unwrap();
    assert!(!used.reply.started && used.new.is_none());
    assert_eq!(used.reply.run_id, run_id);
    for request in [
        with(Reuse::Unspecified, Conflict::TerminateExisting),
        with(Reuse::TerminateIfRunning, Conflict::Unspecified),
    ] {
        let replaced = again(&mut world, request).unwrap();
        let ended = replaced.existing.expect("the open run ends");
        assert_eq!(types(&ended.events), [T::WorkflowExecutionTerminated]);
        assert_ne!(
            replaced.new.expect("another begins").execution.identity().run_id,
            run_id
        );
    }
}

#[test]
fn a_closed_run_is_in_the_way_or_not() {
    let mut completed = World::started();
    completed.run_task(vec![complete_workflow()]);
    let mut terminated = World::started();
    terminated.give(Input::Terminate(Box::default())).unwrap();
    let mut worlds = [completed, terminated];
    for (which, reuse, text) in [
        (0, Reuse::AllowDuplicate, None),
        (0, Reuse::AllowDuplicateFailedOnly, Some("finished successfully")),
        (0, Reuse::RejectDuplicate, Some("already finished.")),
        (0, Reuse::TerminateIfRunning, None),
        (1, Reuse::AllowDuplicateFailedOnly, None),
        (1, Reuse::RejectDuplicate, Some("already finished.")),
    ] {
        match (again(&mut worlds[which], with(reuse, Conflict::Unspecified)), text) {
            (Ok(decision), None) => assert!(decision.new.is_some()),
            (Err(reject), Some(text)) => assert!(reject.to_string().contains(text), "{reject}"),
            (outcome, _) => panic!("{reuse:?}: {outcome:?}"),
        }
    }
}

#[test]
fn some_policies_exclude_each_other() {
    let mut world = World::started();
    for request in [
        with(Reuse::TerminateIfRunning, Conflict::Fail),
        with(Reuse::RejectDuplicate, Conflict::TerminateExisting),
    ] {
        assert!(matches!(again(&mut world, request), Err(Reject::Invalid(_))));
    }
}

fn signal(request_id: &str) -> SignalWithStartWorkflowExecutionRequest {
    let start = request();
    SignalWithStartWorkflowExecutionRequest {
        namespace: start.namespace,
        workflow_id: start.workflow_id,
        workflow_type: start.workflow_type,
        task_queue: start.task_queue,
        request_id: request_id.to_owned(),
        signal_name: "go".to_owned(),
        ..SignalWithStartWorkflowExecutionRequest::default()
    }
}

fn signal_again(
    world: &mut World,
    current: Option<&Execution>,
    request: SignalWithStartWorkflowExecutionRequest,
) -> Result<StartDecision, Reject> {
    let mut ctx = Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    signal_with_start(request, &namespace(), current, &mut ctx)
}

#[test]
fn a_signal_starts_what_is_not_there() {
    let mut world = World::started();
    let new = signal_again(&mut world, None, signal("a")).unwrap();
    let birth = new.new.expect("a run begins");
    assert_eq!(
        types(&birth.events),
        [
            T::WorkflowExecutionStarted,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled
        ]
    );
    let current = world.execution.clone();
    let existing = signal_again(&mut world, Some(&current), signal("b")).unwrap();
    assert!(!existing.reply.started);
    assert_eq!(
        types(&existing.existing.expect("it is signaled").events),
        [T::WorkflowExecutionSignaled]
    );
    let mut failing = signal("c");
    failing.workflow_id_conflict_policy = Conflict::Fail as i32;
    assert!(matches!(
        signal_again(&mut world, Some(&current), failing),
        Err(Reject::Invalid(_))
    ));
    let delayed = SignalWithStartWorkflowExecutionRequest {
        workflow_start_delay: seconds(1),
        ..signal("d")
    };
    let birth = signal_again(&mut world, None, delayed)
        .unwrap()
        .new
        .expect("a run begins");
    assert_eq!(
        types(&birth.events),
        [T::WorkflowExecutionStarted, T::WorkflowExecutionSignaled]
    );
}

#[test]
fn a_delay_holds_the_first_task_back_and_the_clock_of_the_run() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        workflow_start_delay: seconds(3),
        workflow_run_timeout: seconds(2),
        ..request()
    });
    world.signal("go", "a").unwrap();
    assert_eq!(world.types_from(2), [T::WorkflowExecutionSignaled]);
    world.pass_millis(3_000);
    assert_eq!(world.types_from(3), [T::WorkflowTaskScheduled]);
    world.pass_millis(1_999);
    assert_eq!(world.status(), Status::Running);
    world.pass_millis(1);
    assert_eq!(world.status(), Status::TimedOut);
}

#[test]
fn what_is_given_without_content_is_not_told_and_no_timeout_is_longer_than_a_century() {
    let world = World::started_with(StartWorkflowExecutionRequest {
        memo: Some(Default::default()),
        search_attributes: Some(Default::default()),
        workflow_execution_timeout: seconds(4_000_000_000),
        ..request()
    });
    let started = world.execution.started();
    assert_eq!((&started.memo, &started.search_attributes), (&None, &None));
    assert_eq!(started.workflow_execution_timeout, seconds(3_153_600_000));
    assert_eq!(started.workflow_run_timeout, seconds(3_153_600_000));
}

#[test]
fn a_request_to_cancel_ends_the_delay() {
    let mut world = World::started_with(StartWorkflowExecutionRequest {
        workflow_start_delay: seconds(3),
        ..request()
    });
    world.give(Input::Cancel(Box::default())).unwrap();
    assert_eq!(
        world.types_from(2),
        [T::WorkflowExecutionCancelRequested, T::WorkflowTaskScheduled]
    );
    world.pass_millis(5_000);
    assert_eq!(world.types_from(4), [], "the delay brings no second task");
}

#[test]
fn an_eager_start_comes_with_its_task() {
    let mut world = World::started();
    let mut ctx = Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    let request = StartWorkflowExecutionRequest {
        request_eager_execution: true,
        ..request()
    };
    let decision = start(request, &namespace(), None, &mut ctx).unwrap();
    let birth = *decision.new.unwrap();
    let task = decision.reply.eager_workflow_task.expect("the task comes along");
    assert!(birth.effects.is_empty(), "nobody else may have it");
    assert!(birth.execution.started().eager_execution_accepted);
    let mut world = World::of(birth, world.now, world.ids);
    world.complete(&task.response, vec![complete_workflow()]).unwrap();
    assert_eq!(world.status(), Status::Completed);
}

#[test]
fn wrong_requests_are_told_what_is_wrong() {
    let negative = Some(prost_types::Duration { seconds: -1, nanos: 0 });
    let policy = everloop_proto::common::v1::RetryPolicy {
        backoff_coefficient: 0.5,
        ..Default::default()
    };
    for (request, text) in [
        (
            StartWorkflowExecutionRequest {
                workflow_id: String::new(),
                ..request()
            },
            "WorkflowId is not set on request.",
        ),
        (
            StartWorkflowExecutionRequest {
                workflow_type: None,
                ..request()
            },
            "WorkflowType is not set on request.",
        ),
        (
            StartWorkflowExecutionRequest {
                task_queue: None,
                ..request()
            },
            "taskQueue is not set",
        ),
        (
            StartWorkflowExecutionRequest {
                workflow_id: "x".repeat(1001),
                ..request()
            },
            "WorkflowId exceeds maximum allowed length (1001/1000)",
        ),
        (
            StartWorkflowExecutionRequest {
                workflow_run_timeout: negative,
                ..request()
            },
            "An invalid WorkflowRunTimeoutSeconds is set on request. cause: negative duration",
        ),
        (
            StartWorkflowExecutionRequest {
                retry_policy: Some(policy),
                ..request()
            },
            "BackoffCoefficient cannot be less than 1 on retry policy.",
        ),
    ] {
        let mut world = World::started();
        assert_eq!(
            again(&mut world, request).unwrap_err(),
            Reject::Invalid(text.to_owned())
        );
    }
}
