//! What a reset takes over of the events after its point.

use everloop_proto::enums::v1::{ResetReapplyExcludeType as Exclude, ResetReapplyType, UpdateAdmittedEventOrigin};
use everloop_proto::history::v1::{HistoryEvent, WorkflowExecutionUpdateAdmittedEventAttributes};
use everloop_proto::update::v1::Request;
use everloop_proto::workflowservice::v1::ResetWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::event::Attributes;

/// Which kinds of events are taken over.
pub(super) struct Kinds {
    signals: bool,
    updates: bool,
    /// The ends of children.
    others: bool,
}

impl Kinds {
    pub(super) fn of(request: &ResetWorkflowExecutionRequest) -> Self {
        let excluded = |kind: Exclude| request.reset_reapply_exclude_types.contains(&(kind as i32));
        match request.reset_reapply_type() {
            ResetReapplyType::None => Self {
                signals: false,
                updates: false,
                others: false,
            },
            ResetReapplyType::Signal => Self {
                signals: !excluded(Exclude::Signal),
                updates: false,
                others: false,
            },
            ResetReapplyType::Unspecified | ResetReapplyType::AllEligible => Self {
                signals: !excluded(Exclude::Signal),
                updates: !excluded(Exclude::Update),
                others: true,
            },
        }
    }
}

/// Writes anew what is taken over, in its order.
pub(super) fn all(draft: &mut Draft<'_, '_>, later: &[HistoryEvent], kinds: &Kinds) {
    for event in later {
        match &event.attributes {
            Some(Attributes::WorkflowExecutionSignaledEventAttributes(_)) if kinds.signals => again(draft, event),
            Some(Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(admitted)) if kinds.updates => {
                update(draft, admitted.request.as_ref());
            }
            Some(Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(accepted)) if kinds.updates => {
                update(draft, accepted.accepted_request.as_ref());
            }
            // Wire: changed options are taken over whatever is asked for.
            Some(Attributes::WorkflowExecutionOptionsUpdatedEventAttributes(_)) => again(draft, event),
            Some(attributes)
                if kinds.others
                    && child_end(attributes).is_some_and(|child| draft.next.recorded.children.contains(child)) =>
            {
                again(draft, event);
            }
            _ => {}
        }
    }
}

fn again(draft: &mut Draft<'_, '_>, event: &HistoryEvent) {
    let now = draft.now();
    draft.append(HistoryEvent {
        event_time: Some(now.into()),
        ..event.clone()
    });
}

/// Admits an update once more, unless the new run knows it.
fn update(draft: &mut Draft<'_, '_>, request: Option<&Request>) {
    let Some(request) = request else { return };
    let update_id = request.meta.as_ref().map_or("", |meta| &meta.update_id);
    if draft.next.update_status(update_id).is_some() {
        return;
    }
    draft.emit(WorkflowExecutionUpdateAdmittedEventAttributes {
        request: Some(request.clone()),
        origin: UpdateAdmittedEventOrigin::Reapply as i32,
    });
}

/// The event that initiated the child whose end this is.
fn child_end(attributes: &Attributes) -> Option<i64> {
    match attributes {
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(end) => Some(end.initiated_event_id),
        Attributes::ChildWorkflowExecutionFailedEventAttributes(end) => Some(end.initiated_event_id),
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(end) => Some(end.initiated_event_id),
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(end) => Some(end.initiated_event_id),
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(end) => Some(end.initiated_event_id),
        _ => None,
    }
}
