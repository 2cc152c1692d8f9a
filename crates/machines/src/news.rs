//! The border between wire events and machines: what an event says, in the machines' own words, and
//! which earlier event it speaks of.

use everloop_proto::{
    enums::v1::{CancelExternalWorkflowExecutionFailedCause, SignalExternalWorkflowExecutionFailedCause},
    history::v1::history_event::Attributes,
};

use crate::machines::{
    activity::{self, Closing},
    child::{self, Told},
    external,
};

/// What an event says of the subject of another event.
pub(crate) enum News {
    Activity(activity::Input, Option<Closing>),
    Child(child::Input, Told),
    Signal(external::Input, Option<SignalExternalWorkflowExecutionFailedCause>),
    Cancel(external::Input, Option<CancelExternalWorkflowExecutionFailedCause>),
}

impl News {
    /// What it is about, for people.
    pub(crate) fn subject(&self) -> &'static str {
        match self {
            Self::Activity(..) => "activity",
            Self::Child(..) => "child workflow",
            Self::Signal(..) => "external signal",
            Self::Cancel(..) => "external cancellation",
        }
    }
}

/// The event spoken of, and what is said. `None` for events that speak of no other.
pub(crate) fn news(event_id: i64, attributes: Attributes) -> Option<(i64, News)> {
    activity_news(attributes).or_else(|attributes| child_news(event_id, attributes)).or_else(external_news).ok()
}

fn activity_news(attributes: Attributes) -> Result<(i64, News), Attributes> {
    let (subject, closing) = match attributes {
        Attributes::ActivityTaskStartedEventAttributes(of) => {
            return Ok((of.scheduled_event_id, News::Activity(activity::Input::Started, None)));
        }
        Attributes::ActivityTaskCompletedEventAttributes(of) => (of.scheduled_event_id, Closing::Completed(of)),
        Attributes::ActivityTaskFailedEventAttributes(of) => (of.scheduled_event_id, Closing::Failed(of)),
        Attributes::ActivityTaskTimedOutEventAttributes(of) => (of.scheduled_event_id, Closing::TimedOut(of)),
        Attributes::ActivityTaskCanceledEventAttributes(of) => (of.scheduled_event_id, Closing::Canceled(of)),
        other => return Err(other),
    };
    Ok((subject, News::Activity(activity::Input::Closed, Some(closing))))
}

fn child_news(event_id: i64, attributes: Attributes) -> Result<(i64, News), Attributes> {
    let (subject, told) = match attributes {
        Attributes::StartChildWorkflowExecutionFailedEventAttributes(of) => {
            let told = Told::StartFailed(of.cause());
            return Ok((of.initiated_event_id, News::Child(child::Input::StartFailed, told)));
        }
        Attributes::ChildWorkflowExecutionStartedEventAttributes(of) => {
            let run_id = of.workflow_execution.map(|execution| execution.run_id).unwrap_or_default();
            let told = Told::Started { run_id, event_id };
            return Ok((of.initiated_event_id, News::Child(child::Input::Started, told)));
        }
        Attributes::ChildWorkflowExecutionCompletedEventAttributes(of) => {
            (of.initiated_event_id, Told::Completed(of.result))
        }
        Attributes::ChildWorkflowExecutionFailedEventAttributes(of) => {
            (of.initiated_event_id, Told::Failed { failure: of.failure, retry_state: of.retry_state })
        }
        Attributes::ChildWorkflowExecutionCanceledEventAttributes(of) => {
            (of.initiated_event_id, Told::Canceled(of.details))
        }
        Attributes::ChildWorkflowExecutionTimedOutEventAttributes(of) => {
            (of.initiated_event_id, Told::TimedOut { retry_state: of.retry_state })
        }
        Attributes::ChildWorkflowExecutionTerminatedEventAttributes(of) => (of.initiated_event_id, Told::Terminated),
        other => return Err(other),
    };
    Ok((subject, News::Child(child::Input::Closed, told)))
}

fn external_news(attributes: Attributes) -> Result<(i64, News), Attributes> {
    Ok(match attributes {
        Attributes::ExternalWorkflowExecutionSignaledEventAttributes(of) => {
            (of.initiated_event_id, News::Signal(external::Input::Delivered, None))
        }
        Attributes::SignalExternalWorkflowExecutionFailedEventAttributes(of) => {
            (of.initiated_event_id, News::Signal(external::Input::Failed, Some(of.cause())))
        }
        Attributes::ExternalWorkflowExecutionCancelRequestedEventAttributes(of) => {
            (of.initiated_event_id, News::Cancel(external::Input::Delivered, None))
        }
        Attributes::RequestCancelExternalWorkflowExecutionFailedEventAttributes(of) => {
            (of.initiated_event_id, News::Cancel(external::Input::Failed, Some(of.cause())))
        }
        other => return Err(other),
    })
}
