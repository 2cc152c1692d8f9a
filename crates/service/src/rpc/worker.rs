//! RecordWorkerHeartbeat, ListWorkers, CountWorkers, DescribeWorker, ShutdownWorker.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{
        CountWorkersRequest, CountWorkersResponse, DescribeWorkerRequest, DescribeWorkerResponse, ListWorkersRequest,
        ListWorkersResponse, RecordWorkerHeartbeatRequest, RecordWorkerHeartbeatResponse, ShutdownWorkerRequest,
        ShutdownWorkerResponse,
    },
};

use super::check_namespace;
use crate::{Handle, admin::Admin, request::Request};

pub(crate) async fn heartbeat(
    handle: &Handle,
    request: RecordWorkerHeartbeatRequest,
    _call: Call,
) -> Reply<RecordWorkerHeartbeatResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Admin(Box::new(Admin::RecordHeartbeats { request, promise })))
        .await?;
    Ok(RecordWorkerHeartbeatResponse {})
}

pub(crate) async fn list(handle: &Handle, request: ListWorkersRequest, _call: Call) -> Reply<ListWorkersResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Admin(Box::new(Admin::ListWorkers { request, promise })))
        .await
}

pub(crate) async fn count(handle: &Handle, request: CountWorkersRequest, call: Call) -> Reply<CountWorkersResponse> {
    let request = ListWorkersRequest {
        namespace: request.namespace,
        query: request.query,
        ..ListWorkersRequest::default()
    };
    let listed = list(handle, request, call).await?;
    Ok(CountWorkersResponse {
        count: i64::try_from(listed.workers.len()).unwrap_or(i64::MAX),
    })
}

pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeWorkerRequest,
    _call: Call,
) -> Reply<DescribeWorkerResponse> {
    check_namespace(&request.namespace)?;
    let (namespace, key) = (request.namespace, request.worker_instance_key);
    handle
        .ask(|promise| {
            Request::Admin(Box::new(Admin::DescribeWorker {
                namespace,
                key,
                promise,
            }))
        })
        .await
}

pub(crate) async fn shutdown(
    handle: &Handle,
    request: ShutdownWorkerRequest,
    _call: Call,
) -> Reply<ShutdownWorkerResponse> {
    check_namespace(&request.namespace)?;
    let request = Box::new(request);
    handle
        .ask(|promise| Request::Admin(Box::new(Admin::ShutDownWorker { request, promise })))
        .await?;
    Ok(ShutdownWorkerResponse {})
}
