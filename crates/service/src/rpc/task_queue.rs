//! DescribeTaskQueue and ListTaskQueuePartitions.

use everloop_engine::matching::Kind;
use everloop_proto::{
    Call, Reply, RpcError,
    enums::v1::{DescribeTaskQueueMode, RateLimitSource, TaskQueueType},
    taskqueue::v1::{
        PollerInfo, TaskQueuePartitionMetadata, TaskQueueStats, TaskQueueStatus, TaskQueueTypeInfo,
        TaskQueueVersionInfo, TaskQueueVersioningInfo,
    },
    workflowservice::v1::{
        DescribeTaskQueueRequest, DescribeTaskQueueResponse, ListTaskQueuePartitionsRequest,
        ListTaskQueuePartitionsResponse, describe_task_queue_response::EffectiveRateLimit,
    },
};

use super::check_namespace;
use crate::{
    Handle,
    request::{QueueDescription, Request},
};

/// Wire: the rate that a poller without limit is reported with.
const RATE: f64 = 100_000.0;

/// Wire: the rate that a queue without limit is reported with.
const RATE_OF_QUEUES: f64 = 4_000.0;

/// The priority of tasks that have none.
const PRIORITY: i32 = 3;

/// How many partitions tools are told of.
const PARTITIONS: u32 = 4;

#[expect(deprecated, reason = "older tools ask for the status and read it")]
pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeTaskQueueRequest,
    _call: Call,
) -> Reply<DescribeTaskQueueResponse> {
    check_namespace(&request.namespace)?;
    if request.api_mode() == DescribeTaskQueueMode::Enhanced {
        return enhanced(handle, request).await;
    }
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
    Ok(DescribeTaskQueueResponse {
        pollers: infos(pollers),
        stats: with_stats.then(|| stats(backlog)),
        stats_by_priority_key: with_stats.then(|| (PRIORITY, stats(backlog))).into_iter().collect(),
        task_queue_status: with_status.then(|| TaskQueueStatus {
            backlog_count_hint: backlog,
            rate_per_second: RATE_OF_QUEUES,
            ..TaskQueueStatus::default()
        }),
        versioning_info: Some(TaskQueueVersioningInfo {
            current_version: "__unversioned__".to_owned(),
            ..TaskQueueVersioningInfo::default()
        }),
        effective_rate_limit: Some(EffectiveRateLimit {
            requests_per_second: RATE_OF_QUEUES as f32,
            rate_limit_source: RateLimitSource::System.into(),
        }),
        ..DescribeTaskQueueResponse::default()
    })
}

/// The answer in the older form that has all types of a queue at once, which the command line asks for.
#[expect(deprecated, reason = "it is what the official command line asks for and reads")]
async fn enhanced(handle: &Handle, request: DescribeTaskQueueRequest) -> Reply<DescribeTaskQueueResponse> {
    let name = request.task_queue.as_ref().map_or("", |queue| &queue.name).to_owned();
    if name.is_empty() {
        return Err(RpcError::invalid_argument("missing task queue name"));
    }
    let mut version = TaskQueueVersionInfo::default();
    for (number, kind) in [
        (TaskQueueType::Workflow, Kind::Workflow),
        (TaskQueueType::Activity, Kind::Activity),
    ] {
        let wanted = &request.task_queue_types;
        if !wanted.is_empty() && !wanted.contains(&(number as i32)) {
            continue;
        }
        let (namespace, name) = (request.namespace.clone(), name.clone());
        let QueueDescription { pollers, backlog } = handle
            .ask(|promise| Request::DescribeQueue {
                namespace,
                kind,
                name,
                promise,
            })
            .await?;
        let backlog = i64::try_from(backlog).unwrap_or(i64::MAX);
        let info = TaskQueueTypeInfo {
            pollers: if request.report_pollers {
                infos(pollers)
            } else {
                Vec::new()
            },
            stats: request.report_stats.then(|| stats(backlog)),
        };
        version.types_info.insert(number as i32, info);
    }
    Ok(DescribeTaskQueueResponse {
        versions_info: [(String::new(), version)].into(),
        ..DescribeTaskQueueResponse::default()
    })
}

fn infos(pollers: Vec<(String, prost_types::Timestamp)>) -> Vec<PollerInfo> {
    let infos = pollers.into_iter().map(|(identity, last_access)| PollerInfo {
        identity,
        last_access_time: Some(last_access),
        rate_per_second: RATE,
        ..PollerInfo::default()
    });
    infos.collect()
}

fn stats(backlog: i64) -> TaskQueueStats {
    TaskQueueStats {
        approximate_backlog_count: backlog,
        approximate_backlog_age: Some(prost_types::Duration::default()),
        ..TaskQueueStats::default()
    }
}

/// Tools are told what they expect. There is one queue.
pub(crate) async fn partitions(
    _handle: &Handle,
    request: ListTaskQueuePartitionsRequest,
    _call: Call,
) -> Reply<ListTaskQueuePartitionsResponse> {
    check_namespace(&request.namespace)?;
    let name = request.task_queue.unwrap_or_default().name;
    if name.is_empty() {
        return Err(RpcError::invalid_argument("missing task queue name"));
    }
    let partition = |number: u32| TaskQueuePartitionMetadata {
        key: if number == 0 {
            name.clone()
        } else {
            format!("/_sys/{name}/{number}")
        },
        owner_host_name: "localhost".to_owned(),
    };
    let partitions: Vec<_> = (0..PARTITIONS).map(partition).collect();
    Ok(ListTaskQueuePartitionsResponse {
        activity_task_queue_partitions: partitions.clone(),
        workflow_task_queue_partitions: partitions,
    })
}
