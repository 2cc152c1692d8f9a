//! RecordWorkerHeartbeat and ShutdownWorker.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{
        RecordWorkerHeartbeatRequest, RecordWorkerHeartbeatResponse, ShutdownWorkerRequest, ShutdownWorkerResponse,
    },
};

use super::check_namespace;
use crate::{Handle, request::Request};

/// Heartbeats are accepted, and nothing is told of them yet.
pub(crate) async fn heartbeat(
    _handle: &Handle,
    request: RecordWorkerHeartbeatRequest,
    _call: Call,
) -> Reply<RecordWorkerHeartbeatResponse> {
    check_namespace(&request.namespace)?;
    Ok(RecordWorkerHeartbeatResponse {})
}

pub(crate) async fn shutdown(
    handle: &Handle,
    request: ShutdownWorkerRequest,
    _call: Call,
) -> Reply<ShutdownWorkerResponse> {
    check_namespace(&request.namespace)?;
    let (namespace, name) = (request.namespace, request.sticky_task_queue);
    if !name.is_empty() {
        handle
            .ask(|promise| Request::UnloadQueue {
                namespace,
                name,
                promise,
            })
            .await?;
    }
    Ok(ShutdownWorkerResponse {})
}
