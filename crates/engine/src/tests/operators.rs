//! What operators do to an execution: pause and reset activities, change options, reset the run.

use std::time::Duration;

use everloop_proto::activity::v1::ActivityOptions;

use everloop_proto::common::v1::{FastForwardConfig, Priority, TimeSkippingConfig};
use everloop_proto::enums::v1::{EventType as T, PendingActivityState, ResetReapplyType};
use everloop_proto::history::v1::HistoryEvent;
use everloop_proto::workflow::v1::versioning_override::Override;
use everloop_proto::workflow::v1::{VersioningOverride, WorkflowExecutionOptions};
use everloop_proto::workflowservice::v1::{
    PauseActivityRequest, ResetActivityRequest, ResetWorkflowExecutionRequest, UnpauseActivityRequest,
    UpdateActivityOptionsRequest, UpdateWorkflowExecutionOptionsRequest, pause_activity_request,
    reset_activity_request, unpause_activity_request, update_activity_options_request,
};

use super::world::{World, activity, application_failure, request, schedule, start_timer};
use crate::input::PauseActivity;
use crate::{Context, Effect, Input, Reject, Reset, Timestamp, reset};

fn paused(id: &str) -> Input {
    Input::PauseActivity(Box::new(PauseActivity {
        request: PauseActivityRequest {
            activity: Some(pause_activity_request::Activity::Id(id.to_owned())),
            reason: "because".to_owned(),
            ..PauseActivityRequest::default()
        },
        once: false,
    }))
}

fn unpaused(id: &str) -> Input {
    Input::UnpauseActivity(Box::new(UnpauseActivityRequest {
        activity: Some(unpause_activity_request::Activity::Id(id.to_owned())),
        ..UnpauseActivityRequest::default()
    }))
}

fn state(world: &World) -> PendingActivityState {
    world
        .execution
        .describe(&world.limits.search_attributes, world.now)
        .pending_activities[0]
        .state()
}

fn with_activity() -> World {
    let mut world = World::started();
    world.run_task(vec![schedule(activity("a"))]);
    world
}

#[test]
fn a_paused_activity_is_not_handed_out_and_its_old_task_is_stale() {
    let mut world = with_activity();
    world.give(paused("a")).unwrap();
    assert_eq!(state(&world), PendingActivityState::Paused);
    assert!(!world.execution.has_ready());
    assert_eq!(world.take_activity(5).unwrap_err(), Reject::Stale);
    world.give(unpaused("a")).unwrap();
    assert!(matches!(
        world.effects.as_slice(),
        [Effect::ActivityTaskReady {
            scheduled_event_id: 5,
            stamp: 2,
            ..
        }]
    ));
    assert_eq!(world.take_activity(5).unwrap().attempt, 1);
}

#[test]
fn an_end_that_waits_in_the_buffer_ends_the_pause_of_its_type() {
    let mut world = with_activity();
    let task = world.take_activity(5).unwrap();
    world.give(paused("a")).unwrap();
    let noted = |world: &World| world.execution.noted_attributes().keys().cloned().collect::<Vec<_>>();
    assert_eq!(noted(&world), ["TemporalPauseInfo"]);
    world.signal("go", "g").unwrap();
    let held = world.take_task();
    world.complete_activity(&task).unwrap();
    assert!(
        !world.restored().transient().buffer.is_empty(),
        "it waits for the workflow task"
    );
    assert!(noted(&world).is_empty(), "nothing is paused any more");
    world.complete(&held.response, vec![]).unwrap();
    assert!(noted(&world).is_empty());
    assert!(world.types().contains(&T::ActivityTaskCompleted));
}

#[test]
fn a_paused_activity_that_fails_waits_until_it_goes_on() {
    let mut world = with_activity();
    let task = world.take_activity(5).unwrap();
    world.give(paused("a")).unwrap();
    assert_eq!(state(&world), PendingActivityState::PauseRequested);
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    assert_eq!(state(&world), PendingActivityState::Paused);
    assert!(!world.execution.has_ready());
    world.now = world.now + Duration::from_secs(60);
    world.give(Input::Deadline).unwrap();
    assert!(!world.execution.has_ready());
    world.give(unpaused("a")).unwrap();
    assert_eq!(world.take_activity(5).unwrap().attempt, 2);
}

#[test]
fn a_reset_activity_begins_at_its_first_attempt() {
    let mut world = with_activity();
    let task = world.take_activity(5).unwrap();
    world
        .fail_activity(&task, application_failure("no", "Declined"))
        .unwrap();
    let all = Some(reset_activity_request::Activity::MatchAll(true));
    world
        .give(Input::ResetActivity(Box::new(ResetActivityRequest {
            activity: all,
            ..ResetActivityRequest::default()
        })))
        .unwrap();
    assert_eq!(world.take_activity(5).unwrap().attempt, 1);
}

#[test]
fn changed_options_hold_for_the_next_attempt() {
    let mut world = with_activity();
    let options = ActivityOptions {
        start_to_close_timeout: Some(prost_types::Duration { seconds: 3, nanos: 0 }),
        ..ActivityOptions::default()
    };
    let change = |mask: Option<&str>, restore_original| {
        Input::UpdateActivityOptions(Box::new(UpdateActivityOptionsRequest {
            activity: Some(update_activity_options_request::Activity::Id("a".to_owned())),
            activity_options: Some(options.clone()),
            update_mask: mask.map(|path| prost_types::FieldMask {
                paths: vec![path.to_owned()],
            }),
            restore_original,
            ..UpdateActivityOptionsRequest::default()
        }))
    };
    assert!(matches!(world.give(change(None, false)), Err(Reject::Invalid(_))));
    world.give(change(Some("startToCloseTimeout"), false)).unwrap();
    let task = world.take_activity(5).unwrap();
    assert_eq!(task.start_to_close_timeout.unwrap().seconds, 3);
    world.give(change(None, true)).unwrap();
    let restored = world
        .execution
        .describe(&world.limits.search_attributes, world.now)
        .pending_activities[0]
        .activity_options
        .clone()
        .unwrap();
    assert_ne!(restored.start_to_close_timeout.unwrap().seconds, 3);
}

#[test]
fn what_a_mask_names_must_be_given() {
    let mut world = with_activity();
    let change = |path: &str, options: &ActivityOptions| {
        Input::UpdateActivityOptions(Box::new(UpdateActivityOptionsRequest {
            activity: Some(update_activity_options_request::Activity::Id("a".to_owned())),
            activity_options: Some(options.clone()),
            update_mask: Some(prost_types::FieldMask {
                paths: vec![path.to_owned()],
            }),
            ..UpdateActivityOptionsRequest::default()
        }))
    };
    let nothing = ActivityOptions::default();
    for (path, text) in [
        ("taskQueue.name", "TaskQueue is not provided"),
        ("retryPolicy", "RetryPolicy is not provided"),
        ("retryPolicy.maximumInterval", "RetryPolicy is not provided"),
        ("priority.priorityKey", "Priority is not provided"),
    ] {
        assert_eq!(
            world.give(change(path, &nothing)).unwrap_err().to_string(),
            text,
            "{path}"
        );
    }
    let elsewhere = ActivityOptions {
        task_queue: Some(everloop_proto::taskqueue::v1::TaskQueue {
            name: "elsewhere".to_owned(),
            ..Default::default()
        }),
        ..ActivityOptions::default()
    };
    let queue = |world: &World| {
        let described = world.execution.describe(&world.limits.search_attributes, world.now);
        let options = described.pending_activities[0].activity_options.clone();
        options.unwrap().task_queue.unwrap().name
    };
    let before = queue(&world);
    for path in ["taskQueue", "taskQueue.kind"] {
        world.give(change(path, &elsewhere)).unwrap();
        assert_eq!(queue(&world), before, "{path}");
    }
    world.give(change("taskQueue.name", &elsewhere)).unwrap();
    assert_eq!(queue(&world), "elsewhere");
}

#[test]
fn an_override_shows_in_the_search_attributes() {
    let mut world = World::started();
    let shown = |world: &World| {
        let shown = world.execution.shown_search_attributes(&world.limits.search_attributes);
        shown
            .get("TemporalWorkflowVersioningBehavior")
            .map(|payload| payload.data.clone())
    };
    assert_eq!(shown(&world), None);
    world
        .give(Input::UpdateOptions(Box::new(UpdateWorkflowExecutionOptionsRequest {
            workflow_execution_options: Some(WorkflowExecutionOptions {
                versioning_override: Some(VersioningOverride {
                    r#override: Some(Override::AutoUpgrade(true)),
                    ..VersioningOverride::default()
                }),
                ..WorkflowExecutionOptions::default()
            }),
            update_mask: Some(prost_types::FieldMask {
                paths: vec!["versioning_override".to_owned()],
            }),
            ..UpdateWorkflowExecutionOptionsRequest::default()
        })))
        .unwrap();
    assert_eq!(shown(&world).as_deref(), Some(&br#""AutoUpgrade""#[..]));
}

#[test]
fn options_are_written_when_they_change() {
    let mut world = World::started();
    let change = |versioning_override| {
        Input::UpdateOptions(Box::new(UpdateWorkflowExecutionOptionsRequest {
            workflow_execution_options: Some(WorkflowExecutionOptions {
                versioning_override,
                ..WorkflowExecutionOptions::default()
            }),
            update_mask: Some(prost_types::FieldMask {
                paths: vec!["versioning_override".to_owned()],
            }),
            ..UpdateWorkflowExecutionOptionsRequest::default()
        }))
    };
    let upgrade = Some(VersioningOverride {
        r#override: Some(Override::AutoUpgrade(true)),
        ..VersioningOverride::default()
    });
    world.give(change(upgrade.clone())).unwrap();
    world.give(change(upgrade)).unwrap();
    world.give(change(None)).unwrap();
    let updates = world
        .history
        .iter()
        .filter(|event| event.event_type() == T::WorkflowExecutionOptionsUpdated);
    assert_eq!(updates.count(), 2);
}

#[test]
fn options_that_wait_in_the_buffer_hold_at_once_for_those_who_ask() {
    let mut world = World::started();
    world.take_task();
    let change = |path: &str, options| {
        Input::UpdateOptions(Box::new(UpdateWorkflowExecutionOptionsRequest {
            workflow_execution_options: Some(options),
            update_mask: Some(prost_types::FieldMask {
                paths: vec![path.to_owned()],
            }),
            ..UpdateWorkflowExecutionOptionsRequest::default()
        }))
    };
    let clock = TimeSkippingConfig {
        enabled: true,
        fast_forward_config: Some(FastForwardConfig {
            id: "ahead".to_owned(),
            duration: Some(crate::convert::wire(Duration::from_secs(60))),
        }),
        ..TimeSkippingConfig::default()
    };
    let options = |priority: Option<Priority>, time_skipping_config| WorkflowExecutionOptions {
        priority,
        time_skipping_config,
        ..WorkflowExecutionOptions::default()
    };
    let priority = Priority {
        priority_key: 2,
        ..Priority::default()
    };
    world
        .give(change("priority", options(Some(priority.clone()), None)))
        .unwrap();
    world
        .give(change("time_skipping_config", options(None, Some(clock))))
        .unwrap();
    assert!(
        world
            .history
            .iter()
            .all(|event| event.event_type() != T::WorkflowExecutionOptionsUpdated)
    );

    let described = world.execution.describe(&world.limits.search_attributes, world.now);
    let info = described.workflow_execution_info.unwrap();
    assert_eq!(info.priority, Some(priority));
    let skipping = described.workflow_extended_info.unwrap().time_skipping_info.unwrap();
    assert_eq!(skipping.fast_forward_info.unwrap().fast_forward_id, "ahead");
}

fn reset_of(world: &mut World, point: i64, kind: ResetReapplyType) -> Result<World, Reject> {
    let (prefix, later): (Vec<_>, Vec<_>) = world.history.iter().cloned().partition(|event| event.event_id < point);
    let input = Reset {
        request: ResetWorkflowExecutionRequest {
            workflow_task_finish_event_id: point,
            request_id: "again".to_owned(),
            reason: "because".to_owned(),
            reset_reapply_type: kind as i32,
            ..ResetWorkflowExecutionRequest::default()
        },
        base: &world.execution,
        current: &world.execution,
        prefix,
        later,
    };
    let mut ctx = Context {
        now: world.now,
        ids: &mut world.ids,
        limits: &world.limits,
    };
    let decision = reset(input, &mut ctx)?;
    let now = world.now;
    world.apply(*decision.base.expect("the base is changed")).unwrap();
    Ok(World::of(*decision.new, now, std::mem::take(&mut world.ids)))
}

#[test]
fn a_reset_run_goes_on_from_its_point_with_what_came_later() {
    let mut world = World::started_with(request());
    world.run_task(vec![start_timer("t", 5_000), schedule(activity("a"))]);
    world.signal("hello", "h").unwrap();
    world.run_task(Vec::new());
    world.now = world.now + Duration::from_secs(1);
    let next = reset_of(&mut world, 4, ResetReapplyType::AllEligible).unwrap();
    assert_eq!(
        world.history.last().unwrap().event_type(),
        T::WorkflowExecutionTerminated
    );
    assert_eq!(
        world.execution.reset_run_id(),
        Some(next.execution.identity().run_id.as_str())
    );
    let types: Vec<_> = next.history.iter().map(HistoryEvent::event_type).collect();
    assert_eq!(
        types,
        [
            T::WorkflowExecutionStarted,
            T::WorkflowTaskScheduled,
            T::WorkflowTaskStarted,
            T::WorkflowTaskFailed,
            T::WorkflowExecutionSignaled,
            T::WorkflowTaskScheduled,
        ]
    );
    assert_eq!(next.execution.start_time(), world.now);
}

#[test]
fn a_reset_brings_timers_and_activities_along() {
    let mut world = World::started_with(request());
    world.run_task(vec![start_timer("t", 5_000), schedule(activity("a"))]);
    let started: Timestamp = world.now;
    world.take_activity(6).unwrap();
    world.signal("hello", "h").unwrap();
    world.run_task(Vec::new());
    world.now = world.now + Duration::from_secs(2);
    let point = world.history.last().unwrap().event_id;
    let mut next = reset_of(&mut world, point, ResetReapplyType::None).unwrap();
    assert!(next.execution.next_deadline().unwrap() <= started + Duration::from_secs(5));
    assert_eq!(next.take_activity(6).unwrap().attempt, 1);
}

#[test]
fn only_workflow_tasks_are_points_to_reset_to() {
    let mut world = World::started_with(request());
    world.run_task(vec![start_timer("t", 5_000)]);
    for point in [0, 1, 2, 5, 100] {
        assert!(
            matches!(
                reset_of(&mut world, point, ResetReapplyType::None),
                Err(Reject::Invalid(_))
            ),
            "{point}"
        );
    }
}

#[test]
fn a_reset_takes_changed_options_over_whatever_is_asked_for() {
    let mut world = World::started_with(request());
    world.run_task(Vec::new());
    let priority = Priority {
        priority_key: 2,
        ..Priority::default()
    };
    let change = UpdateWorkflowExecutionOptionsRequest {
        workflow_execution_options: Some(WorkflowExecutionOptions {
            priority: Some(priority.clone()),
            ..WorkflowExecutionOptions::default()
        }),
        update_mask: Some(prost_types::FieldMask {
            paths: vec!["priority".to_owned()],
        }),
        ..UpdateWorkflowExecutionOptionsRequest::default()
    };
    world.give(Input::UpdateOptions(Box::new(change))).unwrap();
    let next = reset_of(&mut world, 4, ResetReapplyType::None).unwrap();
    let described = next.execution.describe(&next.limits.search_attributes, next.now);
    assert_eq!(described.workflow_execution_info.unwrap().priority, Some(priority));
}
