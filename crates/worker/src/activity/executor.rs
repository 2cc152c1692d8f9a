//! The seam to whatever runs activity code.

use everloop_proto::{
    common::v1::{Payload, Payloads},
    failure::v1::Failure,
    workflowservice::v1::PollActivityTaskQueueResponse,
};

use super::ActivityContext;

/// Runs activities. Its methods are called on the worker's threads, which must not be held up: they
/// hand over and return.
pub trait ActivityExecutor: Send + Sync + 'static {
    /// Begins an activity. Its outcome goes to [`ActivityContext::complete`].
    fn start(&self, task: ActivityTask, context: ActivityContext);

    /// Asks a running activity to stop; [`ActivityContext::cancellation`] says why. It may come more than
    /// once, and after the activity ended.
    fn cancel(&self, context: &ActivityContext);
}

/// An activity to run.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityTask {
    /// As polled. Of a local activity, made by this worker.
    pub task: Box<PollActivityTaskQueueResponse>,
    pub is_local: bool,
}

/// How an activity ended.
#[derive(Clone, Debug, PartialEq)]
pub enum ActivityOutcome {
    Completed {
        result: Option<Payload>,
    },
    Failed {
        failure: Box<Failure>,
    },
    /// Only for an activity that was asked to stop.
    Canceled {
        details: Option<Payloads>,
    },
    /// Somebody else will report the outcome.
    CompletedElsewhere,
}

/// Why an activity is to stop. More than one may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cancellation {
    /// The server no longer knows the activity: it timed out, or its workflow is closed.
    pub not_found: bool,
    pub requested: bool,
    pub paused: bool,
    pub reset: bool,
    /// It ran out of time by this worker's clock.
    pub timed_out: bool,
    pub worker_shutdown: bool,
}

impl Cancellation {
    /// Whether anything asks the activity to stop.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::default()
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            not_found: self.not_found || other.not_found,
            requested: self.requested || other.requested,
            paused: self.paused || other.paused,
            reset: self.reset || other.reset,
            timed_out: self.timed_out || other.timed_out,
            worker_shutdown: self.worker_shutdown || other.worker_shutdown,
        }
    }
}
