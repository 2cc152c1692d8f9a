//! The one place where rejections become RPC errors, with the codes, texts and details of the protocol.

use everloop_engine::Reject;
use everloop_proto::{
    Code, RpcError,
    enums::v1::ResourceExhaustedScope,
    errordetails::v1::{
        NamespaceAlreadyExistsFailure, NamespaceNotFoundFailure, NotFoundFailure, QueryFailedFailure,
        ResourceExhaustedFailure, WorkflowExecutionAlreadyStartedFailure, WorkflowNotReadyFailure,
    },
};

pub(crate) fn from_reject(reject: Reject) -> RpcError {
    let message = reject.to_string();
    match reject {
        Reject::Invalid(_) => RpcError::invalid_argument(message),
        Reject::NotFound(_) | Reject::Stale => not_found(message),
        Reject::AlreadyStarted {
            start_request_id,
            run_id,
            first_execution_run_id,
            ..
        } => RpcError::new(Code::AlreadyExists, message).with_detail(&WorkflowExecutionAlreadyStartedFailure {
            start_request_id,
            run_id,
            first_execution_run_id,
        }),
        Reject::NotReady(_) => {
            RpcError::new(Code::FailedPrecondition, message).with_detail(&WorkflowNotReadyFailure {})
        }
        Reject::Precondition(_) => RpcError::new(Code::FailedPrecondition, message),
        Reject::Exhausted { cause, .. } => {
            let scope = ResourceExhaustedScope::Namespace.into();
            RpcError::new(Code::ResourceExhausted, message).with_detail(&ResourceExhaustedFailure {
                cause: cause.into(),
                scope,
            })
        }
        Reject::QueryFailed { failure, .. } => {
            let failure = failure.map(|failure| *failure);
            RpcError::invalid_argument(message).with_detail(&QueryFailedFailure { failure })
        }
        Reject::Unavailable(_) => unavailable(&message),
        Reject::Unsupported(_) => RpcError::new(Code::Unimplemented, message),
    }
}

pub(crate) fn not_found(message: impl Into<String>) -> RpcError {
    RpcError::new(Code::NotFound, message).with_detail(&NotFoundFailure::default())
}

/// Wire: what an activity without a workflow is called.
pub(crate) fn standalone_activity_not_found(activity_id: &str) -> RpcError {
    not_found(format!("activity not found for ID: {activity_id}"))
}

/// No run of that workflow id, or not that run.
pub(crate) fn workflow_not_found(workflow_id: &str, run_id: &str) -> RpcError {
    not_found(if run_id.is_empty() {
        format!("workflow not found for ID: {workflow_id}")
    } else {
        format!("workflow execution not found for workflow ID \"{workflow_id}\" and run ID \"{run_id}\"")
    })
}

pub(crate) fn namespace_not_found(namespace: &str) -> RpcError {
    RpcError::new(Code::NotFound, format!("Namespace {namespace} is not found.")).with_detail(
        &NamespaceNotFoundFailure {
            namespace: namespace.to_owned(),
        },
    )
}

pub(crate) fn namespace_exists(namespace: &str) -> RpcError {
    RpcError::new(Code::AlreadyExists, format!("Namespace \"{namespace}\" already exists"))
        .with_detail(&NamespaceAlreadyExistsFailure {})
}

/// The engine has stopped, or never took the request.
pub(crate) fn unavailable(reason: &str) -> RpcError {
    RpcError::new(Code::Unavailable, reason)
}

/// The store could not be read. The commit that fails stops the service; a read that fails is told to its caller.
pub(crate) fn unreadable(error: &everloop_store::Error) -> RpcError {
    unavailable(&format!("the store cannot be read: {error}"))
}
