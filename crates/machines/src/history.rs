//! The events of the open task that are not applied yet, and where the next workflow task ends in
//! them.
//!
//! A history falls into stretches, each ending with the WORKFLOW_TASK_STARTED of a task that a worker
//! answered. Started tasks that failed or timed out do not end a stretch: the task after them saw
//! their events too. What a task answered with follows right behind its WORKFLOW_TASK_COMPLETED, so
//! looking ahead needs no more than the run of command events there.

use std::collections::VecDeque;

use everloop_proto::{
    enums::v1::EventType,
    history::v1::{HistoryEvent, WorkflowTaskCompletedEventAttributes, history_event::Attributes},
};

/// Where the next stretch ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stretch {
    /// After so many events, with a task that the history shows completed.
    Completed(usize),
    /// After so many events, with a task that is still open, or with no task at all.
    Open(usize),
    /// More of the history is needed to tell.
    Unknown,
    /// Nothing is left.
    End,
}

#[derive(Debug, Default)]
pub(crate) struct Pending {
    events: VecDeque<HistoryEvent>,
    complete: bool,
}

impl Pending {
    /// Adds a page, without the events up to `applied`.
    pub(crate) fn feed(&mut self, events: Vec<HistoryEvent>, complete: bool, applied: i64) {
        self.complete = complete;
        let known = events.iter().take_while(|event| event.event_id <= applied).count();
        if self.events.is_empty() && known == 0 {
            self.events = events.into();
        } else {
            self.events.extend(events.into_iter().skip(known));
        }
    }

    /// Finds the next stretch.
    pub(crate) fn stretch(&self) -> Stretch {
        let events = &self.events;
        for (index, event) in events.iter().enumerate() {
            if event.event_type() != EventType::WorkflowTaskStarted {
                continue;
            }
            let Some(next) = events.get(index + 1) else {
                return if self.complete {
                    Stretch::Open(index + 1)
                } else {
                    Stretch::Unknown
                };
            };
            if next.event_type() != EventType::WorkflowTaskCompleted {
                continue;
            }
            let ahead_known = self.complete || events.range(index + 2..).any(|event| !is_command(event.event_type()));
            return if ahead_known {
                Stretch::Completed(index + 1)
            } else {
                Stretch::Unknown
            };
        }
        match events.len() {
            _ if !self.complete => Stretch::Unknown,
            0 => Stretch::End,
            rest => Stretch::Open(rest),
        }
    }

    /// The completion behind a stretch of so many events.
    pub(crate) fn completion(&self, stretch: usize) -> Option<&WorkflowTaskCompletedEventAttributes> {
        match &self.events.get(stretch)?.attributes {
            Some(Attributes::WorkflowTaskCompletedEventAttributes(completed)) => Some(completed),
            _ => None,
        }
    }

    /// The command events behind the completion behind a stretch of so many events.
    pub(crate) fn commands_ahead(&self, stretch: usize) -> impl Iterator<Item = &HistoryEvent> {
        let from = (stretch + 1).min(self.events.len());
        self.events
            .range(from..)
            .take_while(|event| is_command(event.event_type()))
    }

    /// The command events that come next.
    pub(crate) fn commands_next(&self) -> impl Iterator<Item = &HistoryEvent> {
        self.events.iter().take_while(|event| is_command(event.event_type()))
    }

    pub(crate) fn pop(&mut self) -> Option<HistoryEvent> {
        self.events.pop_front()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Whether a command (or a protocol message) of a workflow task made an event of that type.
pub(crate) fn is_command(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::ActivityTaskScheduled
            | EventType::ActivityTaskCancelRequested
            | EventType::TimerStarted
            | EventType::TimerCanceled
            | EventType::MarkerRecorded
            | EventType::StartChildWorkflowExecutionInitiated
            | EventType::SignalExternalWorkflowExecutionInitiated
            | EventType::RequestCancelExternalWorkflowExecutionInitiated
            | EventType::UpsertWorkflowSearchAttributes
            | EventType::WorkflowPropertiesModified
            | EventType::WorkflowExecutionUpdateAccepted
            | EventType::WorkflowExecutionUpdateCompleted
            | EventType::NexusOperationScheduled
            | EventType::NexusOperationCancelRequested
            | EventType::WorkflowExecutionCompleted
            | EventType::WorkflowExecutionFailed
            | EventType::WorkflowExecutionCanceled
            | EventType::WorkflowExecutionContinuedAsNew
    )
}
