//! Why an input was not accepted, with the texts that callers see.
//!
//! Each variant is one kind of error of the wire; the service maps variants to gRPC codes and details, in one
//! file. The texts are those of the protocol, which users' tests and tools compare.

use everloop_proto::enums::v1::ResourceExhaustedCause;
use everloop_proto::failure::v1::Failure;

/// Why an input was not accepted. Nothing has changed, unless it came inside a [`crate::Decision`].
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Reject {
    /// `INVALID_ARGUMENT`.
    #[error("{0}")]
    Invalid(String),
    /// `NOT_FOUND` with `NotFoundFailure`.
    #[error("{0}")]
    NotFound(String),
    /// `ALREADY_EXISTS` with `WorkflowExecutionAlreadyStartedFailure`.
    #[error("{message}")]
    AlreadyStarted {
        message: String,
        start_request_id: String,
        run_id: String,
        first_execution_run_id: String,
    },
    /// `FAILED_PRECONDITION` with `WorkflowNotReadyFailure`.
    #[error("{0}")]
    NotReady(String),
    /// `FAILED_PRECONDITION` without detail.
    #[error("{0}")]
    Precondition(String),
    /// `RESOURCE_EXHAUSTED` with `ResourceExhaustedFailure`.
    #[error("{message}")]
    Exhausted {
        message: String,
        cause: ResourceExhaustedCause,
    },
    /// `INVALID_ARGUMENT` with `QueryFailedFailure`.
    #[error("{message}")]
    QueryFailed {
        message: String,
        failure: Option<Box<Failure>>,
    },
    /// `UNAVAILABLE`: the caller may ask again.
    #[error("{0}")]
    Unavailable(String),
    /// `UNIMPLEMENTED`.
    #[error("{0}")]
    Unsupported(String),
    /// The task that the service wanted to hand out is not wanted any more: look for another. Never leaves the service.
    #[error("the task is not wanted any more")]
    Stale,
}

impl Reject {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }

    pub(crate) fn closed() -> Self {
        Self::NotFound("workflow execution already completed".to_owned())
    }

    /// The run is about to end; who repeats the request reaches the next one, or hears that it is over.
    pub(crate) fn closing() -> Self {
        Self::Exhausted {
            message: "workflow operation can not be applied because workflow is closing".to_owned(),
            cause: ResourceExhaustedCause::BusyWorkflow,
        }
    }

    pub(crate) fn workflow_task_not_found() -> Self {
        Self::NotFound("Workflow task not found.".to_owned())
    }

    pub(crate) fn no_pending_activity(id: &str) -> Self {
        Self::NotFound(format!(
            "cannot find pending activity with ActivityID {id}, check workflow execution history for more details"
        ))
    }

    pub(crate) fn activity_task_not_found() -> Self {
        Self::NotFound("invalid activityID or activity already timed out or invoking workflow is completed".to_owned())
    }
}
