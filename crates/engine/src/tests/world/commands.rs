//! The commands of the scenarios, each with what a scenario does not care about filled in.

use std::time::Duration;

use everloop_proto::command::v1::command::Attributes;
use everloop_proto::command::v1::{self as command, Command};
use everloop_proto::common::v1::{ActivityType, RetryPolicy};
use everloop_proto::enums::v1::CommandType;
use everloop_proto::failure::v1::Failure;
use everloop_proto::taskqueue::v1::TaskQueue;

use super::payloads;
use crate::convert;

fn command(kind: CommandType, attributes: Attributes) -> Command {
    Command {
        command_type: kind as i32,
        attributes: Some(attributes),
        ..Command::default()
    }
}

pub(in crate::tests) fn complete_workflow() -> Command {
    let attributes = command::CompleteWorkflowExecutionCommandAttributes {
        result: payloads("done"),
    };
    command(
        CommandType::CompleteWorkflowExecution,
        Attributes::CompleteWorkflowExecutionCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn fail_workflow(failure: Failure) -> Command {
    let attributes = command::FailWorkflowExecutionCommandAttributes { failure: Some(failure) };
    command(
        CommandType::FailWorkflowExecution,
        Attributes::FailWorkflowExecutionCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn continue_as_new() -> Command {
    let attributes = command::ContinueAsNewWorkflowExecutionCommandAttributes {
        input: payloads("again"),
        ..command::ContinueAsNewWorkflowExecutionCommandAttributes::default()
    };
    command(
        CommandType::ContinueAsNewWorkflowExecution,
        Attributes::ContinueAsNewWorkflowExecutionCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn start_timer(id: &str, millis: u64) -> Command {
    let attributes = command::StartTimerCommandAttributes {
        timer_id: id.to_owned(),
        start_to_fire_timeout: Some(convert::wire(Duration::from_millis(millis))),
    };
    command(
        CommandType::StartTimer,
        Attributes::StartTimerCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn cancel_timer(id: &str) -> Command {
    let attributes = command::CancelTimerCommandAttributes {
        timer_id: id.to_owned(),
    };
    command(
        CommandType::CancelTimer,
        Attributes::CancelTimerCommandAttributes(attributes),
    )
}

/// An activity with a start-to-close timeout of ten seconds.
pub(in crate::tests) fn activity(id: &str) -> command::ScheduleActivityTaskCommandAttributes {
    command::ScheduleActivityTaskCommandAttributes {
        activity_id: id.to_owned(),
        activity_type: Some(ActivityType {
            name: "Charge".to_owned(),
        }),
        task_queue: Some(TaskQueue {
            name: "queue".to_owned(),
            ..TaskQueue::default()
        }),
        input: payloads("card"),
        start_to_close_timeout: Some(convert::wire(Duration::from_secs(10))),
        ..command::ScheduleActivityTaskCommandAttributes::default()
    }
}

pub(in crate::tests) fn schedule(attributes: command::ScheduleActivityTaskCommandAttributes) -> Command {
    command(
        CommandType::ScheduleActivityTask,
        Attributes::ScheduleActivityTaskCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn cancel_activity(scheduled_event_id: i64) -> Command {
    let attributes = command::RequestCancelActivityTaskCommandAttributes { scheduled_event_id };
    command(
        CommandType::RequestCancelActivityTask,
        Attributes::RequestCancelActivityTaskCommandAttributes(attributes),
    )
}

pub(in crate::tests) fn attempts(most: i32) -> RetryPolicy {
    RetryPolicy {
        maximum_attempts: most,
        ..RetryPolicy::default()
    }
}

pub(in crate::tests) fn seconds(seconds: u64) -> Option<prost_types::Duration> {
    Some(convert::wire(Duration::from_secs(seconds)))
}
