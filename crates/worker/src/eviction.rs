//! [`Eviction`]: why a worker forgets a run.

use std::fmt;

use everloop_machines::{Error, task::TaskFailure};
use everloop_proto::{Code, RpcError};

/// Why a run is forgotten, and in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eviction {
    /// Others were used more recently, or nothing is to be kept at all.
    CacheFull,
    /// What is held does not lead to the task that came.
    CacheMiss,
    /// The code did not do what the history says.
    Nondeterminism { failure: String },
    /// The runtime failed the task.
    RuntimeFailed { failure: String },
    /// The rules could not make sense of the history, or the server refused the answer for a reason of its own.
    Fatal { failure: String },
    /// A page of the history could not be fetched.
    HistoryUnavailable { failure: String },
    /// The server no longer waits for the answer that was sent.
    TaskNotFound,
    /// Something happened that the workflow must see before it closes.
    UnhandledCommand,
    /// The answer closes the run.
    Closed,
    /// A replay is over.
    ReplayOver,
    /// The worker shuts down.
    Shutdown,
}

impl Eviction {
    /// Of a run whose task failed.
    pub(crate) fn failed(failed: &TaskFailure) -> Self {
        let failure = failed.failure.message.clone();
        match &failed.error {
            None | Some(Error::MalformedCompletion { .. }) => Self::RuntimeFailed { failure },
            Some(Error::Nondeterminism { .. }) => Self::Nondeterminism { failure },
            Some(Error::HistoryGap { .. } | Error::MalformedHistory { .. }) => Self::Fatal { failure },
        }
    }

    /// Of a run whose answer the server did not take.
    pub(crate) fn refused(error: &RpcError) -> Self {
        if error.code == Code::NotFound {
            Self::TaskNotFound
        } else if is_unhandled_command(error) {
            Self::UnhandledCommand
        } else {
            Self::Fatal {
                failure: error.to_string(),
            }
        }
    }
}

/// Wire: what RespondWorkflowTaskCompleted is refused with if events came that a closing workflow has not seen.
pub(crate) fn is_unhandled_command(error: &RpcError) -> bool {
    error.code == Code::InvalidArgument && error.message.starts_with("UnhandledCommand")
}

impl fmt::Display for Eviction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CacheFull => f.write_str("the cache is full"),
            Self::CacheMiss => f.write_str("the cached run does not lead to the task"),
            Self::Nondeterminism { failure } | Self::RuntimeFailed { failure } | Self::Fatal { failure } => {
                write!(f, "the workflow task failed: {failure}")
            }
            Self::HistoryUnavailable { failure } => write!(f, "the history could not be fetched: {failure}"),
            Self::TaskNotFound => f.write_str("the server no longer waited for the task's answer"),
            Self::UnhandledCommand => f.write_str("something happened that the workflow must see before it closes"),
            Self::Closed => f.write_str("the run is closed"),
            Self::ReplayOver => f.write_str("the replay is over"),
            Self::Shutdown => f.write_str("the worker shuts down"),
        }
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::{enums::v1::WorkflowTaskFailedCause, failure::v1::Failure};

    use super::*;

    fn failed(error: Option<Error>) -> Eviction {
        let failure = Failure {
            message: "what went wrong".to_owned(),
            ..Failure::default()
        };
        Eviction::failed(&TaskFailure {
            cause: WorkflowTaskFailedCause::NonDeterministicError,
            failure,
            error,
        })
    }

    #[test]
    fn a_failed_task_says_who_found_the_failure() {
        let failure = "what went wrong".to_owned();
        // Whatever cause a runtime gives, it is the runtime that failed the task.
        assert_eq!(
            failed(None),
            Eviction::RuntimeFailed {
                failure: failure.clone()
            }
        );
        let gap = Error::HistoryGap {
            run_id: "run".to_owned(),
            wanted: 4,
            found: 7,
        };
        assert_eq!(
            failed(Some(gap)),
            Eviction::Fatal {
                failure: failure.clone()
            }
        );
        let changed = Error::Nondeterminism {
            event_id: 5,
            expected: "a timer".to_owned(),
            produced: "nothing".to_owned(),
            rows: Vec::new(),
        };
        assert_eq!(failed(Some(changed)), Eviction::Nondeterminism { failure });
        assert_eq!(failed(None).to_string(), "the workflow task failed: what went wrong");
    }

    #[test]
    fn a_refused_answer_says_why() {
        let of = |code, message: &str| Eviction::refused(&RpcError::new(code, message));
        assert_eq!(of(Code::NotFound, "Workflow task not found."), Eviction::TaskNotFound);
        assert_eq!(
            of(Code::InvalidArgument, "UnhandledCommand"),
            Eviction::UnhandledCommand
        );
        assert!(matches!(of(Code::InvalidArgument, "BadBinary"), Eviction::Fatal { .. }));
    }
}
