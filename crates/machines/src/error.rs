//! What can go wrong in the rules: histories that do not fit, code that changed, runtimes that answer nonsense.

use crate::comparison::Row;
use everloop_proto::{
    enums::v1::WorkflowTaskFailedCause,
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
};

/// Why a run cannot go on. All of them fail the workflow task, none the workflow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The workflow's code does not do what the history says it did.
    #[error(
        "[TMPRL1100] Nondeterminism error: at event {event_id} the history holds {expected}, but the workflow \
         produced {produced}"
    )]
    Nondeterminism {
        event_id: i64,
        expected: String,
        produced: String,
        /// What was recorded beside what was produced, around the difference.
        rows: Vec<Row>,
    },
    /// The task's events do not follow what the run has seen.
    #[error("history of run {run_id} goes on at event {found}, but event {wanted} is the next")]
    HistoryGap { run_id: String, wanted: i64, found: i64 },
    /// The server sent a history that breaks the protocol.
    #[error("history of run {run_id} is malformed at event {event_id}: {what}")]
    MalformedHistory {
        run_id: String,
        event_id: i64,
        what: String,
    },
    /// The language runtime answered something that makes no sense.
    #[error("workflow completion of run {run_id} is malformed: {what}")]
    MalformedCompletion { run_id: String, what: String },
}

impl Error {
    /// The cause to answer the workflow task with.
    #[must_use]
    pub fn cause(&self) -> WorkflowTaskFailedCause {
        match self {
            Self::Nondeterminism { .. } => WorkflowTaskFailedCause::NonDeterministicError,
            Self::HistoryGap { .. } | Self::MalformedHistory { .. } | Self::MalformedCompletion { .. } => {
                WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure
            }
        }
    }

    /// The failure to answer the workflow task with.
    #[must_use]
    pub fn failure(&self) -> Failure {
        let kind = match self {
            // Wire: the official SDK names none here.
            Self::Nondeterminism { .. } => "",
            Self::HistoryGap { .. } => "HistoryGap",
            Self::MalformedHistory { .. } => "MalformedHistory",
            Self::MalformedCompletion { .. } => "MalformedCompletion",
        };
        Failure {
            message: self.to_string(),
            failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                r#type: kind.to_owned(),
                ..ApplicationFailureInfo::default()
            })),
            ..Failure::default()
        }
    }
}
