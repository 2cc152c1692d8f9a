//! How workflows and activities end, by workflow type and task queue: read from the events that decisions append.

use std::collections::BTreeMap;

use everloop_engine::{Execution, Input, camel, closes_run};
use everloop_metrics::{Attributes, Instrument, Metrics, Recorder};
use everloop_proto::{
    enums::v1::{EventType, WorkflowTaskFailedCause},
    history::v1::{HistoryEvent, history_event::Attributes as Of},
};

use super::{Bound, Meters, OTHERS, counter, durations};
use crate::owner::kinds::Kinds;

/// What is counted, and by which event of a history.
const COUNTED: &[(EventType, &str, &str)] = &[
    (
        EventType::WorkflowExecutionCompleted,
        "workflow_success",
        "Runs that completed",
    ),
    (
        EventType::WorkflowExecutionFailed,
        "workflow_failed",
        "Runs that failed",
    ),
    (
        EventType::WorkflowExecutionTimedOut,
        "workflow_timeout",
        "Runs that timed out",
    ),
    (
        EventType::WorkflowExecutionCanceled,
        "workflow_cancel",
        "Runs that were cancelled",
    ),
    (
        EventType::WorkflowExecutionTerminated,
        "workflow_terminate",
        "Runs that were terminated",
    ),
    (
        EventType::WorkflowExecutionContinuedAsNew,
        "workflow_continued_as_new",
        "Runs that continued as new",
    ),
    (
        EventType::WorkflowTaskCompleted,
        "workflow_tasks_completed",
        "Workflow tasks that were done",
    ),
    (
        EventType::ActivityTaskCompleted,
        "activity_success",
        "Activities that completed",
    ),
    (
        EventType::ActivityTaskFailed,
        "activity_fail",
        "Activities that failed for good",
    ),
    (
        EventType::ActivityTaskTimedOut,
        "activity_timeout",
        "Activities that timed out for good",
    ),
    (
        EventType::ActivityTaskCanceled,
        "activity_cancel",
        "Activities that were cancelled",
    ),
];

pub(super) struct Outcomes {
    counted: Vec<(EventType, Instrument)>,
    began: Instrument,
    latency: Instrument,
    attempts_failed: Instrument,
    tasks_failed: Instrument,
    /// By the number of the workflow type.
    kinds: Bound<u32, OfKind>,
}

/// What is recorded of one workflow type.
struct OfKind {
    attributes: Attributes,
    counted: BTreeMap<EventType, Recorder>,
    began: Recorder,
    latency: Recorder,
    attempts_failed: Recorder,
}

/// An execution with the number of its workflow type, and what that number stands for.
pub(in crate::owner) struct Named<'a> {
    pub(in crate::owner) number: u32,
    pub(in crate::owner) kinds: &'a Kinds,
    pub(in crate::owner) namespace: u32,
    pub(in crate::owner) execution: &'a Execution,
}

/// An attempt that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::owner) enum Failed {
    WorkflowTask(WorkflowTaskFailedCause),
    /// Whether there will be another or not.
    Activity,
}

impl Failed {
    /// The attempt that fails by an input, if one does.
    pub(in crate::owner) fn by(input: &Input) -> Option<Self> {
        match input {
            Input::WorkflowTaskFailed(failed) => Some(Self::WorkflowTask(failed.request.cause())),
            Input::ActivityFailed(_) => Some(Self::Activity),
            _ => None,
        }
    }
}

impl Named<'_> {
    /// A number that is of many task queues tells none.
    fn queue(&self) -> &str {
        let execution = self.execution;
        let (kind, queue) = (execution.workflow_type(), execution.task_queue());
        if self.kinds.is_of_queue(self.namespace, kind, queue) {
            queue
        } else {
            OTHERS
        }
    }
}

impl Outcomes {
    pub(super) fn new(metrics: &Metrics) -> Self {
        let counted = COUNTED.iter();
        Self {
            counted: counted
                .map(|(kind, name, description)| (*kind, counter(metrics, name, description)))
                .collect(),
            began: counter(metrics, "everloop_workflow_started", "Runs that began"),
            latency: durations(metrics, "workflow_schedule_to_close_latency", "How long runs took"),
            attempts_failed: counter(metrics, "activity_task_fail", "Attempts of activities that failed"),
            tasks_failed: counter(metrics, "failed_workflow_tasks", "Workflow tasks that failed, by cause"),
            kinds: Bound::default(),
        }
    }

    fn of(&mut self, named: &Named<'_>) -> &OfKind {
        let Self {
            counted,
            began,
            latency,
            attempts_failed,
            kinds,
            ..
        } = self;
        kinds.of(&named.number, |is_alone| {
            let execution = named.execution;
            let (kind, queue) = if is_alone {
                (execution.workflow_type(), named.queue())
            } else {
                (OTHERS, OTHERS)
            };
            let attributes = Attributes::default().with([
                ("service_name", "history"),
                ("namespace", execution.identity().namespace.as_str()),
                ("workflowType", kind),
                ("taskqueue", queue),
            ]);
            let ends = attributes.with([("operation", "CompletionStats")]);
            OfKind {
                counted: counted
                    .iter()
                    .map(|(kind, it)| (*kind, it.bind(if closes_run(*kind) { &ends } else { &attributes })))
                    .collect(),
                began: began.bind(&attributes),
                latency: latency.bind(&ends),
                attempts_failed: attempts_failed.bind(&attributes),
                attributes,
            }
        })
    }
}

/// Counts a failed workflow task under its cause.
fn count_failed_task(tasks_failed: &Instrument, of_kind: &OfKind, cause: WorkflowTaskFailedCause) {
    let failure = camel(cause.as_str_name());
    let attributes = of_kind.attributes.with([("failure", failure.as_str())]);
    tasks_failed.bind(&attributes).add(1);
}

impl Meters {
    /// A run begins.
    pub(in crate::owner) fn born(&mut self, named: &Named<'_>) {
        let Some(on) = &mut self.0 else { return };
        *on.open.entry(named.namespace).or_default() += 1;
        on.outcomes.of(named).began.add(1);
    }

    /// A decision has appended events to a history; the execution is as it is afterwards.
    pub(in crate::owner) fn appended(&mut self, named: &Named<'_>, events: &[HistoryEvent]) {
        let Some(on) = &mut self.0 else { return };
        if events.is_empty() {
            return;
        }
        let tasks_failed = on.outcomes.tasks_failed.clone();
        let of_kind = on.outcomes.of(named);
        for event in events {
            let kind = event.event_type();
            if let Some(recorder) = of_kind.counted.get(&kind) {
                recorder.add(1);
            }
            if closes_run(kind) {
                let execution = named.execution;
                let end = execution.close_time().unwrap_or(execution.start_time());
                of_kind.latency.duration(end.since(execution.start_time()));
                *on.open.entry(named.namespace).or_default() -= 1;
            }
            if let Some(Of::WorkflowTaskFailedEventAttributes(failed)) = &event.attributes {
                count_failed_task(&tasks_failed, of_kind, failed.cause());
            }
        }
    }

    /// A worker has said that an attempt failed.
    pub(in crate::owner) fn failed(&mut self, named: &Named<'_>, failed: Failed, events: &[HistoryEvent]) {
        let Some(on) = &mut self.0 else { return };
        let tasks_failed = on.outcomes.tasks_failed.clone();
        let of_kind = on.outcomes.of(named);
        match failed {
            Failed::Activity => of_kind.attempts_failed.add(1),
            // The first attempt leaves an event, which is counted.
            Failed::WorkflowTask(_)
                if events
                    .iter()
                    .any(|event| event.event_type() == EventType::WorkflowTaskFailed) => {}
            Failed::WorkflowTask(cause) => count_failed_task(&tasks_failed, of_kind, cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_written_as_an_official_server_does() {
        assert_eq!(
            camel(WorkflowTaskFailedCause::UnhandledCommand.as_str_name()),
            "UnhandledCommand"
        );
        assert_eq!(
            camel(WorkflowTaskFailedCause::NonDeterministicError.as_str_name()),
            "NonDeterministicError"
        );
    }
}
