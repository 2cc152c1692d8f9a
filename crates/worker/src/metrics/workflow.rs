//! The metrics of one workflow type.

use std::time::SystemTime;

use everloop_metrics::{Attributes, Kind, Metrics, Recorder};
use everloop_proto::{
    command::v1::{Command, command::Attributes as CommandAttributes},
    enums::v1::{ApplicationErrorCategory, WorkflowTaskFailedCause},
    failure::v1::{Failure, failure::FailureInfo},
};

use super::since;

pub(crate) struct WorkflowMetrics {
    pub(crate) cache_hit: Recorder,
    pub(crate) executed: Recorder,
    pub(crate) replayed: Recorder,
    completed: Recorder,
    failed: Recorder,
    canceled: Recorder,
    continued: Recorder,
    end_to_end: Recorder,
    broken: Recorder,
    changed: Recorder,
}

impl WorkflowMetrics {
    pub(super) fn new(metrics: &Metrics, attributes: &Attributes) -> Self {
        let own = |kind, name, text| metrics.own(kind, name, text).bind(attributes);
        let failed_tasks = metrics.own(
            Kind::Counter,
            "workflow_task_execution_failed",
            "workflow tasks that failed",
        );
        let failed_task = |reason| failed_tasks.bind(&attributes.with([("failure_reason", reason)]));
        Self {
            cache_hit: own(Kind::Counter, "sticky_cache_hit", "tasks for runs that were in memory"),
            executed: own(
                Kind::Durations,
                "workflow_task_execution_latency",
                "how long workflow tasks were worked on",
            ),
            replayed: own(
                Kind::Durations,
                "workflow_task_replay_latency",
                "how long histories were replayed before new work began",
            ),
            completed: own(Kind::Counter, "workflow_completed", "workflows that completed"),
            failed: own(Kind::Counter, "workflow_failed", "workflows that failed"),
            canceled: own(Kind::Counter, "workflow_canceled", "workflows that were cancelled"),
            continued: own(
                Kind::Counter,
                "workflow_continue_as_new",
                "workflows that continued as new",
            ),
            end_to_end: own(
                Kind::Durations,
                "workflow_endtoend_latency",
                "how long runs took from start to end",
            ),
            broken: failed_task("WorkflowError"),
            changed: failed_task("NonDeterminismError"),
        }
    }

    /// The run ends with one of these commands.
    pub(crate) fn ended(&self, commands: &[Command], started: Option<SystemTime>) {
        for command in commands {
            match &command.attributes {
                Some(CommandAttributes::CompleteWorkflowExecutionCommandAttributes(_)) => self.completed.add(1),
                Some(CommandAttributes::CancelWorkflowExecutionCommandAttributes(_)) => self.canceled.add(1),
                Some(CommandAttributes::ContinueAsNewWorkflowExecutionCommandAttributes(_)) => self.continued.add(1),
                Some(CommandAttributes::FailWorkflowExecutionCommandAttributes(of))
                    if !of.failure.as_ref().is_some_and(is_benign) =>
                {
                    self.failed.add(1);
                }
                _ => {}
            }
        }
        if let Some(started) = started {
            self.end_to_end.duration(since(started));
        }
    }

    pub(crate) fn task_failed(&self, cause: WorkflowTaskFailedCause) {
        if cause == WorkflowTaskFailedCause::NonDeterministicError {
            self.changed.add(1);
        } else {
            self.broken.add(1);
        }
    }
}

/// Whether a failure is expected, so that nobody wants to see it counted.
pub(super) fn is_benign(failure: &Failure) -> bool {
    matches!(&failure.failure_info, Some(FailureInfo::ApplicationFailureInfo(info))
        if info.category() == ApplicationErrorCategory::Benign)
}
