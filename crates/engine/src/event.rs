//! History events: which attributes belong to which type, which events may wait in the buffer, and how each
//! family changes the recorded state (`event/<family>.rs`).

mod activity;
mod child;
mod close;
mod external;
pub(crate) mod options;
mod task;
mod time_skipping;
mod timer;
mod update;
mod workflow;

use everloop_proto::enums::v1::EventType;
use everloop_proto::history::v1 as wire;
pub(crate) use everloop_proto::history::v1::history_event::Attributes;
use wire::HistoryEvent;
pub(crate) use workflow::search_attributes_of;

use crate::Timestamp;
use crate::state::Recorded;

/// Attributes that know their event type.
pub(crate) trait EventAttributes {
    const TYPE: EventType;
    fn wrap(self) -> Attributes;
}

macro_rules! events {
    ($($kind:ident: $attributes:ident,)*) => {
        $(impl EventAttributes for wire::$attributes {
            const TYPE: EventType = EventType::$kind;
            fn wrap(self) -> Attributes {
                Attributes::$attributes(self.into())
            }
        })*
    };
}

events! {
    WorkflowExecutionStarted: WorkflowExecutionStartedEventAttributes,
    WorkflowExecutionCompleted: WorkflowExecutionCompletedEventAttributes,
    WorkflowExecutionFailed: WorkflowExecutionFailedEventAttributes,
    WorkflowExecutionTimedOut: WorkflowExecutionTimedOutEventAttributes,
    WorkflowExecutionCanceled: WorkflowExecutionCanceledEventAttributes,
    WorkflowExecutionTerminated: WorkflowExecutionTerminatedEventAttributes,
    WorkflowExecutionContinuedAsNew: WorkflowExecutionContinuedAsNewEventAttributes,
    WorkflowExecutionSignaled: WorkflowExecutionSignaledEventAttributes,
    WorkflowExecutionCancelRequested: WorkflowExecutionCancelRequestedEventAttributes,
    WorkflowTaskScheduled: WorkflowTaskScheduledEventAttributes,
    WorkflowTaskStarted: WorkflowTaskStartedEventAttributes,
    WorkflowTaskCompleted: WorkflowTaskCompletedEventAttributes,
    WorkflowTaskFailed: WorkflowTaskFailedEventAttributes,
    WorkflowTaskTimedOut: WorkflowTaskTimedOutEventAttributes,
    ActivityTaskScheduled: ActivityTaskScheduledEventAttributes,
    ActivityTaskStarted: ActivityTaskStartedEventAttributes,
    ActivityTaskCompleted: ActivityTaskCompletedEventAttributes,
    ActivityTaskFailed: ActivityTaskFailedEventAttributes,
    ActivityTaskTimedOut: ActivityTaskTimedOutEventAttributes,
    ActivityTaskCancelRequested: ActivityTaskCancelRequestedEventAttributes,
    ActivityTaskCanceled: ActivityTaskCanceledEventAttributes,
    TimerStarted: TimerStartedEventAttributes,
    TimerFired: TimerFiredEventAttributes,
    TimerCanceled: TimerCanceledEventAttributes,
    MarkerRecorded: MarkerRecordedEventAttributes,
    StartChildWorkflowExecutionInitiated: StartChildWorkflowExecutionInitiatedEventAttributes,
    StartChildWorkflowExecutionFailed: StartChildWorkflowExecutionFailedEventAttributes,
    ChildWorkflowExecutionStarted: ChildWorkflowExecutionStartedEventAttributes,
    ChildWorkflowExecutionCompleted: ChildWorkflowExecutionCompletedEventAttributes,
    ChildWorkflowExecutionFailed: ChildWorkflowExecutionFailedEventAttributes,
    ChildWorkflowExecutionCanceled: ChildWorkflowExecutionCanceledEventAttributes,
    ChildWorkflowExecutionTimedOut: ChildWorkflowExecutionTimedOutEventAttributes,
    ChildWorkflowExecutionTerminated: ChildWorkflowExecutionTerminatedEventAttributes,
    SignalExternalWorkflowExecutionInitiated: SignalExternalWorkflowExecutionInitiatedEventAttributes,
    SignalExternalWorkflowExecutionFailed: SignalExternalWorkflowExecutionFailedEventAttributes,
    ExternalWorkflowExecutionSignaled: ExternalWorkflowExecutionSignaledEventAttributes,
    RequestCancelExternalWorkflowExecutionInitiated: RequestCancelExternalWorkflowExecutionInitiatedEventAttributes,
    RequestCancelExternalWorkflowExecutionFailed: RequestCancelExternalWorkflowExecutionFailedEventAttributes,
    ExternalWorkflowExecutionCancelRequested: ExternalWorkflowExecutionCancelRequestedEventAttributes,
    WorkflowExecutionUpdateAccepted: WorkflowExecutionUpdateAcceptedEventAttributes,
    WorkflowExecutionUpdateCompleted: WorkflowExecutionUpdateCompletedEventAttributes,
    WorkflowExecutionUpdateAdmitted: WorkflowExecutionUpdateAdmittedEventAttributes,
    WorkflowExecutionOptionsUpdated: WorkflowExecutionOptionsUpdatedEventAttributes,
    WorkflowExecutionTimeSkippingTransitioned: WorkflowExecutionTimeSkippingTransitionedEventAttributes,
    UpsertWorkflowSearchAttributes: UpsertWorkflowSearchAttributesEventAttributes,
    WorkflowPropertiesModified: WorkflowPropertiesModifiedEventAttributes,
}

/// An event of those attributes at that time, without an id.
pub(crate) fn event<A: EventAttributes>(attributes: A, time: Timestamp) -> HistoryEvent {
    HistoryEvent {
        event_time: Some(time.into()),
        event_type: A::TYPE as i32,
        attributes: Some(attributes.wrap()),
        ..HistoryEvent::default()
    }
}

/// When the event happened.
pub(crate) fn time(event: &HistoryEvent) -> Timestamp {
    event.event_time.map(Timestamp::from).unwrap_or_default()
}

/// Whether an event of that type is the last of its run.
pub fn closes_run(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::WorkflowExecutionCompleted
            | EventType::WorkflowExecutionFailed
            | EventType::WorkflowExecutionTimedOut
            | EventType::WorkflowExecutionCanceled
            | EventType::WorkflowExecutionTerminated
            | EventType::WorkflowExecutionContinuedAsNew
    )
}

/// Whether an event says that something a workflow waits for is over. Such events leave the buffer after the others.
pub(crate) fn closes_something(event: &HistoryEvent) -> bool {
    matches!(
        event.event_type(),
        EventType::ActivityTaskCompleted
            | EventType::ActivityTaskFailed
            | EventType::ActivityTaskTimedOut
            | EventType::ActivityTaskCanceled
            | EventType::ChildWorkflowExecutionCompleted
            | EventType::ChildWorkflowExecutionFailed
            | EventType::ChildWorkflowExecutionCanceled
            | EventType::ChildWorkflowExecutionTimedOut
            | EventType::ChildWorkflowExecutionTerminated
            | EventType::NexusOperationCompleted
            | EventType::NexusOperationFailed
            | EventType::NexusOperationCanceled
            | EventType::NexusOperationTimedOut
    )
}

/// Folds one event into what the history says.
///
/// # Panics
/// If the event is not the next one: then the history is broken, and to go on would break it further.
pub fn evolve(state: &mut Recorded, event: &HistoryEvent) {
    assert_eq!(
        event.event_id,
        state.last_event_id + 1,
        "events are folded in order, without gaps"
    );
    state.last_event_id = event.event_id;
    state.history_bytes += i64::try_from(prost::Message::encoded_len(event)).unwrap_or(i64::MAX);
    let Some(attributes) = &event.attributes else { return };
    match attributes {
        Attributes::WorkflowExecutionStartedEventAttributes(started) => workflow::started(state, event, started),
        Attributes::WorkflowExecutionSignaledEventAttributes(signaled) => workflow::signaled(state, signaled),
        Attributes::WorkflowExecutionCancelRequestedEventAttributes(_) => state.cancel_requested = true,
        Attributes::UpsertWorkflowSearchAttributesEventAttributes(upsert) => {
            workflow::search_attributes_upserted(state, upsert);
        }
        Attributes::WorkflowPropertiesModifiedEventAttributes(modified) => workflow::memo_upserted(state, modified),

        Attributes::WorkflowTaskScheduledEventAttributes(_) => task::scheduled(state, event),
        Attributes::WorkflowTaskStartedEventAttributes(started) => task::started(state, event, started),
        Attributes::WorkflowTaskCompletedEventAttributes(completed) => task::completed(state, event, completed),
        Attributes::WorkflowTaskFailedEventAttributes(_) | Attributes::WorkflowTaskTimedOutEventAttributes(_) => {
            state.task = None;
        }

        Attributes::ActivityTaskScheduledEventAttributes(scheduled) => activity::scheduled(state, event, scheduled),
        Attributes::ActivityTaskCancelRequestedEventAttributes(requested) => {
            activity::cancel_requested(state, event, requested);
        }
        Attributes::ActivityTaskCompletedEventAttributes(closed) => activity::closed(state, closed.scheduled_event_id),
        Attributes::ActivityTaskFailedEventAttributes(closed) => activity::closed(state, closed.scheduled_event_id),
        Attributes::ActivityTaskTimedOutEventAttributes(closed) => activity::closed(state, closed.scheduled_event_id),
        Attributes::ActivityTaskCanceledEventAttributes(closed) => activity::closed(state, closed.scheduled_event_id),

        Attributes::TimerStartedEventAttributes(started) => timer::started(state, event, started),
        Attributes::TimerFiredEventAttributes(fired) => timer::over(state, fired.started_event_id),
        Attributes::TimerCanceledEventAttributes(canceled) => timer::over(state, canceled.started_event_id),

        Attributes::WorkflowExecutionOptionsUpdatedEventAttributes(updated) => options::updated(state, event, updated),
        Attributes::WorkflowExecutionTimeSkippingTransitionedEventAttributes(moved) => {
            time_skipping::moved(state, event, moved);
        }

        Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(admitted) => {
            update::admitted(state, event, admitted);
        }
        Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted) => {
            update::accepted(state, event, accepted);
        }
        Attributes::WorkflowExecutionUpdateCompletedEventAttributes(completed) => update::completed(state, completed),

        Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(initiated) => {
            child::initiated(state, event, initiated);
        }
        Attributes::ChildWorkflowExecutionStartedEventAttributes(started) => child::started(state, event, started),
        Attributes::StartChildWorkflowExecutionFailedEventAttributes(over) => {
            child::over(state, over.initiated_event_id);
        }
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(over) => child::over(state, over.initiated_event_id),
        Attributes::ChildWorkflowExecutionFailedEventAttributes(over) => child::over(state, over.initiated_event_id),
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(over) => child::over(state, over.initiated_event_id),
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(over) => child::over(state, over.initiated_event_id),
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(over) => {
            child::over(state, over.initiated_event_id);
        }

        Attributes::SignalExternalWorkflowExecutionInitiatedEventAttributes(signal) => {
            external::signal_initiated(state, event, signal);
        }
        Attributes::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(cancel) => {
            external::cancel_initiated(state, event, cancel);
        }
        Attributes::SignalExternalWorkflowExecutionFailedEventAttributes(over) => {
            state.externals.remove(over.initiated_event_id);
        }
        Attributes::ExternalWorkflowExecutionSignaledEventAttributes(over) => {
            state.externals.remove(over.initiated_event_id);
        }
        Attributes::RequestCancelExternalWorkflowExecutionFailedEventAttributes(over) => {
            state.externals.remove(over.initiated_event_id);
        }
        Attributes::ExternalWorkflowExecutionCancelRequestedEventAttributes(over) => {
            state.externals.remove(over.initiated_event_id);
        }

        Attributes::WorkflowExecutionCompletedEventAttributes(_)
        | Attributes::WorkflowExecutionFailedEventAttributes(_)
        | Attributes::WorkflowExecutionTimedOutEventAttributes(_)
        | Attributes::WorkflowExecutionCanceledEventAttributes(_)
        | Attributes::WorkflowExecutionTerminatedEventAttributes(_)
        | Attributes::WorkflowExecutionContinuedAsNewEventAttributes(_) => close::closed(state, event),

        // Markers and started activities change nothing that a decision asks for. Other events are not written yet.
        _ => {}
    }
}
