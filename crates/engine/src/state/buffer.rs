//! Events that happened while a workflow task was with a worker. They have no ids yet and are not in history;
//! when the task ends they are, in the order the protocol wants.

use std::collections::BTreeSet;
use std::sync::Arc;

use everloop_proto::history::v1::{HistoryEvent, WorkflowExecutionOptionsUpdatedEventAttributes};
use imbl::{OrdMap, OrdSet};
use prost::Message as _;

use super::Table;
use crate::event::{Attributes, closes_something};

/// The events in the buffer, and what has to be known of them at a glance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Buffer {
    events: Table<Arc<HistoryEvent>>,
    next: i64,
    bytes: usize,
    signals: i64,
    signal_request_ids: OrdSet<String>,
    cancel_requested: bool,
    /// Fired timers: where their event is, by started event id.
    fired_timers: OrdMap<i64, i64>,
    /// Activities whose end is here, by scheduled event id.
    closed_activities: OrdSet<i64>,
}

impl Buffer {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(crate) fn signals(&self) -> i64 {
        self.signals
    }

    pub(crate) fn has_signal_request(&self, request_id: &str) -> bool {
        self.signal_request_ids.contains(request_id)
    }

    /// Request ids that are attached to the run by events that wait here.
    pub(crate) fn attached_requests(&self) -> impl Iterator<Item = &str> {
        self.options_updated()
            .map(|(_, updated)| updated.attached_request_id.as_str())
    }

    /// Changes of the run's options that wait here.
    pub(crate) fn options_updated(
        &self,
    ) -> impl Iterator<Item = (&HistoryEvent, &WorkflowExecutionOptionsUpdatedEventAttributes)> {
        self.events.iter().filter_map(|(_, event)| match &event.attributes {
            Some(Attributes::WorkflowExecutionOptionsUpdatedEventAttributes(updated)) => Some((&**event, updated)),
            _ => None,
        })
    }

    pub(crate) fn cancel_requested(&self) -> bool {
        self.cancel_requested
    }

    pub(crate) fn closed_activities(&self) -> &OrdSet<i64> {
        &self.closed_activities
    }

    /// Children whose end is here, by the id of the event that initiated them. Only descriptions ask.
    pub(crate) fn closed_children(&self) -> BTreeSet<i64> {
        self.events
            .iter()
            .filter_map(|(_, event)| closed_child(event))
            .collect()
    }

    /// The run that a child began with, if the news of it is here.
    pub(crate) fn started_child(&self, initiated_event_id: i64) -> Option<&str> {
        self.events.iter().find_map(|(_, event)| match &event.attributes {
            Some(Attributes::ChildWorkflowExecutionStartedEventAttributes(started))
                if started.initiated_event_id == initiated_event_id =>
            {
                started.workflow_execution.as_ref().map(|run| run.run_id.as_str())
            }
            _ => None,
        })
    }

    pub(crate) fn has_fired(&self, timer_started_event_id: i64) -> bool {
        self.fired_timers.contains_key(&timer_started_event_id)
    }

    pub(crate) fn events(&self) -> &Table<Arc<HistoryEvent>> {
        &self.events
    }

    pub(crate) fn events_mut(&mut self) -> &mut Table<Arc<HistoryEvent>> {
        &mut self.events
    }

    pub(crate) fn push(&mut self, event: HistoryEvent) {
        let place = self.next;
        self.put(place, Arc::new(event));
    }

    /// Puts an event where it was before a restart.
    pub(crate) fn put(&mut self, place: i64, event: Arc<HistoryEvent>) {
        self.bytes += event.encoded_len();
        match &event.attributes {
            Some(Attributes::WorkflowExecutionSignaledEventAttributes(signaled)) => {
                self.signals += 1;
                if !signaled.request_id.is_empty() {
                    self.signal_request_ids.insert(signaled.request_id.clone());
                }
            }
            Some(Attributes::WorkflowExecutionCancelRequestedEventAttributes(_)) => self.cancel_requested = true,
            Some(Attributes::TimerFiredEventAttributes(fired)) => {
                self.fired_timers.insert(fired.started_event_id, place);
            }
            _ => {}
        }
        if let Some(scheduled_event_id) = closed_activity(&event) {
            self.closed_activities.insert(scheduled_event_id);
        }
        self.events.insert(place, event);
        self.next = self.next.max(place + 1);
    }

    /// Takes back that a timer has fired; says whether it had.
    pub(crate) fn remove_fired(&mut self, timer_started_event_id: i64) -> bool {
        let place = self.fired_timers.remove(&timer_started_event_id);
        let Some(event) = place.and_then(|place| self.events.remove(place)) else {
            return false;
        };
        self.bytes -= event.encoded_len();
        true
    }

    /// Empties the buffer: what ends something goes behind the rest, each group in the order of arrival.
    pub(crate) fn drain(&mut self) -> Vec<HistoryEvent> {
        let (closing, mut events): (Vec<_>, Vec<_>) = self
            .events
            .iter()
            .map(|(_, event)| HistoryEvent::clone(event))
            .partition(closes_something);
        events.extend(closing);
        let mut rows = std::mem::take(&mut self.events);
        rows.clear();
        *self = Self {
            events: rows,
            ..Self::default()
        };
        events
    }
}

/// The activity whose end the event tells, by scheduled event id.
pub(crate) fn closed_activity(event: &HistoryEvent) -> Option<i64> {
    match event.attributes.as_ref()? {
        Attributes::ActivityTaskCompletedEventAttributes(closed) => Some(closed.scheduled_event_id),
        Attributes::ActivityTaskFailedEventAttributes(closed) => Some(closed.scheduled_event_id),
        Attributes::ActivityTaskTimedOutEventAttributes(closed) => Some(closed.scheduled_event_id),
        Attributes::ActivityTaskCanceledEventAttributes(closed) => Some(closed.scheduled_event_id),
        _ => None,
    }
}

fn closed_child(event: &HistoryEvent) -> Option<i64> {
    match event.attributes.as_ref()? {
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(closed) => Some(closed.initiated_event_id),
        Attributes::ChildWorkflowExecutionFailedEventAttributes(closed) => Some(closed.initiated_event_id),
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(closed) => Some(closed.initiated_event_id),
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(closed) => Some(closed.initiated_event_id),
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(closed) => Some(closed.initiated_event_id),
        _ => None,
    }
}
