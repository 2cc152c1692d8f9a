//! DescribeTaskQueue.

use everloop_engine::matching::Kind;
use everloop_proto::{
    Call, Reply, RpcError,
    enums::v1::TaskQueueType,
    taskqueue::v1::{PollerInfo, TaskQueueStats, TaskQueueStatus},
    workflowservice::v1::{DescribeTaskQueueRequest, DescribeTaskQueueResponse},
};

use super::check_namespace;
use crate::{
    Handle,
    request::{QueueDescription, Request},
};

/// Wire: the rate that a poller without limit is reported with.
const RATE: f64 = 100_000.0;

#[expect(deprecated, reason = "older tools ask for the status and read it")]
pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeTaskQueueRequest,
    _call: Call,
) -> Reply<DescribeTaskQueueResponse> {
    check_namespace(&request.namespace)?;
    let kind = match request.task_queue_type() {
        TaskQueueType::Unspecified | TaskQueueType::Workflow => Kind::Workflow,
        TaskQueueType::Activity => Kind::Activity,
        TaskQueueType::Nexus => return Ok(DescribeTaskQueueResponse::default()),
    };
    let (with_stats, with_status) = (request.report_stats, request.include_task_queue_status);
    let name = request.task_queue.unwrap_or_default().name;
    if name.is_empty() {
        return Err(RpcError::invalid_argument("missing task queue name"));
    }
    let namespace = request.namespace;
    let QueueDescription { pollers, backlog } = handle
        .ask(|promise| Request::DescribeQueue {
            namespace,
            kind,
            name,
            promise,
        })
        .await?;
    let backlog = i64::try_from(backlog).unwrap_or(i64::MAX);
    let pollers = pollers.into_iter().map(|(identity, last_access)| PollerInfo {
        identity,
        last_access_time: Some(last_access),
        rate_per_second: RATE,
        ..PollerInfo::default()
    });
    Ok(DescribeTaskQueueResponse {
        pollers: pollers.collect(),
        stats: with_stats.then(|| TaskQueueStats {
            approximate_backlog_count: backlog,
            ..TaskQueueStats::default()
        }),
        task_queue_status: with_status.then(|| TaskQueueStatus {
            backlog_count_hint: backlog,
            rate_per_second: RATE,
            ..TaskQueueStatus::default()
        }),
        ..DescribeTaskQueueResponse::default()
    })
}
