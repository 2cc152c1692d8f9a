"""Made by tools/api_stubs.py from temporal/api/workflowservice/v1/request_response.proto, temporal/api/workflowservice/v1/service.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, overload

import everloop.api.activity.v1
import everloop.api.batch.v1
import everloop.api.command.v1
import everloop.api.common.v1
import everloop.api.compute.v1
import everloop.api.deployment.v1
import everloop.api.enums.v1
import everloop.api.failure.v1
import everloop.api.filter.v1
import everloop.api.history.v1
import everloop.api.namespace.v1
import everloop.api.nexus.v1
import everloop.api.nexusoperation.v1
import everloop.api.protocol.v1
import everloop.api.query.v1
import everloop.api.replication.v1
import everloop.api.rules.v1
import everloop.api.schedule.v1
import everloop.api.sdk.v1
import everloop.api.taskqueue.v1
import everloop.api.update.v1
import everloop.api.version.v1
import everloop.api.worker.v1
import everloop.api.workflow.v1
import google.protobuf.duration_pb2
import google.protobuf.field_mask_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from google.protobuf.message import Message as _Message
from .service_pb2_grpc import WorkflowServiceStub as WorkflowServiceStub, WorkflowServiceServicer as WorkflowServiceServicer, add_WorkflowServiceServicer_to_server as add_WorkflowServiceServicer_to_server

class RegisterNamespaceRequest(_Message):
    namespace: str
    description: str
    owner_email: str
    @property
    def workflow_execution_retention_period(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def clusters(self) -> RepeatedCompositeFieldContainer[everloop.api.replication.v1.ClusterReplicationConfig]: ...
    active_cluster_name: str
    @property
    def data(self) -> ScalarMap[str, str]: ...
    security_token: str
    is_global_namespace: bool
    history_archival_state: everloop.api.enums.v1.ArchivalState.ValueType
    history_archival_uri: str
    visibility_archival_state: everloop.api.enums.v1.ArchivalState.ValueType
    visibility_archival_uri: str
    def __init__(self, *, namespace: str | None = ..., description: str | None = ..., owner_email: str | None = ..., workflow_execution_retention_period: google.protobuf.duration_pb2.Duration | None = ..., clusters: Iterable[everloop.api.replication.v1.ClusterReplicationConfig] | None = ..., active_cluster_name: str | None = ..., data: Mapping[str, str] | None = ..., security_token: str | None = ..., is_global_namespace: bool | None = ..., history_archival_state: everloop.api.enums.v1.ArchivalState.ValueType | None = ..., history_archival_uri: str | None = ..., visibility_archival_state: everloop.api.enums.v1.ArchivalState.ValueType | None = ..., visibility_archival_uri: str | None = ...) -> None: ...

class RegisterNamespaceResponse(_Message):
    def __init__(self) -> None: ...

class ListNamespacesRequest(_Message):
    page_size: int
    next_page_token: bytes
    @property
    def namespace_filter(self) -> everloop.api.namespace.v1.NamespaceFilter: ...
    def __init__(self, *, page_size: int | None = ..., next_page_token: bytes | None = ..., namespace_filter: everloop.api.namespace.v1.NamespaceFilter | None = ...) -> None: ...

class ListNamespacesResponse(_Message):
    @property
    def namespaces(self) -> RepeatedCompositeFieldContainer[DescribeNamespaceResponse]: ...
    next_page_token: bytes
    def __init__(self, *, namespaces: Iterable[DescribeNamespaceResponse] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class DescribeNamespaceRequest(_Message):
    namespace: str
    id: str
    weak_consistency: bool
    def __init__(self, *, namespace: str | None = ..., id: str | None = ..., weak_consistency: bool | None = ...) -> None: ...

class DescribeNamespaceResponse(_Message):
    @property
    def namespace_info(self) -> everloop.api.namespace.v1.NamespaceInfo: ...
    @property
    def config(self) -> everloop.api.namespace.v1.NamespaceConfig: ...
    @property
    def replication_config(self) -> everloop.api.replication.v1.NamespaceReplicationConfig: ...
    failover_version: int
    is_global_namespace: bool
    @property
    def failover_history(self) -> RepeatedCompositeFieldContainer[everloop.api.replication.v1.FailoverStatus]: ...
    @property
    def poller_group_infos(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.PollerGroupInfo]: ...
    @property
    def poller_groups_info(self) -> everloop.api.taskqueue.v1.PollerGroupsInfo: ...
    def __init__(self, *, namespace_info: everloop.api.namespace.v1.NamespaceInfo | None = ..., config: everloop.api.namespace.v1.NamespaceConfig | None = ..., replication_config: everloop.api.replication.v1.NamespaceReplicationConfig | None = ..., failover_version: int | None = ..., is_global_namespace: bool | None = ..., failover_history: Iterable[everloop.api.replication.v1.FailoverStatus] | None = ..., poller_group_infos: Iterable[everloop.api.taskqueue.v1.PollerGroupInfo] | None = ..., poller_groups_info: everloop.api.taskqueue.v1.PollerGroupsInfo | None = ...) -> None: ...

class UpdateNamespaceRequest(_Message):
    namespace: str
    @property
    def update_info(self) -> everloop.api.namespace.v1.UpdateNamespaceInfo: ...
    @property
    def config(self) -> everloop.api.namespace.v1.NamespaceConfig: ...
    @property
    def replication_config(self) -> everloop.api.replication.v1.NamespaceReplicationConfig: ...
    security_token: str
    delete_bad_binary: str
    promote_namespace: bool
    def __init__(self, *, namespace: str | None = ..., update_info: everloop.api.namespace.v1.UpdateNamespaceInfo | None = ..., config: everloop.api.namespace.v1.NamespaceConfig | None = ..., replication_config: everloop.api.replication.v1.NamespaceReplicationConfig | None = ..., security_token: str | None = ..., delete_bad_binary: str | None = ..., promote_namespace: bool | None = ...) -> None: ...

class UpdateNamespaceResponse(_Message):
    @property
    def namespace_info(self) -> everloop.api.namespace.v1.NamespaceInfo: ...
    @property
    def config(self) -> everloop.api.namespace.v1.NamespaceConfig: ...
    @property
    def replication_config(self) -> everloop.api.replication.v1.NamespaceReplicationConfig: ...
    failover_version: int
    is_global_namespace: bool
    def __init__(self, *, namespace_info: everloop.api.namespace.v1.NamespaceInfo | None = ..., config: everloop.api.namespace.v1.NamespaceConfig | None = ..., replication_config: everloop.api.replication.v1.NamespaceReplicationConfig | None = ..., failover_version: int | None = ..., is_global_namespace: bool | None = ...) -> None: ...

class DeprecateNamespaceRequest(_Message):
    namespace: str
    security_token: str
    def __init__(self, *, namespace: str | None = ..., security_token: str | None = ...) -> None: ...

class DeprecateNamespaceResponse(_Message):
    def __init__(self) -> None: ...

class StartWorkflowExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    @property
    def workflow_type(self) -> everloop.api.common.v1.WorkflowType: ...
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def workflow_execution_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_run_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_task_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    identity: str
    request_id: str
    workflow_id_reuse_policy: everloop.api.enums.v1.WorkflowIdReusePolicy.ValueType
    workflow_id_conflict_policy: everloop.api.enums.v1.WorkflowIdConflictPolicy.ValueType
    @property
    def retry_policy(self) -> everloop.api.common.v1.RetryPolicy: ...
    cron_schedule: str
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    request_eager_execution: bool
    @property
    def continued_failure(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def last_completion_result(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def workflow_start_delay(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def completion_callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Callback]: ...
    @property
    def user_metadata(self) -> everloop.api.sdk.v1.UserMetadata: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    @property
    def versioning_override(self) -> everloop.api.workflow.v1.VersioningOverride: ...
    @property
    def on_conflict_options(self) -> everloop.api.workflow.v1.OnConflictOptions: ...
    @property
    def priority(self) -> everloop.api.common.v1.Priority: ...
    @property
    def eager_worker_deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    @property
    def time_skipping_config(self) -> everloop.api.common.v1.TimeSkippingConfig: ...
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., workflow_type: everloop.api.common.v1.WorkflowType | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., input: everloop.api.common.v1.Payloads | None = ..., workflow_execution_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_run_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_task_timeout: google.protobuf.duration_pb2.Duration | None = ..., identity: str | None = ..., request_id: str | None = ..., workflow_id_reuse_policy: everloop.api.enums.v1.WorkflowIdReusePolicy.ValueType | None = ..., workflow_id_conflict_policy: everloop.api.enums.v1.WorkflowIdConflictPolicy.ValueType | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., cron_schedule: str | None = ..., memo: everloop.api.common.v1.Memo | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., header: everloop.api.common.v1.Header | None = ..., request_eager_execution: bool | None = ..., continued_failure: everloop.api.failure.v1.Failure | None = ..., last_completion_result: everloop.api.common.v1.Payloads | None = ..., workflow_start_delay: google.protobuf.duration_pb2.Duration | None = ..., completion_callbacks: Iterable[everloop.api.common.v1.Callback] | None = ..., user_metadata: everloop.api.sdk.v1.UserMetadata | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ..., versioning_override: everloop.api.workflow.v1.VersioningOverride | None = ..., on_conflict_options: everloop.api.workflow.v1.OnConflictOptions | None = ..., priority: everloop.api.common.v1.Priority | None = ..., eager_worker_deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ..., time_skipping_config: everloop.api.common.v1.TimeSkippingConfig | None = ...) -> None: ...

class StartWorkflowExecutionResponse(_Message):
    run_id: str
    first_execution_run_id: str
    started: bool
    status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType
    @property
    def eager_workflow_task(self) -> PollWorkflowTaskQueueResponse: ...
    @property
    def link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, run_id: str | None = ..., first_execution_run_id: str | None = ..., started: bool | None = ..., status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType | None = ..., eager_workflow_task: PollWorkflowTaskQueueResponse | None = ..., link: everloop.api.common.v1.Link | None = ...) -> None: ...

class GetWorkflowExecutionHistoryRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    maximum_page_size: int
    next_page_token: bytes
    wait_new_event: bool
    history_event_filter_type: everloop.api.enums.v1.HistoryEventFilterType.ValueType
    skip_archival: bool
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., maximum_page_size: int | None = ..., next_page_token: bytes | None = ..., wait_new_event: bool | None = ..., history_event_filter_type: everloop.api.enums.v1.HistoryEventFilterType.ValueType | None = ..., skip_archival: bool | None = ...) -> None: ...

class GetWorkflowExecutionHistoryResponse(_Message):
    @property
    def history(self) -> everloop.api.history.v1.History: ...
    @property
    def raw_history(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.DataBlob]: ...
    next_page_token: bytes
    archived: bool
    def __init__(self, *, history: everloop.api.history.v1.History | None = ..., raw_history: Iterable[everloop.api.common.v1.DataBlob] | None = ..., next_page_token: bytes | None = ..., archived: bool | None = ...) -> None: ...

class GetWorkflowExecutionHistoryReverseRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    maximum_page_size: int
    next_page_token: bytes
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., maximum_page_size: int | None = ..., next_page_token: bytes | None = ...) -> None: ...

class GetWorkflowExecutionHistoryReverseResponse(_Message):
    @property
    def history(self) -> everloop.api.history.v1.History: ...
    next_page_token: bytes
    def __init__(self, *, history: everloop.api.history.v1.History | None = ..., next_page_token: bytes | None = ...) -> None: ...

class PollWorkflowTaskQueueRequest(_Message):
    namespace: str
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    poller_group_id: str
    identity: str
    worker_instance_key: str
    worker_control_task_queue: str
    binary_checksum: str
    @property
    def worker_version_capabilities(self) -> everloop.api.common.v1.WorkerVersionCapabilities: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., poller_group_id: str | None = ..., identity: str | None = ..., worker_instance_key: str | None = ..., worker_control_task_queue: str | None = ..., binary_checksum: str | None = ..., worker_version_capabilities: everloop.api.common.v1.WorkerVersionCapabilities | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ...) -> None: ...

class PollWorkflowTaskQueueResponse(_Message):
    task_token: bytes
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def workflow_type(self) -> everloop.api.common.v1.WorkflowType: ...
    previous_started_event_id: int
    started_event_id: int
    attempt: int
    backlog_count_hint: int
    @property
    def history(self) -> everloop.api.history.v1.History: ...
    next_page_token: bytes
    @property
    def query(self) -> everloop.api.query.v1.WorkflowQuery: ...
    @property
    def workflow_execution_task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    @property
    def scheduled_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def started_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def queries(self) -> MessageMap[str, everloop.api.query.v1.WorkflowQuery]: ...
    @property
    def messages(self) -> RepeatedCompositeFieldContainer[everloop.api.protocol.v1.Message]: ...
    @property
    def poller_scaling_decision(self) -> everloop.api.taskqueue.v1.PollerScalingDecision: ...
    poller_group_id: str
    @property
    def poller_group_infos(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.PollerGroupInfo]: ...
    @property
    def poller_groups_info(self) -> everloop.api.taskqueue.v1.PollerGroupsInfo: ...
    def __init__(self, *, task_token: bytes | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., workflow_type: everloop.api.common.v1.WorkflowType | None = ..., previous_started_event_id: int | None = ..., started_event_id: int | None = ..., attempt: int | None = ..., backlog_count_hint: int | None = ..., history: everloop.api.history.v1.History | None = ..., next_page_token: bytes | None = ..., query: everloop.api.query.v1.WorkflowQuery | None = ..., workflow_execution_task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., scheduled_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., started_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., queries: Mapping[str, everloop.api.query.v1.WorkflowQuery] | None = ..., messages: Iterable[everloop.api.protocol.v1.Message] | None = ..., poller_scaling_decision: everloop.api.taskqueue.v1.PollerScalingDecision | None = ..., poller_group_id: str | None = ..., poller_group_infos: Iterable[everloop.api.taskqueue.v1.PollerGroupInfo] | None = ..., poller_groups_info: everloop.api.taskqueue.v1.PollerGroupsInfo | None = ...) -> None: ...

class RespondWorkflowTaskCompletedRequest(_Message):
    class Capabilities(_Message):
        discard_speculative_workflow_task_with_events: bool
        def __init__(self, *, discard_speculative_workflow_task_with_events: bool | None = ...) -> None: ...

    task_token: bytes
    @property
    def commands(self) -> RepeatedCompositeFieldContainer[everloop.api.command.v1.Command]: ...
    identity: str
    @property
    def sticky_attributes(self) -> everloop.api.taskqueue.v1.StickyExecutionAttributes: ...
    return_new_workflow_task: bool
    force_create_new_workflow_task: bool
    binary_checksum: str
    @property
    def query_results(self) -> MessageMap[str, everloop.api.query.v1.WorkflowQueryResult]: ...
    namespace: str
    resource_id: str
    @property
    def worker_version_stamp(self) -> everloop.api.common.v1.WorkerVersionStamp: ...
    @property
    def messages(self) -> RepeatedCompositeFieldContainer[everloop.api.protocol.v1.Message]: ...
    @property
    def sdk_metadata(self) -> everloop.api.sdk.v1.WorkflowTaskCompletedMetadata: ...
    @property
    def metering_metadata(self) -> everloop.api.common.v1.MeteringMetadata: ...
    @property
    def capabilities(self) -> RespondWorkflowTaskCompletedRequest.Capabilities: ...
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    versioning_behavior: everloop.api.enums.v1.VersioningBehavior.ValueType
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    worker_instance_key: str
    worker_control_task_queue: str
    page_number: int
    intermediate_page: bool
    def __init__(self, *, task_token: bytes | None = ..., commands: Iterable[everloop.api.command.v1.Command] | None = ..., identity: str | None = ..., sticky_attributes: everloop.api.taskqueue.v1.StickyExecutionAttributes | None = ..., return_new_workflow_task: bool | None = ..., force_create_new_workflow_task: bool | None = ..., binary_checksum: str | None = ..., query_results: Mapping[str, everloop.api.query.v1.WorkflowQueryResult] | None = ..., namespace: str | None = ..., resource_id: str | None = ..., worker_version_stamp: everloop.api.common.v1.WorkerVersionStamp | None = ..., messages: Iterable[everloop.api.protocol.v1.Message] | None = ..., sdk_metadata: everloop.api.sdk.v1.WorkflowTaskCompletedMetadata | None = ..., metering_metadata: everloop.api.common.v1.MeteringMetadata | None = ..., capabilities: RespondWorkflowTaskCompletedRequest.Capabilities | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., versioning_behavior: everloop.api.enums.v1.VersioningBehavior.ValueType | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ..., worker_instance_key: str | None = ..., worker_control_task_queue: str | None = ..., page_number: int | None = ..., intermediate_page: bool | None = ...) -> None: ...

class RespondWorkflowTaskCompletedResponse(_Message):
    @property
    def workflow_task(self) -> PollWorkflowTaskQueueResponse: ...
    @property
    def activity_tasks(self) -> RepeatedCompositeFieldContainer[PollActivityTaskQueueResponse]: ...
    reset_history_event_id: int
    def __init__(self, *, workflow_task: PollWorkflowTaskQueueResponse | None = ..., activity_tasks: Iterable[PollActivityTaskQueueResponse] | None = ..., reset_history_event_id: int | None = ...) -> None: ...

class RespondWorkflowTaskFailedRequest(_Message):
    task_token: bytes
    cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    identity: str
    binary_checksum: str
    namespace: str
    resource_id: str
    @property
    def messages(self) -> RepeatedCompositeFieldContainer[everloop.api.protocol.v1.Message]: ...
    @property
    def worker_version(self) -> everloop.api.common.v1.WorkerVersionStamp: ...
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    def __init__(self, *, task_token: bytes | None = ..., cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., identity: str | None = ..., binary_checksum: str | None = ..., namespace: str | None = ..., resource_id: str | None = ..., messages: Iterable[everloop.api.protocol.v1.Message] | None = ..., worker_version: everloop.api.common.v1.WorkerVersionStamp | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ...) -> None: ...

class RespondWorkflowTaskFailedResponse(_Message):
    def __init__(self) -> None: ...

class PollActivityTaskQueueRequest(_Message):
    namespace: str
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    poller_group_id: str
    identity: str
    worker_instance_key: str
    worker_control_task_queue: str
    @property
    def task_queue_metadata(self) -> everloop.api.taskqueue.v1.TaskQueueMetadata: ...
    @property
    def worker_version_capabilities(self) -> everloop.api.common.v1.WorkerVersionCapabilities: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., poller_group_id: str | None = ..., identity: str | None = ..., worker_instance_key: str | None = ..., worker_control_task_queue: str | None = ..., task_queue_metadata: everloop.api.taskqueue.v1.TaskQueueMetadata | None = ..., worker_version_capabilities: everloop.api.common.v1.WorkerVersionCapabilities | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ...) -> None: ...

class PollActivityTaskQueueResponse(_Message):
    task_token: bytes
    workflow_namespace: str
    @property
    def workflow_type(self) -> everloop.api.common.v1.WorkflowType: ...
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def activity_type(self) -> everloop.api.common.v1.ActivityType: ...
    activity_id: str
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def heartbeat_details(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def scheduled_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def current_attempt_scheduled_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def started_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    attempt: int
    @property
    def schedule_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def start_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def heartbeat_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def retry_policy(self) -> everloop.api.common.v1.RetryPolicy: ...
    @property
    def poller_scaling_decision(self) -> everloop.api.taskqueue.v1.PollerScalingDecision: ...
    @property
    def priority(self) -> everloop.api.common.v1.Priority: ...
    activity_run_id: str
    @property
    def poller_group_infos(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.PollerGroupInfo]: ...
    @property
    def poller_groups_info(self) -> everloop.api.taskqueue.v1.PollerGroupsInfo: ...
    def __init__(self, *, task_token: bytes | None = ..., workflow_namespace: str | None = ..., workflow_type: everloop.api.common.v1.WorkflowType | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., activity_type: everloop.api.common.v1.ActivityType | None = ..., activity_id: str | None = ..., header: everloop.api.common.v1.Header | None = ..., input: everloop.api.common.v1.Payloads | None = ..., heartbeat_details: everloop.api.common.v1.Payloads | None = ..., scheduled_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., current_attempt_scheduled_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., started_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., attempt: int | None = ..., schedule_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., start_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., heartbeat_timeout: google.protobuf.duration_pb2.Duration | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., poller_scaling_decision: everloop.api.taskqueue.v1.PollerScalingDecision | None = ..., priority: everloop.api.common.v1.Priority | None = ..., activity_run_id: str | None = ..., poller_group_infos: Iterable[everloop.api.taskqueue.v1.PollerGroupInfo] | None = ..., poller_groups_info: everloop.api.taskqueue.v1.PollerGroupsInfo | None = ...) -> None: ...

class RecordActivityTaskHeartbeatRequest(_Message):
    task_token: bytes
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    namespace: str
    resource_id: str
    def __init__(self, *, task_token: bytes | None = ..., details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., namespace: str | None = ..., resource_id: str | None = ...) -> None: ...

class RecordActivityTaskHeartbeatResponse(_Message):
    cancel_requested: bool
    activity_paused: bool
    activity_reset: bool
    def __init__(self, *, cancel_requested: bool | None = ..., activity_paused: bool | None = ..., activity_reset: bool | None = ...) -> None: ...

class RecordActivityTaskHeartbeatByIdRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    activity_id: str
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., activity_id: str | None = ..., details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., resource_id: str | None = ...) -> None: ...

class RecordActivityTaskHeartbeatByIdResponse(_Message):
    cancel_requested: bool
    activity_paused: bool
    activity_reset: bool
    def __init__(self, *, cancel_requested: bool | None = ..., activity_paused: bool | None = ..., activity_reset: bool | None = ...) -> None: ...

class RespondActivityTaskCompletedRequest(_Message):
    task_token: bytes
    @property
    def result(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    namespace: str
    resource_id: str
    @property
    def worker_version(self) -> everloop.api.common.v1.WorkerVersionStamp: ...
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    def __init__(self, *, task_token: bytes | None = ..., result: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., namespace: str | None = ..., resource_id: str | None = ..., worker_version: everloop.api.common.v1.WorkerVersionStamp | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ...) -> None: ...

class RespondActivityTaskCompletedResponse(_Message):
    def __init__(self) -> None: ...

class RespondActivityTaskCompletedByIdRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    activity_id: str
    @property
    def result(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., activity_id: str | None = ..., result: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., resource_id: str | None = ...) -> None: ...

class RespondActivityTaskCompletedByIdResponse(_Message):
    def __init__(self) -> None: ...

class RespondActivityTaskFailedRequest(_Message):
    task_token: bytes
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    identity: str
    namespace: str
    resource_id: str
    @property
    def last_heartbeat_details(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def worker_version(self) -> everloop.api.common.v1.WorkerVersionStamp: ...
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    cause: everloop.api.enums.v1.ActivityTaskFailedCause.ValueType
    def __init__(self, *, task_token: bytes | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., identity: str | None = ..., namespace: str | None = ..., resource_id: str | None = ..., last_heartbeat_details: everloop.api.common.v1.Payloads | None = ..., worker_version: everloop.api.common.v1.WorkerVersionStamp | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ..., cause: everloop.api.enums.v1.ActivityTaskFailedCause.ValueType | None = ...) -> None: ...

class RespondActivityTaskFailedResponse(_Message):
    @property
    def failures(self) -> RepeatedCompositeFieldContainer[everloop.api.failure.v1.Failure]: ...
    def __init__(self, *, failures: Iterable[everloop.api.failure.v1.Failure] | None = ...) -> None: ...

class RespondActivityTaskFailedByIdRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    activity_id: str
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    identity: str
    @property
    def last_heartbeat_details(self) -> everloop.api.common.v1.Payloads: ...
    resource_id: str
    cause: everloop.api.enums.v1.ActivityTaskFailedCause.ValueType
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., activity_id: str | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., identity: str | None = ..., last_heartbeat_details: everloop.api.common.v1.Payloads | None = ..., resource_id: str | None = ..., cause: everloop.api.enums.v1.ActivityTaskFailedCause.ValueType | None = ...) -> None: ...

class RespondActivityTaskFailedByIdResponse(_Message):
    @property
    def failures(self) -> RepeatedCompositeFieldContainer[everloop.api.failure.v1.Failure]: ...
    def __init__(self, *, failures: Iterable[everloop.api.failure.v1.Failure] | None = ...) -> None: ...

class RespondActivityTaskCanceledRequest(_Message):
    task_token: bytes
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    namespace: str
    resource_id: str
    @property
    def worker_version(self) -> everloop.api.common.v1.WorkerVersionStamp: ...
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    def __init__(self, *, task_token: bytes | None = ..., details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., namespace: str | None = ..., resource_id: str | None = ..., worker_version: everloop.api.common.v1.WorkerVersionStamp | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ...) -> None: ...

class RespondActivityTaskCanceledResponse(_Message):
    def __init__(self) -> None: ...

class RespondActivityTaskCanceledByIdRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    activity_id: str
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., activity_id: str | None = ..., details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ..., resource_id: str | None = ...) -> None: ...

class RespondActivityTaskCanceledByIdResponse(_Message):
    def __init__(self) -> None: ...

class RequestCancelWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    identity: str
    request_id: str
    first_execution_run_id: str
    reason: str
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., identity: str | None = ..., request_id: str | None = ..., first_execution_run_id: str | None = ..., reason: str | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ...) -> None: ...

class RequestCancelWorkflowExecutionResponse(_Message):
    def __init__(self) -> None: ...

class SignalWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    signal_name: str
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    request_id: str
    control: str
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., signal_name: str | None = ..., input: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., request_id: str | None = ..., control: str | None = ..., header: everloop.api.common.v1.Header | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ...) -> None: ...

class SignalWorkflowExecutionResponse(_Message):
    @property
    def link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, link: everloop.api.common.v1.Link | None = ...) -> None: ...

class SignalWithStartWorkflowExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    @property
    def workflow_type(self) -> everloop.api.common.v1.WorkflowType: ...
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def workflow_execution_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_run_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_task_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    identity: str
    request_id: str
    workflow_id_reuse_policy: everloop.api.enums.v1.WorkflowIdReusePolicy.ValueType
    workflow_id_conflict_policy: everloop.api.enums.v1.WorkflowIdConflictPolicy.ValueType
    signal_name: str
    @property
    def signal_input(self) -> everloop.api.common.v1.Payloads: ...
    control: str
    @property
    def retry_policy(self) -> everloop.api.common.v1.RetryPolicy: ...
    cron_schedule: str
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    @property
    def workflow_start_delay(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def user_metadata(self) -> everloop.api.sdk.v1.UserMetadata: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    @property
    def versioning_override(self) -> everloop.api.workflow.v1.VersioningOverride: ...
    @property
    def priority(self) -> everloop.api.common.v1.Priority: ...
    @property
    def time_skipping_config(self) -> everloop.api.common.v1.TimeSkippingConfig: ...
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., workflow_type: everloop.api.common.v1.WorkflowType | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., input: everloop.api.common.v1.Payloads | None = ..., workflow_execution_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_run_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_task_timeout: google.protobuf.duration_pb2.Duration | None = ..., identity: str | None = ..., request_id: str | None = ..., workflow_id_reuse_policy: everloop.api.enums.v1.WorkflowIdReusePolicy.ValueType | None = ..., workflow_id_conflict_policy: everloop.api.enums.v1.WorkflowIdConflictPolicy.ValueType | None = ..., signal_name: str | None = ..., signal_input: everloop.api.common.v1.Payloads | None = ..., control: str | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., cron_schedule: str | None = ..., memo: everloop.api.common.v1.Memo | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., header: everloop.api.common.v1.Header | None = ..., workflow_start_delay: google.protobuf.duration_pb2.Duration | None = ..., user_metadata: everloop.api.sdk.v1.UserMetadata | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ..., versioning_override: everloop.api.workflow.v1.VersioningOverride | None = ..., priority: everloop.api.common.v1.Priority | None = ..., time_skipping_config: everloop.api.common.v1.TimeSkippingConfig | None = ...) -> None: ...

class SignalWithStartWorkflowExecutionResponse(_Message):
    run_id: str
    first_execution_run_id: str
    started: bool
    @property
    def signal_link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, run_id: str | None = ..., first_execution_run_id: str | None = ..., started: bool | None = ..., signal_link: everloop.api.common.v1.Link | None = ...) -> None: ...

class ResetWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    reason: str
    workflow_task_finish_event_id: int
    request_id: str
    reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType
    @property
    def reset_reapply_exclude_types(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.ResetReapplyExcludeType.ValueType]: ...
    @property
    def post_reset_operations(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.PostResetOperation]: ...
    identity: str
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., reason: str | None = ..., workflow_task_finish_event_id: int | None = ..., request_id: str | None = ..., reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType | None = ..., reset_reapply_exclude_types: Iterable[everloop.api.enums.v1.ResetReapplyExcludeType.ValueType] | None = ..., post_reset_operations: Iterable[everloop.api.workflow.v1.PostResetOperation] | None = ..., identity: str | None = ...) -> None: ...

class ResetWorkflowExecutionResponse(_Message):
    run_id: str
    def __init__(self, *, run_id: str | None = ...) -> None: ...

class TerminateWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    reason: str
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    first_execution_run_id: str
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., reason: str | None = ..., details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ..., first_execution_run_id: str | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ...) -> None: ...

class TerminateWorkflowExecutionResponse(_Message):
    def __init__(self) -> None: ...

class DeleteWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ...) -> None: ...

class DeleteWorkflowExecutionResponse(_Message):
    def __init__(self) -> None: ...

class ListOpenWorkflowExecutionsRequest(_Message):
    namespace: str
    maximum_page_size: int
    next_page_token: bytes
    @property
    def start_time_filter(self) -> everloop.api.filter.v1.StartTimeFilter: ...
    @property
    def execution_filter(self) -> everloop.api.filter.v1.WorkflowExecutionFilter: ...
    @property
    def type_filter(self) -> everloop.api.filter.v1.WorkflowTypeFilter: ...
    def __init__(self, *, namespace: str | None = ..., maximum_page_size: int | None = ..., next_page_token: bytes | None = ..., start_time_filter: everloop.api.filter.v1.StartTimeFilter | None = ..., execution_filter: everloop.api.filter.v1.WorkflowExecutionFilter | None = ..., type_filter: everloop.api.filter.v1.WorkflowTypeFilter | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["filters", b"filters"]) -> Literal["execution_filter", "type_filter"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ListOpenWorkflowExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.WorkflowExecutionInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.workflow.v1.WorkflowExecutionInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListClosedWorkflowExecutionsRequest(_Message):
    namespace: str
    maximum_page_size: int
    next_page_token: bytes
    @property
    def start_time_filter(self) -> everloop.api.filter.v1.StartTimeFilter: ...
    @property
    def execution_filter(self) -> everloop.api.filter.v1.WorkflowExecutionFilter: ...
    @property
    def type_filter(self) -> everloop.api.filter.v1.WorkflowTypeFilter: ...
    @property
    def status_filter(self) -> everloop.api.filter.v1.StatusFilter: ...
    def __init__(self, *, namespace: str | None = ..., maximum_page_size: int | None = ..., next_page_token: bytes | None = ..., start_time_filter: everloop.api.filter.v1.StartTimeFilter | None = ..., execution_filter: everloop.api.filter.v1.WorkflowExecutionFilter | None = ..., type_filter: everloop.api.filter.v1.WorkflowTypeFilter | None = ..., status_filter: everloop.api.filter.v1.StatusFilter | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["filters", b"filters"]) -> Literal["execution_filter", "type_filter", "status_filter"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ListClosedWorkflowExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.WorkflowExecutionInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.workflow.v1.WorkflowExecutionInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListWorkflowExecutionsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ListWorkflowExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.WorkflowExecutionInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.workflow.v1.WorkflowExecutionInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListArchivedWorkflowExecutionsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ListArchivedWorkflowExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.WorkflowExecutionInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.workflow.v1.WorkflowExecutionInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ScanWorkflowExecutionsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ScanWorkflowExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.WorkflowExecutionInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.workflow.v1.WorkflowExecutionInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class CountWorkflowExecutionsRequest(_Message):
    namespace: str
    query: str
    def __init__(self, *, namespace: str | None = ..., query: str | None = ...) -> None: ...

class CountWorkflowExecutionsResponse(_Message):
    class AggregationGroup(_Message):
        @property
        def group_values(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
        count: int
        def __init__(self, *, group_values: Iterable[everloop.api.common.v1.Payload] | None = ..., count: int | None = ...) -> None: ...

    count: int
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[CountWorkflowExecutionsResponse.AggregationGroup]: ...
    def __init__(self, *, count: int | None = ..., groups: Iterable[CountWorkflowExecutionsResponse.AggregationGroup] | None = ...) -> None: ...

class GetSearchAttributesRequest(_Message):
    def __init__(self) -> None: ...

class GetSearchAttributesResponse(_Message):
    @property
    def keys(self) -> ScalarMap[str, everloop.api.enums.v1.IndexedValueType.ValueType]: ...
    def __init__(self, *, keys: Mapping[str, everloop.api.enums.v1.IndexedValueType.ValueType] | None = ...) -> None: ...

class RespondQueryTaskCompletedRequest(_Message):
    task_token: bytes
    completed_type: everloop.api.enums.v1.QueryResultType.ValueType
    @property
    def query_result(self) -> everloop.api.common.v1.Payloads: ...
    error_message: str
    namespace: str
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType
    poller_group_id: str
    def __init__(self, *, task_token: bytes | None = ..., completed_type: everloop.api.enums.v1.QueryResultType.ValueType | None = ..., query_result: everloop.api.common.v1.Payloads | None = ..., error_message: str | None = ..., namespace: str | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType | None = ..., poller_group_id: str | None = ...) -> None: ...

class RespondQueryTaskCompletedResponse(_Message):
    def __init__(self) -> None: ...

class ResetStickyTaskQueueRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ...) -> None: ...

class ResetStickyTaskQueueResponse(_Message):
    def __init__(self) -> None: ...

class ShutdownWorkerRequest(_Message):
    namespace: str
    sticky_task_queue: str
    identity: str
    reason: str
    @property
    def worker_heartbeat(self) -> everloop.api.worker.v1.WorkerHeartbeat: ...
    worker_instance_key: str
    task_queue: str
    @property
    def task_queue_types(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.TaskQueueType.ValueType]: ...
    def __init__(self, *, namespace: str | None = ..., sticky_task_queue: str | None = ..., identity: str | None = ..., reason: str | None = ..., worker_heartbeat: everloop.api.worker.v1.WorkerHeartbeat | None = ..., worker_instance_key: str | None = ..., task_queue: str | None = ..., task_queue_types: Iterable[everloop.api.enums.v1.TaskQueueType.ValueType] | None = ...) -> None: ...

class ShutdownWorkerResponse(_Message):
    def __init__(self) -> None: ...

class QueryWorkflowRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def query(self) -> everloop.api.query.v1.WorkflowQuery: ...
    query_reject_condition: everloop.api.enums.v1.QueryRejectCondition.ValueType
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., query: everloop.api.query.v1.WorkflowQuery | None = ..., query_reject_condition: everloop.api.enums.v1.QueryRejectCondition.ValueType | None = ...) -> None: ...

class QueryWorkflowResponse(_Message):
    @property
    def query_result(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def query_rejected(self) -> everloop.api.query.v1.QueryRejected: ...
    @property
    def link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, query_result: everloop.api.common.v1.Payloads | None = ..., query_rejected: everloop.api.query.v1.QueryRejected | None = ..., link: everloop.api.common.v1.Link | None = ...) -> None: ...

class DescribeWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ...) -> None: ...

class DescribeWorkflowExecutionResponse(_Message):
    @property
    def execution_config(self) -> everloop.api.workflow.v1.WorkflowExecutionConfig: ...
    @property
    def workflow_execution_info(self) -> everloop.api.workflow.v1.WorkflowExecutionInfo: ...
    @property
    def pending_activities(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.PendingActivityInfo]: ...
    @property
    def pending_children(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.PendingChildExecutionInfo]: ...
    @property
    def pending_workflow_task(self) -> everloop.api.workflow.v1.PendingWorkflowTaskInfo: ...
    @property
    def callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.CallbackInfo]: ...
    @property
    def pending_nexus_operations(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.PendingNexusOperationInfo]: ...
    @property
    def workflow_extended_info(self) -> everloop.api.workflow.v1.WorkflowExecutionExtendedInfo: ...
    def __init__(self, *, execution_config: everloop.api.workflow.v1.WorkflowExecutionConfig | None = ..., workflow_execution_info: everloop.api.workflow.v1.WorkflowExecutionInfo | None = ..., pending_activities: Iterable[everloop.api.workflow.v1.PendingActivityInfo] | None = ..., pending_children: Iterable[everloop.api.workflow.v1.PendingChildExecutionInfo] | None = ..., pending_workflow_task: everloop.api.workflow.v1.PendingWorkflowTaskInfo | None = ..., callbacks: Iterable[everloop.api.workflow.v1.CallbackInfo] | None = ..., pending_nexus_operations: Iterable[everloop.api.workflow.v1.PendingNexusOperationInfo] | None = ..., workflow_extended_info: everloop.api.workflow.v1.WorkflowExecutionExtendedInfo | None = ...) -> None: ...

class DescribeTaskQueueRequest(_Message):
    namespace: str
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    task_queue_type: everloop.api.enums.v1.TaskQueueType.ValueType
    report_stats: bool
    report_config: bool
    include_task_queue_status: bool
    api_mode: everloop.api.enums.v1.DescribeTaskQueueMode.ValueType
    @property
    def versions(self) -> everloop.api.taskqueue.v1.TaskQueueVersionSelection: ...
    @property
    def task_queue_types(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.TaskQueueType.ValueType]: ...
    report_pollers: bool
    report_task_reachability: bool
    def __init__(self, *, namespace: str | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., task_queue_type: everloop.api.enums.v1.TaskQueueType.ValueType | None = ..., report_stats: bool | None = ..., report_config: bool | None = ..., include_task_queue_status: bool | None = ..., api_mode: everloop.api.enums.v1.DescribeTaskQueueMode.ValueType | None = ..., versions: everloop.api.taskqueue.v1.TaskQueueVersionSelection | None = ..., task_queue_types: Iterable[everloop.api.enums.v1.TaskQueueType.ValueType] | None = ..., report_pollers: bool | None = ..., report_task_reachability: bool | None = ...) -> None: ...

class DescribeTaskQueueResponse(_Message):
    class EffectiveRateLimit(_Message):
        requests_per_second: float
        rate_limit_source: everloop.api.enums.v1.RateLimitSource.ValueType
        def __init__(self, *, requests_per_second: float | None = ..., rate_limit_source: everloop.api.enums.v1.RateLimitSource.ValueType | None = ...) -> None: ...

    @property
    def pollers(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.PollerInfo]: ...
    @property
    def stats(self) -> everloop.api.taskqueue.v1.TaskQueueStats: ...
    @property
    def stats_by_priority_key(self) -> MessageMap[int, everloop.api.taskqueue.v1.TaskQueueStats]: ...
    @property
    def versioning_info(self) -> everloop.api.taskqueue.v1.TaskQueueVersioningInfo: ...
    @property
    def config(self) -> everloop.api.taskqueue.v1.TaskQueueConfig: ...
    @property
    def effective_rate_limit(self) -> DescribeTaskQueueResponse.EffectiveRateLimit: ...
    @property
    def task_queue_status(self) -> everloop.api.taskqueue.v1.TaskQueueStatus: ...
    @property
    def versions_info(self) -> MessageMap[str, everloop.api.taskqueue.v1.TaskQueueVersionInfo]: ...
    def __init__(self, *, pollers: Iterable[everloop.api.taskqueue.v1.PollerInfo] | None = ..., stats: everloop.api.taskqueue.v1.TaskQueueStats | None = ..., stats_by_priority_key: Mapping[int, everloop.api.taskqueue.v1.TaskQueueStats] | None = ..., versioning_info: everloop.api.taskqueue.v1.TaskQueueVersioningInfo | None = ..., config: everloop.api.taskqueue.v1.TaskQueueConfig | None = ..., effective_rate_limit: DescribeTaskQueueResponse.EffectiveRateLimit | None = ..., task_queue_status: everloop.api.taskqueue.v1.TaskQueueStatus | None = ..., versions_info: Mapping[str, everloop.api.taskqueue.v1.TaskQueueVersionInfo] | None = ...) -> None: ...

class GetClusterInfoRequest(_Message):
    def __init__(self) -> None: ...

class GetClusterInfoResponse(_Message):
    @property
    def supported_clients(self) -> ScalarMap[str, str]: ...
    server_version: str
    cluster_id: str
    @property
    def version_info(self) -> everloop.api.version.v1.VersionInfo: ...
    cluster_name: str
    history_shard_count: int
    persistence_store: str
    visibility_store: str
    initial_failover_version: int
    failover_version_increment: int
    def __init__(self, *, supported_clients: Mapping[str, str] | None = ..., server_version: str | None = ..., cluster_id: str | None = ..., version_info: everloop.api.version.v1.VersionInfo | None = ..., cluster_name: str | None = ..., history_shard_count: int | None = ..., persistence_store: str | None = ..., visibility_store: str | None = ..., initial_failover_version: int | None = ..., failover_version_increment: int | None = ...) -> None: ...

class GetSystemInfoRequest(_Message):
    def __init__(self) -> None: ...

class GetSystemInfoResponse(_Message):
    class Capabilities(_Message):
        signal_and_query_header: bool
        internal_error_differentiation: bool
        activity_failure_include_heartbeat: bool
        supports_schedules: bool
        encoded_failure_attributes: bool
        build_id_based_versioning: bool
        upsert_memo: bool
        eager_workflow_start: bool
        sdk_metadata: bool
        count_group_by_execution_status: bool
        nexus: bool
        server_scaled_deployments: bool
        server_scaled_provider_cloud_run: bool
        def __init__(self, *, signal_and_query_header: bool | None = ..., internal_error_differentiation: bool | None = ..., activity_failure_include_heartbeat: bool | None = ..., supports_schedules: bool | None = ..., encoded_failure_attributes: bool | None = ..., build_id_based_versioning: bool | None = ..., upsert_memo: bool | None = ..., eager_workflow_start: bool | None = ..., sdk_metadata: bool | None = ..., count_group_by_execution_status: bool | None = ..., nexus: bool | None = ..., server_scaled_deployments: bool | None = ..., server_scaled_provider_cloud_run: bool | None = ...) -> None: ...

    server_version: str
    @property
    def capabilities(self) -> GetSystemInfoResponse.Capabilities: ...
    def __init__(self, *, server_version: str | None = ..., capabilities: GetSystemInfoResponse.Capabilities | None = ...) -> None: ...

class ListTaskQueuePartitionsRequest(_Message):
    namespace: str
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ...) -> None: ...

class ListTaskQueuePartitionsResponse(_Message):
    @property
    def activity_task_queue_partitions(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TaskQueuePartitionMetadata]: ...
    @property
    def workflow_task_queue_partitions(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TaskQueuePartitionMetadata]: ...
    def __init__(self, *, activity_task_queue_partitions: Iterable[everloop.api.taskqueue.v1.TaskQueuePartitionMetadata] | None = ..., workflow_task_queue_partitions: Iterable[everloop.api.taskqueue.v1.TaskQueuePartitionMetadata] | None = ...) -> None: ...

class CreateScheduleRequest(_Message):
    namespace: str
    schedule_id: str
    @property
    def schedule(self) -> everloop.api.schedule.v1.Schedule: ...
    @property
    def initial_patch(self) -> everloop.api.schedule.v1.SchedulePatch: ...
    identity: str
    request_id: str
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ..., schedule: everloop.api.schedule.v1.Schedule | None = ..., initial_patch: everloop.api.schedule.v1.SchedulePatch | None = ..., identity: str | None = ..., request_id: str | None = ..., memo: everloop.api.common.v1.Memo | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ...) -> None: ...

class CreateScheduleResponse(_Message):
    conflict_token: bytes
    def __init__(self, *, conflict_token: bytes | None = ...) -> None: ...

class DescribeScheduleRequest(_Message):
    namespace: str
    schedule_id: str
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ...) -> None: ...

class DescribeScheduleResponse(_Message):
    @property
    def schedule(self) -> everloop.api.schedule.v1.Schedule: ...
    @property
    def info(self) -> everloop.api.schedule.v1.ScheduleInfo: ...
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    conflict_token: bytes
    def __init__(self, *, schedule: everloop.api.schedule.v1.Schedule | None = ..., info: everloop.api.schedule.v1.ScheduleInfo | None = ..., memo: everloop.api.common.v1.Memo | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., conflict_token: bytes | None = ...) -> None: ...

class UpdateScheduleRequest(_Message):
    namespace: str
    schedule_id: str
    @property
    def schedule(self) -> everloop.api.schedule.v1.Schedule: ...
    conflict_token: bytes
    identity: str
    request_id: str
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ..., schedule: everloop.api.schedule.v1.Schedule | None = ..., conflict_token: bytes | None = ..., identity: str | None = ..., request_id: str | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., memo: everloop.api.common.v1.Memo | None = ...) -> None: ...

class UpdateScheduleResponse(_Message):
    def __init__(self) -> None: ...

class PatchScheduleRequest(_Message):
    namespace: str
    schedule_id: str
    @property
    def patch(self) -> everloop.api.schedule.v1.SchedulePatch: ...
    identity: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ..., patch: everloop.api.schedule.v1.SchedulePatch | None = ..., identity: str | None = ..., request_id: str | None = ...) -> None: ...

class PatchScheduleResponse(_Message):
    def __init__(self) -> None: ...

class ListScheduleMatchingTimesRequest(_Message):
    namespace: str
    schedule_id: str
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def end_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class ListScheduleMatchingTimesResponse(_Message):
    @property
    def start_time(self) -> RepeatedCompositeFieldContainer[google.protobuf.timestamp_pb2.Timestamp]: ...
    def __init__(self, *, start_time: Iterable[google.protobuf.timestamp_pb2.Timestamp] | None = ...) -> None: ...

class DeleteScheduleRequest(_Message):
    namespace: str
    schedule_id: str
    identity: str
    def __init__(self, *, namespace: str | None = ..., schedule_id: str | None = ..., identity: str | None = ...) -> None: ...

class DeleteScheduleResponse(_Message):
    def __init__(self) -> None: ...

class ListSchedulesRequest(_Message):
    namespace: str
    maximum_page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., maximum_page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ListSchedulesResponse(_Message):
    @property
    def schedules(self) -> RepeatedCompositeFieldContainer[everloop.api.schedule.v1.ScheduleListEntry]: ...
    next_page_token: bytes
    def __init__(self, *, schedules: Iterable[everloop.api.schedule.v1.ScheduleListEntry] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class CountSchedulesRequest(_Message):
    namespace: str
    query: str
    def __init__(self, *, namespace: str | None = ..., query: str | None = ...) -> None: ...

class CountSchedulesResponse(_Message):
    class AggregationGroup(_Message):
        @property
        def group_values(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
        count: int
        def __init__(self, *, group_values: Iterable[everloop.api.common.v1.Payload] | None = ..., count: int | None = ...) -> None: ...

    count: int
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[CountSchedulesResponse.AggregationGroup]: ...
    def __init__(self, *, count: int | None = ..., groups: Iterable[CountSchedulesResponse.AggregationGroup] | None = ...) -> None: ...

class UpdateWorkerBuildIdCompatibilityRequest(_Message):
    class AddNewCompatibleVersion(_Message):
        new_build_id: str
        existing_compatible_build_id: str
        make_set_default: bool
        def __init__(self, *, new_build_id: str | None = ..., existing_compatible_build_id: str | None = ..., make_set_default: bool | None = ...) -> None: ...

    class MergeSets(_Message):
        primary_set_build_id: str
        secondary_set_build_id: str
        def __init__(self, *, primary_set_build_id: str | None = ..., secondary_set_build_id: str | None = ...) -> None: ...

    namespace: str
    task_queue: str
    add_new_build_id_in_new_default_set: str
    @property
    def add_new_compatible_build_id(self) -> UpdateWorkerBuildIdCompatibilityRequest.AddNewCompatibleVersion: ...
    promote_set_by_build_id: str
    promote_build_id_within_set: str
    @property
    def merge_sets(self) -> UpdateWorkerBuildIdCompatibilityRequest.MergeSets: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: str | None = ..., add_new_build_id_in_new_default_set: str | None = ..., add_new_compatible_build_id: UpdateWorkerBuildIdCompatibilityRequest.AddNewCompatibleVersion | None = ..., promote_set_by_build_id: str | None = ..., promote_build_id_within_set: str | None = ..., merge_sets: UpdateWorkerBuildIdCompatibilityRequest.MergeSets | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["operation", b"operation"]) -> Literal["add_new_build_id_in_new_default_set", "add_new_compatible_build_id", "promote_set_by_build_id", "promote_build_id_within_set", "merge_sets"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UpdateWorkerBuildIdCompatibilityResponse(_Message):
    def __init__(self) -> None: ...

class GetWorkerBuildIdCompatibilityRequest(_Message):
    namespace: str
    task_queue: str
    max_sets: int
    def __init__(self, *, namespace: str | None = ..., task_queue: str | None = ..., max_sets: int | None = ...) -> None: ...

class GetWorkerBuildIdCompatibilityResponse(_Message):
    @property
    def major_version_sets(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.CompatibleVersionSet]: ...
    def __init__(self, *, major_version_sets: Iterable[everloop.api.taskqueue.v1.CompatibleVersionSet] | None = ...) -> None: ...

class UpdateWorkerVersioningRulesRequest(_Message):
    class InsertBuildIdAssignmentRule(_Message):
        rule_index: int
        @property
        def rule(self) -> everloop.api.taskqueue.v1.BuildIdAssignmentRule: ...
        def __init__(self, *, rule_index: int | None = ..., rule: everloop.api.taskqueue.v1.BuildIdAssignmentRule | None = ...) -> None: ...

    class ReplaceBuildIdAssignmentRule(_Message):
        rule_index: int
        @property
        def rule(self) -> everloop.api.taskqueue.v1.BuildIdAssignmentRule: ...
        force: bool
        def __init__(self, *, rule_index: int | None = ..., rule: everloop.api.taskqueue.v1.BuildIdAssignmentRule | None = ..., force: bool | None = ...) -> None: ...

    class DeleteBuildIdAssignmentRule(_Message):
        rule_index: int
        force: bool
        def __init__(self, *, rule_index: int | None = ..., force: bool | None = ...) -> None: ...

    class AddCompatibleBuildIdRedirectRule(_Message):
        @property
        def rule(self) -> everloop.api.taskqueue.v1.CompatibleBuildIdRedirectRule: ...
        def __init__(self, *, rule: everloop.api.taskqueue.v1.CompatibleBuildIdRedirectRule | None = ...) -> None: ...

    class ReplaceCompatibleBuildIdRedirectRule(_Message):
        @property
        def rule(self) -> everloop.api.taskqueue.v1.CompatibleBuildIdRedirectRule: ...
        def __init__(self, *, rule: everloop.api.taskqueue.v1.CompatibleBuildIdRedirectRule | None = ...) -> None: ...

    class DeleteCompatibleBuildIdRedirectRule(_Message):
        source_build_id: str
        def __init__(self, *, source_build_id: str | None = ...) -> None: ...

    class CommitBuildId(_Message):
        target_build_id: str
        force: bool
        def __init__(self, *, target_build_id: str | None = ..., force: bool | None = ...) -> None: ...

    namespace: str
    task_queue: str
    conflict_token: bytes
    @property
    def insert_assignment_rule(self) -> UpdateWorkerVersioningRulesRequest.InsertBuildIdAssignmentRule: ...
    @property
    def replace_assignment_rule(self) -> UpdateWorkerVersioningRulesRequest.ReplaceBuildIdAssignmentRule: ...
    @property
    def delete_assignment_rule(self) -> UpdateWorkerVersioningRulesRequest.DeleteBuildIdAssignmentRule: ...
    @property
    def add_compatible_redirect_rule(self) -> UpdateWorkerVersioningRulesRequest.AddCompatibleBuildIdRedirectRule: ...
    @property
    def replace_compatible_redirect_rule(self) -> UpdateWorkerVersioningRulesRequest.ReplaceCompatibleBuildIdRedirectRule: ...
    @property
    def delete_compatible_redirect_rule(self) -> UpdateWorkerVersioningRulesRequest.DeleteCompatibleBuildIdRedirectRule: ...
    @property
    def commit_build_id(self) -> UpdateWorkerVersioningRulesRequest.CommitBuildId: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: str | None = ..., conflict_token: bytes | None = ..., insert_assignment_rule: UpdateWorkerVersioningRulesRequest.InsertBuildIdAssignmentRule | None = ..., replace_assignment_rule: UpdateWorkerVersioningRulesRequest.ReplaceBuildIdAssignmentRule | None = ..., delete_assignment_rule: UpdateWorkerVersioningRulesRequest.DeleteBuildIdAssignmentRule | None = ..., add_compatible_redirect_rule: UpdateWorkerVersioningRulesRequest.AddCompatibleBuildIdRedirectRule | None = ..., replace_compatible_redirect_rule: UpdateWorkerVersioningRulesRequest.ReplaceCompatibleBuildIdRedirectRule | None = ..., delete_compatible_redirect_rule: UpdateWorkerVersioningRulesRequest.DeleteCompatibleBuildIdRedirectRule | None = ..., commit_build_id: UpdateWorkerVersioningRulesRequest.CommitBuildId | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["operation", b"operation"]) -> Literal["insert_assignment_rule", "replace_assignment_rule", "delete_assignment_rule", "add_compatible_redirect_rule", "replace_compatible_redirect_rule", "delete_compatible_redirect_rule", "commit_build_id"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UpdateWorkerVersioningRulesResponse(_Message):
    @property
    def assignment_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TimestampedBuildIdAssignmentRule]: ...
    @property
    def compatible_redirect_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule]: ...
    conflict_token: bytes
    def __init__(self, *, assignment_rules: Iterable[everloop.api.taskqueue.v1.TimestampedBuildIdAssignmentRule] | None = ..., compatible_redirect_rules: Iterable[everloop.api.taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule] | None = ..., conflict_token: bytes | None = ...) -> None: ...

class GetWorkerVersioningRulesRequest(_Message):
    namespace: str
    task_queue: str
    def __init__(self, *, namespace: str | None = ..., task_queue: str | None = ...) -> None: ...

class GetWorkerVersioningRulesResponse(_Message):
    @property
    def assignment_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TimestampedBuildIdAssignmentRule]: ...
    @property
    def compatible_redirect_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule]: ...
    conflict_token: bytes
    def __init__(self, *, assignment_rules: Iterable[everloop.api.taskqueue.v1.TimestampedBuildIdAssignmentRule] | None = ..., compatible_redirect_rules: Iterable[everloop.api.taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule] | None = ..., conflict_token: bytes | None = ...) -> None: ...

class GetWorkerTaskReachabilityRequest(_Message):
    namespace: str
    @property
    def build_ids(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def task_queues(self) -> RepeatedScalarFieldContainer[str]: ...
    reachability: everloop.api.enums.v1.TaskReachability.ValueType
    def __init__(self, *, namespace: str | None = ..., build_ids: Iterable[str] | None = ..., task_queues: Iterable[str] | None = ..., reachability: everloop.api.enums.v1.TaskReachability.ValueType | None = ...) -> None: ...

class GetWorkerTaskReachabilityResponse(_Message):
    @property
    def build_id_reachability(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.BuildIdReachability]: ...
    def __init__(self, *, build_id_reachability: Iterable[everloop.api.taskqueue.v1.BuildIdReachability] | None = ...) -> None: ...

class UpdateWorkflowExecutionRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    first_execution_run_id: str
    @property
    def wait_policy(self) -> everloop.api.update.v1.WaitPolicy: ...
    @property
    def request(self) -> everloop.api.update.v1.Request: ...
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., first_execution_run_id: str | None = ..., wait_policy: everloop.api.update.v1.WaitPolicy | None = ..., request: everloop.api.update.v1.Request | None = ...) -> None: ...

class UpdateWorkflowExecutionResponse(_Message):
    @property
    def update_ref(self) -> everloop.api.update.v1.UpdateRef: ...
    @property
    def outcome(self) -> everloop.api.update.v1.Outcome: ...
    stage: everloop.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.ValueType
    @property
    def link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, update_ref: everloop.api.update.v1.UpdateRef | None = ..., outcome: everloop.api.update.v1.Outcome | None = ..., stage: everloop.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.ValueType | None = ..., link: everloop.api.common.v1.Link | None = ...) -> None: ...

class StartBatchOperationRequest(_Message):
    namespace: str
    visibility_query: str
    job_id: str
    reason: str
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.WorkflowExecution]: ...
    @property
    def target_executions(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Execution]: ...
    max_operations_per_second: float
    @property
    def termination_operation(self) -> everloop.api.batch.v1.BatchOperationTermination: ...
    @property
    def signal_operation(self) -> everloop.api.batch.v1.BatchOperationSignal: ...
    @property
    def cancellation_operation(self) -> everloop.api.batch.v1.BatchOperationCancellation: ...
    @property
    def deletion_operation(self) -> everloop.api.batch.v1.BatchOperationDeletion: ...
    @property
    def reset_operation(self) -> everloop.api.batch.v1.BatchOperationReset: ...
    @property
    def update_workflow_options_operation(self) -> everloop.api.batch.v1.BatchOperationUpdateWorkflowExecutionOptions: ...
    @property
    def unpause_activities_operation(self) -> everloop.api.batch.v1.BatchOperationUnpauseActivities: ...
    @property
    def reset_activities_operation(self) -> everloop.api.batch.v1.BatchOperationResetActivities: ...
    @property
    def update_activity_options_operation(self) -> everloop.api.batch.v1.BatchOperationUpdateActivityOptions: ...
    @property
    def cancel_activities_operation(self) -> everloop.api.batch.v1.BatchOperationCancelActivities: ...
    @property
    def terminate_activities_operation(self) -> everloop.api.batch.v1.BatchOperationTerminateActivities: ...
    @property
    def delete_activities_operation(self) -> everloop.api.batch.v1.BatchOperationDeleteActivities: ...
    def __init__(self, *, namespace: str | None = ..., visibility_query: str | None = ..., job_id: str | None = ..., reason: str | None = ..., executions: Iterable[everloop.api.common.v1.WorkflowExecution] | None = ..., target_executions: Iterable[everloop.api.common.v1.Execution] | None = ..., max_operations_per_second: float | None = ..., termination_operation: everloop.api.batch.v1.BatchOperationTermination | None = ..., signal_operation: everloop.api.batch.v1.BatchOperationSignal | None = ..., cancellation_operation: everloop.api.batch.v1.BatchOperationCancellation | None = ..., deletion_operation: everloop.api.batch.v1.BatchOperationDeletion | None = ..., reset_operation: everloop.api.batch.v1.BatchOperationReset | None = ..., update_workflow_options_operation: everloop.api.batch.v1.BatchOperationUpdateWorkflowExecutionOptions | None = ..., unpause_activities_operation: everloop.api.batch.v1.BatchOperationUnpauseActivities | None = ..., reset_activities_operation: everloop.api.batch.v1.BatchOperationResetActivities | None = ..., update_activity_options_operation: everloop.api.batch.v1.BatchOperationUpdateActivityOptions | None = ..., cancel_activities_operation: everloop.api.batch.v1.BatchOperationCancelActivities | None = ..., terminate_activities_operation: everloop.api.batch.v1.BatchOperationTerminateActivities | None = ..., delete_activities_operation: everloop.api.batch.v1.BatchOperationDeleteActivities | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["operation", b"operation"]) -> Literal["termination_operation", "signal_operation", "cancellation_operation", "deletion_operation", "reset_operation", "update_workflow_options_operation", "unpause_activities_operation", "reset_activities_operation", "update_activity_options_operation", "cancel_activities_operation", "terminate_activities_operation", "delete_activities_operation"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class StartBatchOperationResponse(_Message):
    def __init__(self) -> None: ...

class StopBatchOperationRequest(_Message):
    namespace: str
    job_id: str
    reason: str
    identity: str
    def __init__(self, *, namespace: str | None = ..., job_id: str | None = ..., reason: str | None = ..., identity: str | None = ...) -> None: ...

class StopBatchOperationResponse(_Message):
    def __init__(self) -> None: ...

class DescribeBatchOperationRequest(_Message):
    namespace: str
    job_id: str
    def __init__(self, *, namespace: str | None = ..., job_id: str | None = ...) -> None: ...

class DescribeBatchOperationResponse(_Message):
    operation_type: everloop.api.enums.v1.BatchOperationType.ValueType
    job_id: str
    state: everloop.api.enums.v1.BatchOperationState.ValueType
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def close_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    total_operation_count: int
    complete_operation_count: int
    failure_operation_count: int
    identity: str
    reason: str
    query: str
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Execution]: ...
    def __init__(self, *, operation_type: everloop.api.enums.v1.BatchOperationType.ValueType | None = ..., job_id: str | None = ..., state: everloop.api.enums.v1.BatchOperationState.ValueType | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., close_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., total_operation_count: int | None = ..., complete_operation_count: int | None = ..., failure_operation_count: int | None = ..., identity: str | None = ..., reason: str | None = ..., query: str | None = ..., executions: Iterable[everloop.api.common.v1.Execution] | None = ...) -> None: ...

class ListBatchOperationsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListBatchOperationsResponse(_Message):
    @property
    def operation_info(self) -> RepeatedCompositeFieldContainer[everloop.api.batch.v1.BatchOperationInfo]: ...
    next_page_token: bytes
    def __init__(self, *, operation_info: Iterable[everloop.api.batch.v1.BatchOperationInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class PollWorkflowExecutionUpdateRequest(_Message):
    namespace: str
    @property
    def update_ref(self) -> everloop.api.update.v1.UpdateRef: ...
    identity: str
    @property
    def wait_policy(self) -> everloop.api.update.v1.WaitPolicy: ...
    def __init__(self, *, namespace: str | None = ..., update_ref: everloop.api.update.v1.UpdateRef | None = ..., identity: str | None = ..., wait_policy: everloop.api.update.v1.WaitPolicy | None = ...) -> None: ...

class PollWorkflowExecutionUpdateResponse(_Message):
    @property
    def outcome(self) -> everloop.api.update.v1.Outcome: ...
    stage: everloop.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.ValueType
    @property
    def update_ref(self) -> everloop.api.update.v1.UpdateRef: ...
    def __init__(self, *, outcome: everloop.api.update.v1.Outcome | None = ..., stage: everloop.api.enums.v1.UpdateWorkflowExecutionLifecycleStage.ValueType | None = ..., update_ref: everloop.api.update.v1.UpdateRef | None = ...) -> None: ...

class PollNexusTaskQueueRequest(_Message):
    namespace: str
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    poller_group_id: str
    identity: str
    worker_instance_key: str
    @property
    def worker_version_capabilities(self) -> everloop.api.common.v1.WorkerVersionCapabilities: ...
    @property
    def deployment_options(self) -> everloop.api.deployment.v1.WorkerDeploymentOptions: ...
    @property
    def worker_heartbeat(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerHeartbeat]: ...
    def __init__(self, *, namespace: str | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., poller_group_id: str | None = ..., identity: str | None = ..., worker_instance_key: str | None = ..., worker_version_capabilities: everloop.api.common.v1.WorkerVersionCapabilities | None = ..., deployment_options: everloop.api.deployment.v1.WorkerDeploymentOptions | None = ..., worker_heartbeat: Iterable[everloop.api.worker.v1.WorkerHeartbeat] | None = ...) -> None: ...

class PollNexusTaskQueueResponse(_Message):
    task_token: bytes
    @property
    def request(self) -> everloop.api.nexus.v1.Request: ...
    @property
    def poller_scaling_decision(self) -> everloop.api.taskqueue.v1.PollerScalingDecision: ...
    poller_group_id: str
    @property
    def poller_group_infos(self) -> RepeatedCompositeFieldContainer[everloop.api.taskqueue.v1.PollerGroupInfo]: ...
    @property
    def poller_groups_info(self) -> everloop.api.taskqueue.v1.PollerGroupsInfo: ...
    def __init__(self, *, task_token: bytes | None = ..., request: everloop.api.nexus.v1.Request | None = ..., poller_scaling_decision: everloop.api.taskqueue.v1.PollerScalingDecision | None = ..., poller_group_id: str | None = ..., poller_group_infos: Iterable[everloop.api.taskqueue.v1.PollerGroupInfo] | None = ..., poller_groups_info: everloop.api.taskqueue.v1.PollerGroupsInfo | None = ...) -> None: ...

class RespondNexusTaskCompletedRequest(_Message):
    namespace: str
    identity: str
    task_token: bytes
    @property
    def response(self) -> everloop.api.nexus.v1.Response: ...
    poller_group_id: str
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., task_token: bytes | None = ..., response: everloop.api.nexus.v1.Response | None = ..., poller_group_id: str | None = ...) -> None: ...

class RespondNexusTaskCompletedResponse(_Message):
    def __init__(self) -> None: ...

class RespondNexusTaskFailedRequest(_Message):
    namespace: str
    identity: str
    task_token: bytes
    @property
    def error(self) -> everloop.api.nexus.v1.HandlerError: ...
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    poller_group_id: str
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., task_token: bytes | None = ..., error: everloop.api.nexus.v1.HandlerError | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., poller_group_id: str | None = ...) -> None: ...

class RespondNexusTaskFailedResponse(_Message):
    def __init__(self) -> None: ...

class ExecuteMultiOperationRequest(_Message):
    class Operation(_Message):
        @property
        def start_workflow(self) -> StartWorkflowExecutionRequest: ...
        @property
        def update_workflow(self) -> UpdateWorkflowExecutionRequest: ...
        def __init__(self, *, start_workflow: StartWorkflowExecutionRequest | None = ..., update_workflow: UpdateWorkflowExecutionRequest | None = ...) -> None: ...
        @overload
        def WhichOneof(self, oneof_group: Literal["operation", b"operation"]) -> Literal["start_workflow", "update_workflow"] | None: ...
        @overload
        def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

    namespace: str
    @property
    def operations(self) -> RepeatedCompositeFieldContainer[ExecuteMultiOperationRequest.Operation]: ...
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., operations: Iterable[ExecuteMultiOperationRequest.Operation] | None = ..., resource_id: str | None = ...) -> None: ...

class ExecuteMultiOperationResponse(_Message):
    class Response(_Message):
        @property
        def start_workflow(self) -> StartWorkflowExecutionResponse: ...
        @property
        def update_workflow(self) -> UpdateWorkflowExecutionResponse: ...
        def __init__(self, *, start_workflow: StartWorkflowExecutionResponse | None = ..., update_workflow: UpdateWorkflowExecutionResponse | None = ...) -> None: ...
        @overload
        def WhichOneof(self, oneof_group: Literal["response", b"response"]) -> Literal["start_workflow", "update_workflow"] | None: ...
        @overload
        def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

    @property
    def responses(self) -> RepeatedCompositeFieldContainer[ExecuteMultiOperationResponse.Response]: ...
    def __init__(self, *, responses: Iterable[ExecuteMultiOperationResponse.Response] | None = ...) -> None: ...

class UpdateActivityOptionsRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    identity: str
    @property
    def activity_options(self) -> everloop.api.activity.v1.ActivityOptions: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    id: str
    type: str
    match_all: bool
    restore_original: bool
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., identity: str | None = ..., activity_options: everloop.api.activity.v1.ActivityOptions | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ..., id: str | None = ..., type: str | None = ..., match_all: bool | None = ..., restore_original: bool | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["id", "type", "match_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UpdateActivityExecutionOptionsRequest(_Message):
    namespace: str
    workflow_id: str
    activity_id: str
    run_id: str
    identity: str
    @property
    def activity_options(self) -> everloop.api.activity.v1.ActivityOptions: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    restore_original: bool
    resource_id: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., activity_options: everloop.api.activity.v1.ActivityOptions | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ..., restore_original: bool | None = ..., resource_id: str | None = ..., request_id: str | None = ...) -> None: ...

class UpdateActivityOptionsResponse(_Message):
    @property
    def activity_options(self) -> everloop.api.activity.v1.ActivityOptions: ...
    def __init__(self, *, activity_options: everloop.api.activity.v1.ActivityOptions | None = ...) -> None: ...

class UpdateActivityExecutionOptionsResponse(_Message):
    @property
    def activity_options(self) -> everloop.api.activity.v1.ActivityOptions: ...
    def __init__(self, *, activity_options: everloop.api.activity.v1.ActivityOptions | None = ...) -> None: ...

class PauseActivityRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    identity: str
    id: str
    type: str
    reason: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., identity: str | None = ..., id: str | None = ..., type: str | None = ..., reason: str | None = ..., request_id: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["id", "type"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class PauseActivityExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    activity_id: str
    run_id: str
    identity: str
    reason: str
    resource_id: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., reason: str | None = ..., resource_id: str | None = ..., request_id: str | None = ...) -> None: ...

class PauseActivityResponse(_Message):
    def __init__(self) -> None: ...

class PauseActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class UnpauseActivityRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    identity: str
    id: str
    type: str
    unpause_all: bool
    reset_attempts: bool
    reset_heartbeat: bool
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., identity: str | None = ..., id: str | None = ..., type: str | None = ..., unpause_all: bool | None = ..., reset_attempts: bool | None = ..., reset_heartbeat: bool | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["id", "type", "unpause_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UnpauseActivityExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    activity_id: str
    run_id: str
    identity: str
    reason: str
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    resource_id: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., reason: str | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ..., resource_id: str | None = ..., request_id: str | None = ...) -> None: ...

class UnpauseActivityResponse(_Message):
    def __init__(self) -> None: ...

class UnpauseActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class ResetActivityRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    identity: str
    id: str
    type: str
    match_all: bool
    reset_heartbeat: bool
    keep_paused: bool
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    restore_original_options: bool
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., identity: str | None = ..., id: str | None = ..., type: str | None = ..., match_all: bool | None = ..., reset_heartbeat: bool | None = ..., keep_paused: bool | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ..., restore_original_options: bool | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["id", "type", "match_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ResetActivityExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    activity_id: str
    run_id: str
    identity: str
    keep_paused: bool
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    restore_original_options: bool
    resource_id: str
    request_id: str
    reset_heartbeat: bool
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., keep_paused: bool | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ..., restore_original_options: bool | None = ..., resource_id: str | None = ..., request_id: str | None = ..., reset_heartbeat: bool | None = ...) -> None: ...

class ResetActivityResponse(_Message):
    def __init__(self) -> None: ...

class ResetActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class UpdateWorkflowExecutionOptionsRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def workflow_execution_options(self) -> everloop.api.workflow.v1.WorkflowExecutionOptions: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    identity: str
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., workflow_execution_options: everloop.api.workflow.v1.WorkflowExecutionOptions | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ..., identity: str | None = ...) -> None: ...

class UpdateWorkflowExecutionOptionsResponse(_Message):
    @property
    def workflow_execution_options(self) -> everloop.api.workflow.v1.WorkflowExecutionOptions: ...
    @property
    def update_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, workflow_execution_options: everloop.api.workflow.v1.WorkflowExecutionOptions | None = ..., update_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class DescribeDeploymentRequest(_Message):
    namespace: str
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    def __init__(self, *, namespace: str | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ...) -> None: ...

class DescribeDeploymentResponse(_Message):
    @property
    def deployment_info(self) -> everloop.api.deployment.v1.DeploymentInfo: ...
    def __init__(self, *, deployment_info: everloop.api.deployment.v1.DeploymentInfo | None = ...) -> None: ...

class DescribeWorkerDeploymentVersionRequest(_Message):
    namespace: str
    version: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    report_task_queue_stats: bool
    def __init__(self, *, namespace: str | None = ..., version: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., report_task_queue_stats: bool | None = ...) -> None: ...

class DescribeWorkerDeploymentVersionResponse(_Message):
    class VersionTaskQueue(_Message):
        name: str
        type: everloop.api.enums.v1.TaskQueueType.ValueType
        @property
        def stats(self) -> everloop.api.taskqueue.v1.TaskQueueStats: ...
        @property
        def stats_by_priority_key(self) -> MessageMap[int, everloop.api.taskqueue.v1.TaskQueueStats]: ...
        def __init__(self, *, name: str | None = ..., type: everloop.api.enums.v1.TaskQueueType.ValueType | None = ..., stats: everloop.api.taskqueue.v1.TaskQueueStats | None = ..., stats_by_priority_key: Mapping[int, everloop.api.taskqueue.v1.TaskQueueStats] | None = ...) -> None: ...

    @property
    def worker_deployment_version_info(self) -> everloop.api.deployment.v1.WorkerDeploymentVersionInfo: ...
    @property
    def version_task_queues(self) -> RepeatedCompositeFieldContainer[DescribeWorkerDeploymentVersionResponse.VersionTaskQueue]: ...
    def __init__(self, *, worker_deployment_version_info: everloop.api.deployment.v1.WorkerDeploymentVersionInfo | None = ..., version_task_queues: Iterable[DescribeWorkerDeploymentVersionResponse.VersionTaskQueue] | None = ...) -> None: ...

class DescribeWorkerDeploymentRequest(_Message):
    namespace: str
    deployment_name: str
    def __init__(self, *, namespace: str | None = ..., deployment_name: str | None = ...) -> None: ...

class DescribeWorkerDeploymentResponse(_Message):
    conflict_token: bytes
    @property
    def worker_deployment_info(self) -> everloop.api.deployment.v1.WorkerDeploymentInfo: ...
    def __init__(self, *, conflict_token: bytes | None = ..., worker_deployment_info: everloop.api.deployment.v1.WorkerDeploymentInfo | None = ...) -> None: ...

class ListDeploymentsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    series_name: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., series_name: str | None = ...) -> None: ...

class ListDeploymentsResponse(_Message):
    next_page_token: bytes
    @property
    def deployments(self) -> RepeatedCompositeFieldContainer[everloop.api.deployment.v1.DeploymentListInfo]: ...
    def __init__(self, *, next_page_token: bytes | None = ..., deployments: Iterable[everloop.api.deployment.v1.DeploymentListInfo] | None = ...) -> None: ...

class SetCurrentDeploymentRequest(_Message):
    namespace: str
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    identity: str
    @property
    def update_metadata(self) -> everloop.api.deployment.v1.UpdateDeploymentMetadata: ...
    def __init__(self, *, namespace: str | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ..., identity: str | None = ..., update_metadata: everloop.api.deployment.v1.UpdateDeploymentMetadata | None = ...) -> None: ...

class SetCurrentDeploymentResponse(_Message):
    @property
    def current_deployment_info(self) -> everloop.api.deployment.v1.DeploymentInfo: ...
    @property
    def previous_deployment_info(self) -> everloop.api.deployment.v1.DeploymentInfo: ...
    def __init__(self, *, current_deployment_info: everloop.api.deployment.v1.DeploymentInfo | None = ..., previous_deployment_info: everloop.api.deployment.v1.DeploymentInfo | None = ...) -> None: ...

class SetWorkerDeploymentCurrentVersionRequest(_Message):
    namespace: str
    deployment_name: str
    version: str
    build_id: str
    conflict_token: bytes
    identity: str
    ignore_missing_task_queues: bool
    allow_no_pollers: bool
    def __init__(self, *, namespace: str | None = ..., deployment_name: str | None = ..., version: str | None = ..., build_id: str | None = ..., conflict_token: bytes | None = ..., identity: str | None = ..., ignore_missing_task_queues: bool | None = ..., allow_no_pollers: bool | None = ...) -> None: ...

class SetWorkerDeploymentCurrentVersionResponse(_Message):
    conflict_token: bytes
    previous_version: str
    @property
    def previous_deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    def __init__(self, *, conflict_token: bytes | None = ..., previous_version: str | None = ..., previous_deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ...) -> None: ...

class SetWorkerDeploymentRampingVersionRequest(_Message):
    namespace: str
    deployment_name: str
    version: str
    build_id: str
    percentage: float
    conflict_token: bytes
    identity: str
    ignore_missing_task_queues: bool
    allow_no_pollers: bool
    def __init__(self, *, namespace: str | None = ..., deployment_name: str | None = ..., version: str | None = ..., build_id: str | None = ..., percentage: float | None = ..., conflict_token: bytes | None = ..., identity: str | None = ..., ignore_missing_task_queues: bool | None = ..., allow_no_pollers: bool | None = ...) -> None: ...

class SetWorkerDeploymentRampingVersionResponse(_Message):
    conflict_token: bytes
    previous_version: str
    @property
    def previous_deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    previous_percentage: float
    def __init__(self, *, conflict_token: bytes | None = ..., previous_version: str | None = ..., previous_deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., previous_percentage: float | None = ...) -> None: ...

class CreateWorkerDeploymentRequest(_Message):
    namespace: str
    deployment_name: str
    identity: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., deployment_name: str | None = ..., identity: str | None = ..., request_id: str | None = ...) -> None: ...

class CreateWorkerDeploymentResponse(_Message):
    conflict_token: bytes
    def __init__(self, *, conflict_token: bytes | None = ...) -> None: ...

class ListWorkerDeploymentsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListWorkerDeploymentsResponse(_Message):
    class WorkerDeploymentSummary(_Message):
        name: str
        @property
        def create_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
        @property
        def routing_config(self) -> everloop.api.deployment.v1.RoutingConfig: ...
        @property
        def latest_version_summary(self) -> everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary: ...
        @property
        def current_version_summary(self) -> everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary: ...
        @property
        def ramping_version_summary(self) -> everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary: ...
        def __init__(self, *, name: str | None = ..., create_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., routing_config: everloop.api.deployment.v1.RoutingConfig | None = ..., latest_version_summary: everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary | None = ..., current_version_summary: everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary | None = ..., ramping_version_summary: everloop.api.deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary | None = ...) -> None: ...

    next_page_token: bytes
    @property
    def worker_deployments(self) -> RepeatedCompositeFieldContainer[ListWorkerDeploymentsResponse.WorkerDeploymentSummary]: ...
    def __init__(self, *, next_page_token: bytes | None = ..., worker_deployments: Iterable[ListWorkerDeploymentsResponse.WorkerDeploymentSummary] | None = ...) -> None: ...

class CreateWorkerDeploymentVersionRequest(_Message):
    namespace: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    @property
    def compute_config(self) -> everloop.api.compute.v1.ComputeConfig: ...
    identity: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., compute_config: everloop.api.compute.v1.ComputeConfig | None = ..., identity: str | None = ..., request_id: str | None = ...) -> None: ...

class CreateWorkerDeploymentVersionResponse(_Message):
    def __init__(self) -> None: ...

class DeleteWorkerDeploymentVersionRequest(_Message):
    namespace: str
    version: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    skip_drainage: bool
    identity: str
    def __init__(self, *, namespace: str | None = ..., version: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., skip_drainage: bool | None = ..., identity: str | None = ...) -> None: ...

class DeleteWorkerDeploymentVersionResponse(_Message):
    def __init__(self) -> None: ...

class DeleteWorkerDeploymentRequest(_Message):
    namespace: str
    deployment_name: str
    identity: str
    def __init__(self, *, namespace: str | None = ..., deployment_name: str | None = ..., identity: str | None = ...) -> None: ...

class DeleteWorkerDeploymentResponse(_Message):
    def __init__(self) -> None: ...

class UpdateWorkerDeploymentVersionComputeConfigRequest(_Message):
    namespace: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    @property
    def compute_config_scaling_groups(self) -> MessageMap[str, everloop.api.compute.v1.ComputeConfigScalingGroupUpdate]: ...
    @property
    def remove_compute_config_scaling_groups(self) -> RepeatedScalarFieldContainer[str]: ...
    identity: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., compute_config_scaling_groups: Mapping[str, everloop.api.compute.v1.ComputeConfigScalingGroupUpdate] | None = ..., remove_compute_config_scaling_groups: Iterable[str] | None = ..., identity: str | None = ..., request_id: str | None = ...) -> None: ...

class UpdateWorkerDeploymentVersionComputeConfigResponse(_Message):
    def __init__(self) -> None: ...

class ValidateWorkerDeploymentVersionComputeConfigRequest(_Message):
    namespace: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    @property
    def compute_config_scaling_groups(self) -> MessageMap[str, everloop.api.compute.v1.ComputeConfigScalingGroupUpdate]: ...
    @property
    def remove_compute_config_scaling_groups(self) -> RepeatedScalarFieldContainer[str]: ...
    identity: str
    def __init__(self, *, namespace: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., compute_config_scaling_groups: Mapping[str, everloop.api.compute.v1.ComputeConfigScalingGroupUpdate] | None = ..., remove_compute_config_scaling_groups: Iterable[str] | None = ..., identity: str | None = ...) -> None: ...

class ValidateWorkerDeploymentVersionComputeConfigResponse(_Message):
    def __init__(self) -> None: ...

class UpdateWorkerDeploymentVersionMetadataRequest(_Message):
    namespace: str
    version: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    @property
    def upsert_entries(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    @property
    def remove_entries(self) -> RepeatedScalarFieldContainer[str]: ...
    identity: str
    def __init__(self, *, namespace: str | None = ..., version: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., upsert_entries: Mapping[str, everloop.api.common.v1.Payload] | None = ..., remove_entries: Iterable[str] | None = ..., identity: str | None = ...) -> None: ...

class UpdateWorkerDeploymentVersionMetadataResponse(_Message):
    @property
    def metadata(self) -> everloop.api.deployment.v1.VersionMetadata: ...
    def __init__(self, *, metadata: everloop.api.deployment.v1.VersionMetadata | None = ...) -> None: ...

class SetWorkerDeploymentManagerRequest(_Message):
    namespace: str
    deployment_name: str
    manager_identity: str
    self: bool
    conflict_token: bytes
    identity: str
    def __init__(_self, *, namespace: str | None = ..., deployment_name: str | None = ..., manager_identity: str | None = ..., self: bool | None = ..., conflict_token: bytes | None = ..., identity: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["new_manager_identity", b"new_manager_identity"]) -> Literal["manager_identity", "self"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class SetWorkerDeploymentManagerResponse(_Message):
    conflict_token: bytes
    previous_manager_identity: str
    def __init__(self, *, conflict_token: bytes | None = ..., previous_manager_identity: str | None = ...) -> None: ...

class GetCurrentDeploymentRequest(_Message):
    namespace: str
    series_name: str
    def __init__(self, *, namespace: str | None = ..., series_name: str | None = ...) -> None: ...

class GetCurrentDeploymentResponse(_Message):
    @property
    def current_deployment_info(self) -> everloop.api.deployment.v1.DeploymentInfo: ...
    def __init__(self, *, current_deployment_info: everloop.api.deployment.v1.DeploymentInfo | None = ...) -> None: ...

class GetDeploymentReachabilityRequest(_Message):
    namespace: str
    @property
    def deployment(self) -> everloop.api.deployment.v1.Deployment: ...
    def __init__(self, *, namespace: str | None = ..., deployment: everloop.api.deployment.v1.Deployment | None = ...) -> None: ...

class GetDeploymentReachabilityResponse(_Message):
    @property
    def deployment_info(self) -> everloop.api.deployment.v1.DeploymentInfo: ...
    reachability: everloop.api.enums.v1.DeploymentReachability.ValueType
    @property
    def last_update_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, deployment_info: everloop.api.deployment.v1.DeploymentInfo | None = ..., reachability: everloop.api.enums.v1.DeploymentReachability.ValueType | None = ..., last_update_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class CreateWorkflowRuleRequest(_Message):
    namespace: str
    @property
    def spec(self) -> everloop.api.rules.v1.WorkflowRuleSpec: ...
    force_scan: bool
    request_id: str
    identity: str
    description: str
    def __init__(self, *, namespace: str | None = ..., spec: everloop.api.rules.v1.WorkflowRuleSpec | None = ..., force_scan: bool | None = ..., request_id: str | None = ..., identity: str | None = ..., description: str | None = ...) -> None: ...

class CreateWorkflowRuleResponse(_Message):
    @property
    def rule(self) -> everloop.api.rules.v1.WorkflowRule: ...
    job_id: str
    def __init__(self, *, rule: everloop.api.rules.v1.WorkflowRule | None = ..., job_id: str | None = ...) -> None: ...

class DescribeWorkflowRuleRequest(_Message):
    namespace: str
    rule_id: str
    def __init__(self, *, namespace: str | None = ..., rule_id: str | None = ...) -> None: ...

class DescribeWorkflowRuleResponse(_Message):
    @property
    def rule(self) -> everloop.api.rules.v1.WorkflowRule: ...
    def __init__(self, *, rule: everloop.api.rules.v1.WorkflowRule | None = ...) -> None: ...

class DeleteWorkflowRuleRequest(_Message):
    namespace: str
    rule_id: str
    def __init__(self, *, namespace: str | None = ..., rule_id: str | None = ...) -> None: ...

class DeleteWorkflowRuleResponse(_Message):
    def __init__(self) -> None: ...

class ListWorkflowRulesRequest(_Message):
    namespace: str
    next_page_token: bytes
    def __init__(self, *, namespace: str | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListWorkflowRulesResponse(_Message):
    @property
    def rules(self) -> RepeatedCompositeFieldContainer[everloop.api.rules.v1.WorkflowRule]: ...
    next_page_token: bytes
    def __init__(self, *, rules: Iterable[everloop.api.rules.v1.WorkflowRule] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class TriggerWorkflowRuleRequest(_Message):
    namespace: str
    @property
    def execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    id: str
    @property
    def spec(self) -> everloop.api.rules.v1.WorkflowRuleSpec: ...
    identity: str
    def __init__(self, *, namespace: str | None = ..., execution: everloop.api.common.v1.WorkflowExecution | None = ..., id: str | None = ..., spec: everloop.api.rules.v1.WorkflowRuleSpec | None = ..., identity: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["rule", b"rule"]) -> Literal["id", "spec"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class TriggerWorkflowRuleResponse(_Message):
    applied: bool
    def __init__(self, *, applied: bool | None = ...) -> None: ...

class RecordWorkerHeartbeatRequest(_Message):
    namespace: str
    identity: str
    @property
    def worker_heartbeat(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerHeartbeat]: ...
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., worker_heartbeat: Iterable[everloop.api.worker.v1.WorkerHeartbeat] | None = ..., resource_id: str | None = ...) -> None: ...

class RecordWorkerHeartbeatResponse(_Message):
    def __init__(self) -> None: ...

class ListWorkersRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    include_system_workers: bool
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ..., include_system_workers: bool | None = ...) -> None: ...

class ListWorkersResponse(_Message):
    @property
    def workers_info(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerInfo]: ...
    @property
    def workers(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerListInfo]: ...
    next_page_token: bytes
    def __init__(self, *, workers_info: Iterable[everloop.api.worker.v1.WorkerInfo] | None = ..., workers: Iterable[everloop.api.worker.v1.WorkerListInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class UpdateTaskQueueConfigRequest(_Message):
    class RateLimitUpdate(_Message):
        @property
        def rate_limit(self) -> everloop.api.taskqueue.v1.RateLimit: ...
        reason: str
        def __init__(self, *, rate_limit: everloop.api.taskqueue.v1.RateLimit | None = ..., reason: str | None = ...) -> None: ...

    namespace: str
    identity: str
    task_queue: str
    task_queue_type: everloop.api.enums.v1.TaskQueueType.ValueType
    @property
    def update_queue_rate_limit(self) -> UpdateTaskQueueConfigRequest.RateLimitUpdate: ...
    @property
    def update_fairness_key_rate_limit_default(self) -> UpdateTaskQueueConfigRequest.RateLimitUpdate: ...
    @property
    def set_fairness_weight_overrides(self) -> ScalarMap[str, float]: ...
    @property
    def unset_fairness_weight_overrides(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., task_queue: str | None = ..., task_queue_type: everloop.api.enums.v1.TaskQueueType.ValueType | None = ..., update_queue_rate_limit: UpdateTaskQueueConfigRequest.RateLimitUpdate | None = ..., update_fairness_key_rate_limit_default: UpdateTaskQueueConfigRequest.RateLimitUpdate | None = ..., set_fairness_weight_overrides: Mapping[str, float] | None = ..., unset_fairness_weight_overrides: Iterable[str] | None = ...) -> None: ...

class UpdateTaskQueueConfigResponse(_Message):
    @property
    def config(self) -> everloop.api.taskqueue.v1.TaskQueueConfig: ...
    def __init__(self, *, config: everloop.api.taskqueue.v1.TaskQueueConfig | None = ...) -> None: ...

class FetchWorkerConfigRequest(_Message):
    namespace: str
    identity: str
    reason: str
    @property
    def selector(self) -> everloop.api.common.v1.WorkerSelector: ...
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., reason: str | None = ..., selector: everloop.api.common.v1.WorkerSelector | None = ..., resource_id: str | None = ...) -> None: ...

class FetchWorkerConfigResponse(_Message):
    @property
    def worker_config(self) -> everloop.api.sdk.v1.WorkerConfig: ...
    def __init__(self, *, worker_config: everloop.api.sdk.v1.WorkerConfig | None = ...) -> None: ...

class UpdateWorkerConfigRequest(_Message):
    namespace: str
    identity: str
    reason: str
    @property
    def worker_config(self) -> everloop.api.sdk.v1.WorkerConfig: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    @property
    def selector(self) -> everloop.api.common.v1.WorkerSelector: ...
    resource_id: str
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., reason: str | None = ..., worker_config: everloop.api.sdk.v1.WorkerConfig | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ..., selector: everloop.api.common.v1.WorkerSelector | None = ..., resource_id: str | None = ...) -> None: ...

class UpdateWorkerConfigResponse(_Message):
    @property
    def worker_config(self) -> everloop.api.sdk.v1.WorkerConfig: ...
    def __init__(self, *, worker_config: everloop.api.sdk.v1.WorkerConfig | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["response", b"response"]) -> Literal["worker_config"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class DescribeWorkerRequest(_Message):
    namespace: str
    worker_instance_key: str
    def __init__(self, *, namespace: str | None = ..., worker_instance_key: str | None = ...) -> None: ...

class DescribeWorkerResponse(_Message):
    @property
    def worker_info(self) -> everloop.api.worker.v1.WorkerInfo: ...
    def __init__(self, *, worker_info: everloop.api.worker.v1.WorkerInfo | None = ...) -> None: ...

class CountWorkersRequest(_Message):
    namespace: str
    query: str
    include_system_workers: bool
    def __init__(self, *, namespace: str | None = ..., query: str | None = ..., include_system_workers: bool | None = ...) -> None: ...

class CountWorkersResponse(_Message):
    count: int
    def __init__(self, *, count: int | None = ...) -> None: ...

class PauseWorkflowExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    identity: str
    reason: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., reason: str | None = ..., request_id: str | None = ...) -> None: ...

class PauseWorkflowExecutionResponse(_Message):
    def __init__(self) -> None: ...

class UnpauseWorkflowExecutionRequest(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    identity: str
    reason: str
    request_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., reason: str | None = ..., request_id: str | None = ...) -> None: ...

class UnpauseWorkflowExecutionResponse(_Message):
    def __init__(self) -> None: ...

class StartActivityExecutionRequest(_Message):
    namespace: str
    identity: str
    request_id: str
    activity_id: str
    @property
    def activity_type(self) -> everloop.api.common.v1.ActivityType: ...
    @property
    def task_queue(self) -> everloop.api.taskqueue.v1.TaskQueue: ...
    @property
    def schedule_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def schedule_to_start_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def start_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def heartbeat_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def retry_policy(self) -> everloop.api.common.v1.RetryPolicy: ...
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    id_reuse_policy: everloop.api.enums.v1.ActivityIdReusePolicy.ValueType
    id_conflict_policy: everloop.api.enums.v1.ActivityIdConflictPolicy.ValueType
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    @property
    def user_metadata(self) -> everloop.api.sdk.v1.UserMetadata: ...
    @property
    def priority(self) -> everloop.api.common.v1.Priority: ...
    @property
    def completion_callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Callback]: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    @property
    def on_conflict_options(self) -> everloop.api.common.v1.OnConflictOptions: ...
    @property
    def start_delay(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., request_id: str | None = ..., activity_id: str | None = ..., activity_type: everloop.api.common.v1.ActivityType | None = ..., task_queue: everloop.api.taskqueue.v1.TaskQueue | None = ..., schedule_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., schedule_to_start_timeout: google.protobuf.duration_pb2.Duration | None = ..., start_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., heartbeat_timeout: google.protobuf.duration_pb2.Duration | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., input: everloop.api.common.v1.Payloads | None = ..., id_reuse_policy: everloop.api.enums.v1.ActivityIdReusePolicy.ValueType | None = ..., id_conflict_policy: everloop.api.enums.v1.ActivityIdConflictPolicy.ValueType | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., header: everloop.api.common.v1.Header | None = ..., user_metadata: everloop.api.sdk.v1.UserMetadata | None = ..., priority: everloop.api.common.v1.Priority | None = ..., completion_callbacks: Iterable[everloop.api.common.v1.Callback] | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ..., on_conflict_options: everloop.api.common.v1.OnConflictOptions | None = ..., start_delay: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...

class StartActivityExecutionResponse(_Message):
    run_id: str
    started: bool
    @property
    def link(self) -> everloop.api.common.v1.Link: ...
    def __init__(self, *, run_id: str | None = ..., started: bool | None = ..., link: everloop.api.common.v1.Link | None = ...) -> None: ...

class DescribeActivityExecutionRequest(_Message):
    namespace: str
    activity_id: str
    run_id: str
    include_input: bool
    include_outcome: bool
    long_poll_token: bytes
    include_heartbeat_details: bool
    include_last_failure: bool
    def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., include_input: bool | None = ..., include_outcome: bool | None = ..., long_poll_token: bytes | None = ..., include_heartbeat_details: bool | None = ..., include_last_failure: bool | None = ...) -> None: ...

class DescribeActivityExecutionResponse(_Message):
    run_id: str
    @property
    def info(self) -> everloop.api.activity.v1.ActivityExecutionInfo: ...
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def outcome(self) -> everloop.api.activity.v1.ActivityExecutionOutcome: ...
    long_poll_token: bytes
    @property
    def callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.activity.v1.CallbackInfo]: ...
    def __init__(self, *, run_id: str | None = ..., info: everloop.api.activity.v1.ActivityExecutionInfo | None = ..., input: everloop.api.common.v1.Payloads | None = ..., outcome: everloop.api.activity.v1.ActivityExecutionOutcome | None = ..., long_poll_token: bytes | None = ..., callbacks: Iterable[everloop.api.activity.v1.CallbackInfo] | None = ...) -> None: ...

class PollActivityExecutionRequest(_Message):
    namespace: str
    activity_id: str
    run_id: str
    def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ...) -> None: ...

class PollActivityExecutionResponse(_Message):
    run_id: str
    @property
    def outcome(self) -> everloop.api.activity.v1.ActivityExecutionOutcome: ...
    def __init__(self, *, run_id: str | None = ..., outcome: everloop.api.activity.v1.ActivityExecutionOutcome | None = ...) -> None: ...

class ListActivityExecutionsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ListActivityExecutionsResponse(_Message):
    @property
    def executions(self) -> RepeatedCompositeFieldContainer[everloop.api.activity.v1.ActivityExecutionListInfo]: ...
    next_page_token: bytes
    def __init__(self, *, executions: Iterable[everloop.api.activity.v1.ActivityExecutionListInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class StartNexusOperationExecutionRequest(_Message):
    namespace: str
    identity: str
    request_id: str
    operation_id: str
    endpoint: str
    service: str
    operation: str
    @property
    def schedule_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def schedule_to_start_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def start_to_close_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def input(self) -> everloop.api.common.v1.Payload: ...
    id_reuse_policy: everloop.api.enums.v1.NexusOperationIdReusePolicy.ValueType
    id_conflict_policy: everloop.api.enums.v1.NexusOperationIdConflictPolicy.ValueType
    @property
    def on_conflict_options(self) -> everloop.api.nexusoperation.v1.OnConflictOptions: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def nexus_header(self) -> ScalarMap[str, str]: ...
    @property
    def user_metadata(self) -> everloop.api.sdk.v1.UserMetadata: ...
    @property
    def completion_callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Callback]: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Link]: ...
    def __init__(self, *, namespace: str | None = ..., identity: str | None = ..., request_id: str | None = ..., operation_id: str | None = ..., endpoint: str | None = ..., service: str | None = ..., operation: str | None = ..., schedule_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., schedule_to_start_timeout: google.protobuf.duration_pb2.Duration | None = ..., start_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., input: everloop.api.common.v1.Payload | None = ..., id_reuse_policy: everloop.api.enums.v1.NexusOperationIdReusePolicy.ValueType | None = ..., id_conflict_policy: everloop.api.enums.v1.NexusOperationIdConflictPolicy.ValueType | None = ..., on_conflict_options: everloop.api.nexusoperation.v1.OnConflictOptions | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., nexus_header: Mapping[str, str] | None = ..., user_metadata: everloop.api.sdk.v1.UserMetadata | None = ..., completion_callbacks: Iterable[everloop.api.common.v1.Callback] | None = ..., links: Iterable[everloop.api.common.v1.Link] | None = ...) -> None: ...

class StartNexusOperationExecutionResponse(_Message):
    run_id: str
    started: bool
    def __init__(self, *, run_id: str | None = ..., started: bool | None = ...) -> None: ...

class DescribeNexusOperationExecutionRequest(_Message):
    namespace: str
    operation_id: str
    run_id: str
    include_input: bool
    include_outcome: bool
    long_poll_token: bytes
    def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ..., include_input: bool | None = ..., include_outcome: bool | None = ..., long_poll_token: bytes | None = ...) -> None: ...

class DescribeNexusOperationExecutionResponse(_Message):
    run_id: str
    @property
    def info(self) -> everloop.api.nexus.v1.NexusOperationExecutionInfo: ...
    @property
    def input(self) -> everloop.api.common.v1.Payload: ...
    @property
    def result(self) -> everloop.api.common.v1.Payload: ...
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    long_poll_token: bytes
    @property
    def completion_callbacks(self) -> RepeatedCompositeFieldContainer[everloop.api.nexusoperation.v1.CallbackInfo]: ...
    def __init__(self, *, run_id: str | None = ..., info: everloop.api.nexus.v1.NexusOperationExecutionInfo | None = ..., input: everloop.api.common.v1.Payload | None = ..., result: everloop.api.common.v1.Payload | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., long_poll_token: bytes | None = ..., completion_callbacks: Iterable[everloop.api.nexusoperation.v1.CallbackInfo] | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["outcome", b"outcome"]) -> Literal["result", "failure"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class PollNexusOperationExecutionRequest(_Message):
    namespace: str
    operation_id: str
    run_id: str
    wait_stage: everloop.api.enums.v1.NexusOperationWaitStage.ValueType
    def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ..., wait_stage: everloop.api.enums.v1.NexusOperationWaitStage.ValueType | None = ...) -> None: ...

class PollNexusOperationExecutionResponse(_Message):
    run_id: str
    wait_stage: everloop.api.enums.v1.NexusOperationWaitStage.ValueType
    operation_token: str
    @property
    def result(self) -> everloop.api.common.v1.Payload: ...
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, run_id: str | None = ..., wait_stage: everloop.api.enums.v1.NexusOperationWaitStage.ValueType | None = ..., operation_token: str | None = ..., result: everloop.api.common.v1.Payload | None = ..., failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["outcome", b"outcome"]) -> Literal["result", "failure"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ListNexusOperationExecutionsRequest(_Message):
    namespace: str
    page_size: int
    next_page_token: bytes
    query: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., next_page_token: bytes | None = ..., query: str | None = ...) -> None: ...

class ListNexusOperationExecutionsResponse(_Message):
    @property
    def operations(self) -> RepeatedCompositeFieldContainer[everloop.api.nexus.v1.NexusOperationExecutionListInfo]: ...
    next_page_token: bytes
    def __init__(self, *, operations: Iterable[everloop.api.nexus.v1.NexusOperationExecutionListInfo] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class CountActivityExecutionsRequest(_Message):
    namespace: str
    query: str
    def __init__(self, *, namespace: str | None = ..., query: str | None = ...) -> None: ...

class CountActivityExecutionsResponse(_Message):
    class AggregationGroup(_Message):
        @property
        def group_values(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
        count: int
        def __init__(self, *, group_values: Iterable[everloop.api.common.v1.Payload] | None = ..., count: int | None = ...) -> None: ...

    count: int
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[CountActivityExecutionsResponse.AggregationGroup]: ...
    def __init__(self, *, count: int | None = ..., groups: Iterable[CountActivityExecutionsResponse.AggregationGroup] | None = ...) -> None: ...

class CountNexusOperationExecutionsRequest(_Message):
    namespace: str
    query: str
    def __init__(self, *, namespace: str | None = ..., query: str | None = ...) -> None: ...

class CountNexusOperationExecutionsResponse(_Message):
    class AggregationGroup(_Message):
        @property
        def group_values(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
        count: int
        def __init__(self, *, group_values: Iterable[everloop.api.common.v1.Payload] | None = ..., count: int | None = ...) -> None: ...

    count: int
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[CountNexusOperationExecutionsResponse.AggregationGroup]: ...
    def __init__(self, *, count: int | None = ..., groups: Iterable[CountNexusOperationExecutionsResponse.AggregationGroup] | None = ...) -> None: ...

class RequestCancelActivityExecutionRequest(_Message):
    namespace: str
    activity_id: str
    run_id: str
    identity: str
    request_id: str
    reason: str
    def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., request_id: str | None = ..., reason: str | None = ...) -> None: ...

class RequestCancelActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class TerminateActivityExecutionRequest(_Message):
    namespace: str
    activity_id: str
    run_id: str
    identity: str
    request_id: str
    reason: str
    def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., request_id: str | None = ..., reason: str | None = ...) -> None: ...

class TerminateActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class DeleteActivityExecutionRequest(_Message):
    namespace: str
    activity_id: str
    run_id: str
    def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ...) -> None: ...

class DeleteActivityExecutionResponse(_Message):
    def __init__(self) -> None: ...

class RequestCancelNexusOperationExecutionRequest(_Message):
    namespace: str
    operation_id: str
    run_id: str
    identity: str
    request_id: str
    reason: str
    def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., request_id: str | None = ..., reason: str | None = ...) -> None: ...

class RequestCancelNexusOperationExecutionResponse(_Message):
    def __init__(self) -> None: ...

class TerminateNexusOperationExecutionRequest(_Message):
    namespace: str
    operation_id: str
    run_id: str
    identity: str
    request_id: str
    reason: str
    def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ..., identity: str | None = ..., request_id: str | None = ..., reason: str | None = ...) -> None: ...

class TerminateNexusOperationExecutionResponse(_Message):
    def __init__(self) -> None: ...

class DeleteNexusOperationExecutionRequest(_Message):
    namespace: str
    operation_id: str
    run_id: str
    def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ...) -> None: ...

class DeleteNexusOperationExecutionResponse(_Message):
    def __init__(self) -> None: ...

class PollWorkflowExecutionTimeSkippingRequest(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    fast_forward_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., fast_forward_id: str | None = ...) -> None: ...

class PollWorkflowExecutionTimeSkippingResponse(_Message):
    fast_forward_polling_result: everloop.api.enums.v1.FastForwardPollingResult.ValueType
    failed_reason: str
    @property
    def fast_forward_info(self) -> everloop.api.common.v1.TimeSkippingFastForwardInfo: ...
    def __init__(self, *, fast_forward_polling_result: everloop.api.enums.v1.FastForwardPollingResult.ValueType | None = ..., failed_reason: str | None = ..., fast_forward_info: everloop.api.common.v1.TimeSkippingFastForwardInfo | None = ...) -> None: ...

