//! Raw calls that start a workflow and ask to be given its first task at once.
//!
//! Such a task is for a worker that uses the same connection, so the connection looks for a slot before it asks the
//! server, and keeps what the reply brings: Python has no use for the task, and nobody would work on it.

use bytes::Bytes;
use everloop_proto::{
    Reply, RpcError,
    workflowservice::v1::{StartWorkflowExecutionRequest, StartWorkflowExecutionResponse},
};
use everloop_worker::EagerSlot;
use prost::Message;

use super::connection::Connection;

const PATH: &str = "/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution";

/// The request as it is to be sent, and the slot that is kept for what it asks for.
pub(super) fn prepared(connection: &Connection, path: &str, request: Bytes) -> (Bytes, Option<EagerSlot>) {
    if path != PATH {
        return (request, None);
    }
    // What cannot be read is the server's to refuse.
    let Ok(mut start) = StartWorkflowExecutionRequest::decode(request.clone()) else {
        return (request, None);
    };
    if !start.request_eager_execution {
        return (request, None);
    }
    let slot = connection.eager_slot(&start);
    if slot.is_some() {
        return (request, slot);
    }
    start.request_eager_execution = false;
    (start.encode_to_vec().into(), None)
}

/// The reply without the task, which begins in its slot.
pub(super) fn finished(slot: Option<EagerSlot>, reply: Bytes) -> Reply<Bytes> {
    let Some(slot) = slot else { return Ok(reply) };
    let mut started = StartWorkflowExecutionResponse::decode(reply).map_err(|error| {
        let text = format!("the reply of {PATH} cannot be read: {error}");
        RpcError::new(everloop_proto::Code::Internal, text)
    })?;
    if let Some(task) = started.eager_workflow_task.take() {
        slot.begin(task);
    }
    Ok(started.encode_to_vec().into())
}
