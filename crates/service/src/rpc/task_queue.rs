//! DescribeTaskQueue and ListTaskQueuePartitions.

use std::collections::BTreeMap;

use everloop_engine::matching::Kind;
use everloop_proto::{
    Call, Reply, RpcError,
    common::v1::WorkerVersionCapabilities,
    enums::v1::{BuildIdTaskReachability, DescribeTaskQueueMode, RateLimitSource, TaskQueueKind, TaskQueueType},
    taskqueue::v1::{
        PollerInfo, TaskIdBlock, TaskQueue, TaskQueuePartitionMetadata, TaskQueueStats, TaskQueueStatus,
        TaskQueueTypeInfo, TaskQueueVersionInfo, TaskQueueVersioningInfo,
    },
    workflowservice::v1::{
        DescribeTaskQueueRequest, DescribeTaskQueueResponse, ListTaskQueuePartitionsRequest,
        ListTaskQueuePartitionsResponse, describe_task_queue_response::EffectiveRateLimit,
    },
};

use super::{check_namespace, check_namespace_exists, wrong};
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

/// Wire: when what never changed has changed, the first moment of the first year.
const NEVER: prost_types::Timestamp = prost_types::Timestamp {
    seconds: -62_135_596_800,
    nanos: 0,
};

/// What names of partitions begin with.
const PARTITION_PREFIX: &str = "/_sys/";

/// How many partitions tools are told of.
const PARTITIONS: u32 = 4;

#[expect(deprecated, reason = "older tools ask for the status and read it")]
pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeTaskQueueRequest,
    _call: Call,
) -> Reply<DescribeTaskQueueResponse> {
    check_namespace(&request.namespace)?;
    if request.task_queue.is_none() {
        return Err(RpcError::invalid_argument("taskQueue is not set"));
    }
    if request.api_mode() == DescribeTaskQueueMode::Enhanced {
        return enhanced(handle, request).await;
    }
    let kind = match request.task_queue_type() {
        TaskQueueType::Unspecified | TaskQueueType::Workflow => Kind::Workflow,
        TaskQueueType::Activity => Kind::Activity,
        TaskQueueType::Nexus => return Ok(unused()),
    };
    let is_sticky = is_sticky(&request);
    let (with_stats, with_status) = (request.report_stats, request.include_task_queue_status);
    let with_config = request.report_config;
    let name = match wrong::queue(handle, request.task_queue.as_ref()) {
        Ok(name) => name,
        Err(error) => partition_name(request.task_queue.as_ref()).unwrap_or(Err(error))?,
    };
    let namespace = request.namespace;
    let described = handle
        .ask(|promise| Request::DescribeQueue {
            namespace,
            kind,
            name,
            promise,
        })
        .await?;
    Ok(DescribeTaskQueueResponse {
        pollers: infos(&described),
        stats: with_stats.then(|| stats(&described)),
        stats_by_priority_key: with_stats.then(|| (PRIORITY, stats(&described))).into_iter().collect(),
        task_queue_status: with_status.then(|| TaskQueueStatus {
            backlog_count_hint: backlog(&described),
            rate_per_second: described.queue.rate.unwrap_or(RATE_OF_QUEUES),
            task_id_block: Some(TaskIdBlock {
                start_id: 1,
                end_id: 100_000,
            }),
            ..TaskQueueStatus::default()
        }),
        effective_rate_limit: Some(effective_rate(&described)),
        config: described.config.filter(|_| with_config),
        versioning_info: unused().versioning_info.filter(|_| !is_sticky),
        ..unused()
    })
}

fn is_sticky(request: &DescribeTaskQueueRequest) -> bool {
    let kind = request.task_queue.as_ref().map(TaskQueue::kind);
    kind == Some(TaskQueueKind::Sticky)
}

/// The name of a partition, if it is one; that it is none, if it looks like one.
fn partition_name(queue: Option<&TaskQueue>) -> Option<Result<String, RpcError>> {
    let name = &queue?.name;
    let rest = name.strip_prefix(PARTITION_PREFIX)?;
    let is_partition = rest
        .rsplit_once('/')
        .is_some_and(|(of, number)| !of.is_empty() && number.parse::<u32>().is_ok());
    Some(if is_partition {
        Ok(name.clone())
    } else {
        Err(RpcError::invalid_argument(format!(
            "invalid task queue partition name {name}"
        )))
    })
}

fn effective_rate(described: &QueueDescription) -> EffectiveRateLimit {
    let rate = described.queue.rate;
    let source = match rate {
        Some(_) if described.queue.is_rate_told => RateLimitSource::Api,
        Some(_) => RateLimitSource::Worker,
        None => RateLimitSource::System,
    };
    EffectiveRateLimit {
        requests_per_second: rate.unwrap_or(RATE_OF_QUEUES) as f32,
        rate_limit_source: source.into(),
    }
}

/// What is told of a queue that nobody uses.
#[expect(deprecated, reason = "older tools read it")]
fn unused() -> DescribeTaskQueueResponse {
    DescribeTaskQueueResponse {
        versioning_info: Some(TaskQueueVersioningInfo {
            current_version: "__unversioned__".to_owned(),
            update_time: Some(NEVER),
            ..TaskQueueVersioningInfo::default()
        }),
        effective_rate_limit: Some(effective_rate(&QueueDescription::default())),
        ..DescribeTaskQueueResponse::default()
    }
}

/// The answer in the older form that has all types of a queue at once, which the command line asks for.
#[expect(deprecated, reason = "it is what the official command line asks for and reads")]
async fn enhanced(handle: &Handle, request: DescribeTaskQueueRequest) -> Reply<DescribeTaskQueueResponse> {
    let name = request.task_queue.as_ref().map_or("", |queue| &queue.name).to_owned();
    if name.is_empty() {
        return Err(RpcError::invalid_argument("missing task queue name"));
    }
    if is_sticky(&request) {
        return Err(RpcError::invalid_argument(
            "Enhanced DescribeTaskQueue is not valid for a sticky queue, use api_mode=UNSPECIFIED or a normal queue.",
        ));
    }
    let selected = request.versions.clone().unwrap_or_default();
    let mut builds: Vec<String> = selected.build_ids;
    if selected.unversioned || builds.is_empty() && !selected.all_active {
        builds.push(String::new());
    }
    let mut versions_info = BTreeMap::new();
    for build_id in builds {
        let reachability = if build_id.is_empty() {
            BuildIdTaskReachability::Reachable
        } else {
            BuildIdTaskReachability::Unreachable
        };
        let version = TaskQueueVersionInfo {
            types_info: types_info(handle, &request, &name, build_id.is_empty()).await?,
            task_reachability: if request.report_task_reachability {
                reachability.into()
            } else {
                0
            },
        };
        versions_info.insert(build_id, version);
    }
    Ok(DescribeTaskQueueResponse {
        versions_info,
        ..DescribeTaskQueueResponse::default()
    })
}

/// What is told of each type of a queue, for the one version that there is, or for one that is not there.
#[expect(deprecated, reason = "it is what the official command line asks for and reads")]
async fn types_info(
    handle: &Handle,
    request: &DescribeTaskQueueRequest,
    name: &str,
    is_there: bool,
) -> Reply<BTreeMap<i32, TaskQueueTypeInfo>> {
    let mut infos_by_type = BTreeMap::new();
    let mut wanted = request.task_queue_types.clone();
    if wanted.is_empty() {
        wanted = vec![TaskQueueType::Workflow.into(), TaskQueueType::Activity.into()];
    }
    for number in wanted {
        let kind = match TaskQueueType::try_from(number) {
            Ok(TaskQueueType::Workflow) => Some(Kind::Workflow),
            Ok(TaskQueueType::Activity) => Some(Kind::Activity),
            // Wire: of types that nobody polls by, and of those that are none, there is nothing to tell.
            Ok(TaskQueueType::Nexus | TaskQueueType::Unspecified) | Err(_) => None,
        };
        let described = match kind.filter(|_| is_there) {
            Some(kind) => {
                let (namespace, name) = (request.namespace.clone(), name.to_owned());
                handle
                    .ask(|promise| Request::DescribeQueue {
                        namespace,
                        kind,
                        name,
                        promise,
                    })
                    .await?
            }
            None => QueueDescription::default(),
        };
        let info = TaskQueueTypeInfo {
            pollers: if request.report_pollers {
                infos(&described)
            } else {
                Vec::new()
            },
            stats: request.report_stats.then(|| stats(&described)),
        };
        infos_by_type.insert(number, info);
    }
    Ok(infos_by_type)
}

#[expect(deprecated, reason = "older tools read it")]
fn infos(described: &QueueDescription) -> Vec<PollerInfo> {
    let pollers = described.queue.pollers.iter().zip(&described.pollers);
    let infos = pollers.map(|(poller, last)| PollerInfo {
        identity: poller.identity.clone(),
        last_access_time: Some(*last),
        rate_per_second: described.queue.rate.unwrap_or(RATE),
        worker_version_capabilities: (!poller.build_id.is_empty()).then(|| WorkerVersionCapabilities {
            build_id: poller.build_id.clone(),
            ..WorkerVersionCapabilities::default()
        }),
        ..PollerInfo::default()
    });
    infos.collect()
}

fn backlog(described: &QueueDescription) -> i64 {
    i64::try_from(described.queue.backlog).unwrap_or(i64::MAX)
}

fn stats(described: &QueueDescription) -> TaskQueueStats {
    let queue = &described.queue;
    TaskQueueStats {
        approximate_backlog_count: backlog(described),
        approximate_backlog_age: Some(prost_types::Duration::try_from(queue.backlog_age).unwrap_or_default()),
        tasks_add_rate: queue.added,
        tasks_dispatch_rate: queue.dispatched,
        ..TaskQueueStats::default()
    }
}

/// Tools are told what they expect. There is one queue.
pub(crate) async fn partitions(
    handle: &Handle,
    request: ListTaskQueuePartitionsRequest,
    _call: Call,
) -> Reply<ListTaskQueuePartitionsResponse> {
    check_namespace_exists(handle, &request.namespace).await?;
    let name = wrong::queue(handle, request.task_queue.as_ref())?;
    let partition = |number: u32| TaskQueuePartitionMetadata {
        key: if number == 0 {
            name.clone()
        } else {
            format!("{PARTITION_PREFIX}{name}/{number}")
        },
        owner_host_name: "localhost".to_owned(),
    };
    let partitions: Vec<_> = (0..PARTITIONS).map(partition).collect();
    Ok(ListTaskQueuePartitionsResponse {
        activity_task_queue_partitions: partitions.clone(),
        workflow_task_queue_partitions: partitions,
    })
}
