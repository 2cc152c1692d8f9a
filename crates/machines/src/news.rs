//! The border between wire events and machines: what an event says, in the machines' own words, and
//! which earlier event it speaks of.

use everloop_proto::{
    enums::v1::{CancelExternalWorkflowExecutionFailedCause, SignalExternalWorkflowExecutionFailedCause},
    history::v1::history_event::Attributes,
};

use crate::machines::{
    activity::{self, Closing},
    child::{self, Told},
    external, nexus,
};

/// What an event says of the subject of another event.
pub(crate) enum News {
    Activity(activity::Input, Option<Closing>),
    Child(child::Input, Told),
    Signal(external::Input, Option<SignalExternalWorkflowExecutionFailedCause>),
    Cancel(external::Input, Option<CancelExternalWorkflowExecutionFailedCause>),
    Nexus(nexus::Input, nexus::Told),
}

impl News {
    /// What it is about, for people.
    pub(crate) fn subject(&self) -> &'static str {
        match self {
            Self::Activity(..) => "activity",
            Self::Child(..) => "child workflow",
            Self::Signal(..) => "external signal",
            Self::Cancel(..) => "external cancellation",
            Self::Nexus(..) => "nexus operation",
        }
    }
}

/// The event spoken of, and what is said. `None` for events that speak of no other.
pub(crate) fn news(event_id: i64, attributes: Attributes) -> Option<(i64, News)> {
    let closed = |scheduled: i64, closing| Some((scheduled, News::Activity(activity::Input::Closed, Some(closing))));
    let ended = |initiated: i64, told| Some((initiated, News::Child(child::Input::Closed, told)));
    match attributes {
        Attributes::ActivityTaskStartedEventAttributes(of) => {
            Some((of.scheduled_event_id, News::Activity(activity::Input::Started, None)))
        }
        Attributes::ActivityTaskCompletedEventAttributes(of) => closed(of.scheduled_event_id, Closing::Completed(of)),
        Attributes::ActivityTaskFailedEventAttributes(of) => closed(of.scheduled_event_id, Closing::Failed(of)),
        Attributes::ActivityTaskTimedOutEventAttributes(of) => closed(of.scheduled_event_id, Closing::TimedOut(of)),
        Attributes::ActivityTaskCanceledEventAttributes(of) => closed(of.scheduled_event_id, Closing::Canceled(of)),
        Attributes::StartChildWorkflowExecutionFailedEventAttributes(of) => Some((
            of.initiated_event_id,
            News::Child(child::Input::StartFailed, Told::StartFailed(of.cause())),
        )),
        Attributes::ChildWorkflowExecutionStartedEventAttributes(of) => {
            let run_id = of
                .workflow_execution
                .map(|execution| execution.run_id)
                .unwrap_or_default();
            Some((
                of.initiated_event_id,
                News::Child(child::Input::Started, Told::Started { run_id, event_id }),
            ))
        }
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(of) => {
            ended(of.initiated_event_id, Told::Completed(of.result))
        }
        Attributes::ChildWorkflowExecutionFailedEventAttributes(of) => ended(
            of.initiated_event_id,
            Told::Failed {
                failure: of.failure,
                retry_state: of.retry_state,
            },
        ),
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(of) => {
            ended(of.initiated_event_id, Told::Canceled(of.details))
        }
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(of) => ended(
            of.initiated_event_id,
            Told::TimedOut {
                retry_state: of.retry_state,
            },
        ),
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(of) => {
            ended(of.initiated_event_id, Told::Terminated)
        }
        Attributes::ExternalWorkflowExecutionSignaledEventAttributes(of) => {
            Some((of.initiated_event_id, News::Signal(external::Input::Delivered, None)))
        }
        Attributes::SignalExternalWorkflowExecutionFailedEventAttributes(of) => Some((
            of.initiated_event_id,
            News::Signal(external::Input::Failed, Some(of.cause())),
        )),
        Attributes::ExternalWorkflowExecutionCancelRequestedEventAttributes(of) => {
            Some((of.initiated_event_id, News::Cancel(external::Input::Delivered, None)))
        }
        Attributes::RequestCancelExternalWorkflowExecutionFailedEventAttributes(of) => Some((
            of.initiated_event_id,
            News::Cancel(external::Input::Failed, Some(of.cause())),
        )),
        about => nexus_news(about),
    }
}

fn nexus_news(attributes: Attributes) -> Option<(i64, News)> {
    let (scheduled_event_id, input, told) = match attributes {
        Attributes::NexusOperationStartedEventAttributes(of) => {
            // Wire: older servers know the token as an id.
            let token = if of.operation_token.is_empty() {
                of.operation_id
            } else {
                of.operation_token
            };
            (
                of.scheduled_event_id,
                nexus::Input::Started,
                nexus::Told::Started { token },
            )
        }
        Attributes::NexusOperationCompletedEventAttributes(of) => (
            of.scheduled_event_id,
            nexus::Input::Closed,
            nexus::Told::Completed(of.result),
        ),
        Attributes::NexusOperationFailedEventAttributes(of) => (
            of.scheduled_event_id,
            nexus::Input::Closed,
            nexus::Told::Failed(of.failure),
        ),
        Attributes::NexusOperationCanceledEventAttributes(of) => (
            of.scheduled_event_id,
            nexus::Input::Closed,
            nexus::Told::Canceled(of.failure),
        ),
        Attributes::NexusOperationTimedOutEventAttributes(of) => (
            of.scheduled_event_id,
            nexus::Input::Closed,
            nexus::Told::TimedOut(of.failure),
        ),
        Attributes::NexusOperationCancelRequestCompletedEventAttributes(of) => (
            of.scheduled_event_id,
            nexus::Input::CancelHeard,
            nexus::Told::CancelHeard { refusal: None },
        ),
        Attributes::NexusOperationCancelRequestFailedEventAttributes(of) => {
            let refusal = Some(of.failure.unwrap_or_default());
            (
                of.scheduled_event_id,
                nexus::Input::CancelHeard,
                nexus::Told::CancelHeard { refusal },
            )
        }
        _ => return None,
    };
    Some((scheduled_event_id, News::Nexus(input, told)))
}
