//! What is wrong with the ids of a request, in the words of its RPC: the same mistake has several texts.

use everloop_proto::{RpcError, taskqueue::v1::TaskQueue};

use crate::Handle;

/// Queues of that prefix are the engine's own.
const RESERVED_PREFIX: &str = "/_sys/";

/// What is said of a workflow's ids.
pub(super) struct Texts {
    pub(super) no_workflow_id: &'static str,
    pub(super) no_uuid: &'static str,
}

/// Most calls of clients.
pub(super) const CLIENTS: Texts = Texts {
    no_workflow_id: "WorkflowId is not set on request.",
    no_uuid: "Invalid RunId.",
};

/// Calls about activities, and about options.
pub(super) const PARTS: Texts = Texts {
    no_workflow_id: "WorkflowId is not set on request.",
    no_uuid: "RunId is not valid UUID.",
};

/// Calls about activities by their newer names.
pub(super) const ACTIVITIES: Texts = Texts {
    no_workflow_id: "WorkflowId is not set on request.",
    no_uuid: "invalid run id: must be a valid UUID",
};

/// Calls that look for the workflow first.
pub(super) const LOADING: Texts = Texts {
    no_workflow_id: "Can't load workflow execution.  WorkflowId not set.",
    no_uuid: "RunId is not valid UUID.",
};

/// The name of the task queue of a poll, or of a question about the queue.
pub(super) fn queue(handle: &Handle, queue: Option<&TaskQueue>) -> Result<String, RpcError> {
    let refused = |text: String| Err(RpcError::invalid_argument(text));
    let Some(TaskQueue { name, .. }) = queue else {
        return refused("taskQueue is not set".to_owned());
    };
    if name.is_empty() {
        return refused("missing task queue name".to_owned());
    }
    if name.len() > handle.id_bytes_max() {
        return refused("taskQueue length exceeds limit".to_owned());
    }
    if name.starts_with(RESERVED_PREFIX) {
        return refused(format!(
            "task queue name cannot start with reserved prefix {RESERVED_PREFIX}"
        ));
    }
    Ok(name.clone())
}

/// That an activity is named. Wire: by its id or its type, as the older RPCs say it.
pub(super) fn activity<T>(activity: Option<&T>) -> Result<(), RpcError> {
    if activity.is_none() {
        let text = "Either Activity.Id or Activity.Type should be set on request.";
        return Err(RpcError::invalid_argument(text));
    }
    Ok(())
}

/// That who polls has a name that is not too long.
pub(super) fn identity(handle: &Handle, identity: &str) -> Result<(), RpcError> {
    if identity.len() > handle.id_bytes_max() {
        return Err(RpcError::invalid_argument("Identity length exceeds limit."));
    }
    Ok(())
}

/// That a request id is not too long.
pub(super) fn request_id(handle: &Handle, request_id: &str) -> Result<(), RpcError> {
    if request_id.len() > handle.id_bytes_max() {
        return Err(RpcError::invalid_argument("RequestId length exceeds limit."));
    }
    Ok(())
}
