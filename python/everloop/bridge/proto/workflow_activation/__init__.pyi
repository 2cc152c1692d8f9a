"""Made by tools/api_stubs.py from temporal/sdk/core/workflow_activation/workflow_activation.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, overload

import everloop.api.common.v1
import everloop.api.enums.v1
import everloop.api.failure.v1
import everloop.api.update.v1
import everloop.bridge.proto.activity_result
import everloop.bridge.proto.child_workflow
import everloop.bridge.proto.common
import everloop.bridge.proto.nexus
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class WorkflowActivation(_Message):
    run_id: str
    @property
    def timestamp(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    is_replaying: bool
    history_length: int
    @property
    def jobs(self) -> RepeatedCompositeFieldContainer[WorkflowActivationJob]: ...
    @property
    def available_internal_flags(self) -> RepeatedScalarFieldContainer[int]: ...
    history_size_bytes: int
    continue_as_new_suggested: bool
    @property
    def deployment_version_for_current_task(self) -> everloop.bridge.proto.common.WorkerDeploymentVersion: ...
    last_sdk_version: str
    @property
    def suggest_continue_as_new_reasons(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.SuggestContinueAsNewReason.ValueType]: ...
    target_worker_deployment_version_changed: bool
    def __init__(self, *, run_id: str | None = ..., timestamp: google.protobuf.timestamp_pb2.Timestamp | None = ..., is_replaying: bool | None = ..., history_length: int | None = ..., jobs: Iterable[WorkflowActivationJob] | None = ..., available_internal_flags: Iterable[int] | None = ..., history_size_bytes: int | None = ..., continue_as_new_suggested: bool | None = ..., deployment_version_for_current_task: everloop.bridge.proto.common.WorkerDeploymentVersion | None = ..., last_sdk_version: str | None = ..., suggest_continue_as_new_reasons: Iterable[everloop.api.enums.v1.SuggestContinueAsNewReason.ValueType] | None = ..., target_worker_deployment_version_changed: bool | None = ...) -> None: ...

class WorkflowActivationJob(_Message):
    @property
    def initialize_workflow(self) -> InitializeWorkflow: ...
    @property
    def fire_timer(self) -> FireTimer: ...
    @property
    def update_random_seed(self) -> UpdateRandomSeed: ...
    @property
    def query_workflow(self) -> QueryWorkflow: ...
    @property
    def cancel_workflow(self) -> CancelWorkflow: ...
    @property
    def signal_workflow(self) -> SignalWorkflow: ...
    @property
    def resolve_activity(self) -> ResolveActivity: ...
    @property
    def notify_has_patch(self) -> NotifyHasPatch: ...
    @property
    def resolve_child_workflow_execution_start(self) -> ResolveChildWorkflowExecutionStart: ...
    @property
    def resolve_child_workflow_execution(self) -> ResolveChildWorkflowExecution: ...
    @property
    def resolve_signal_external_workflow(self) -> ResolveSignalExternalWorkflow: ...
    @property
    def resolve_request_cancel_external_workflow(self) -> ResolveRequestCancelExternalWorkflow: ...
    @property
    def do_update(self) -> DoUpdate: ...
    @property
    def resolve_nexus_operation_start(self) -> ResolveNexusOperationStart: ...
    @property
    def resolve_nexus_operation(self) -> ResolveNexusOperation: ...
    @property
    def remove_from_cache(self) -> RemoveFromCache: ...
    def __init__(self, *, initialize_workflow: InitializeWorkflow | None = ..., fire_timer: FireTimer | None = ..., update_random_seed: UpdateRandomSeed | None = ..., query_workflow: QueryWorkflow | None = ..., cancel_workflow: CancelWorkflow | None = ..., signal_workflow: SignalWorkflow | None = ..., resolve_activity: ResolveActivity | None = ..., notify_has_patch: NotifyHasPatch | None = ..., resolve_child_workflow_execution_start: ResolveChildWorkflowExecutionStart | None = ..., resolve_child_workflow_execution: ResolveChildWorkflowExecution | None = ..., resolve_signal_external_workflow: ResolveSignalExternalWorkflow | None = ..., resolve_request_cancel_external_workflow: ResolveRequestCancelExternalWorkflow | None = ..., do_update: DoUpdate | None = ..., resolve_nexus_operation_start: ResolveNexusOperationStart | None = ..., resolve_nexus_operation: ResolveNexusOperation | None = ..., remove_from_cache: RemoveFromCache | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["initialize_workflow", "fire_timer", "update_random_seed", "query_workflow", "cancel_workflow", "signal_workflow", "resolve_activity", "notify_has_patch", "resolve_child_workflow_execution_start", "resolve_child_workflow_execution", "resolve_signal_external_workflow", "resolve_request_cancel_external_workflow", "do_update", "resolve_nexus_operation_start", "resolve_nexus_operation", "remove_from_cache"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class InitializeWorkflow(_Message):
    workflow_type: str
    workflow_id: str
    @property
    def arguments(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    randomness_seed: int
    @property
    def headers(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    identity: str
    @property
    def parent_workflow_info(self) -> everloop.bridge.proto.common.NamespacedWorkflowExecution: ...
    @property
    def workflow_execution_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_run_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_task_timeout(self) -> google.protobuf.duration_pb2.Duration: ...
    continued_from_execution_run_id: str
    continued_initiator: everloop.api.enums.v1.ContinueAsNewInitiator.ValueType
    @property
    def continued_failure(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def last_completion_result(self) -> everloop.api.common.v1.Payloads: ...
    first_execution_run_id: str
    @property
    def retry_policy(self) -> everloop.api.common.v1.RetryPolicy: ...
    attempt: int
    cron_schedule: str
    @property
    def workflow_execution_expiration_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def cron_schedule_to_schedule_interval(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def memo(self) -> everloop.api.common.v1.Memo: ...
    @property
    def search_attributes(self) -> everloop.api.common.v1.SearchAttributes: ...
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def root_workflow(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def priority(self) -> everloop.api.common.v1.Priority: ...
    original_execution_run_id: str
    def __init__(self, *, workflow_type: str | None = ..., workflow_id: str | None = ..., arguments: Iterable[everloop.api.common.v1.Payload] | None = ..., randomness_seed: int | None = ..., headers: Mapping[str, everloop.api.common.v1.Payload] | None = ..., identity: str | None = ..., parent_workflow_info: everloop.bridge.proto.common.NamespacedWorkflowExecution | None = ..., workflow_execution_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_run_timeout: google.protobuf.duration_pb2.Duration | None = ..., workflow_task_timeout: google.protobuf.duration_pb2.Duration | None = ..., continued_from_execution_run_id: str | None = ..., continued_initiator: everloop.api.enums.v1.ContinueAsNewInitiator.ValueType | None = ..., continued_failure: everloop.api.failure.v1.Failure | None = ..., last_completion_result: everloop.api.common.v1.Payloads | None = ..., first_execution_run_id: str | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., attempt: int | None = ..., cron_schedule: str | None = ..., workflow_execution_expiration_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., cron_schedule_to_schedule_interval: google.protobuf.duration_pb2.Duration | None = ..., memo: everloop.api.common.v1.Memo | None = ..., search_attributes: everloop.api.common.v1.SearchAttributes | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., root_workflow: everloop.api.common.v1.WorkflowExecution | None = ..., priority: everloop.api.common.v1.Priority | None = ..., original_execution_run_id: str | None = ...) -> None: ...

class FireTimer(_Message):
    seq: int
    def __init__(self, *, seq: int | None = ...) -> None: ...

class ResolveActivity(_Message):
    seq: int
    @property
    def result(self) -> everloop.bridge.proto.activity_result.ActivityResolution: ...
    is_local: bool
    def __init__(self, *, seq: int | None = ..., result: everloop.bridge.proto.activity_result.ActivityResolution | None = ..., is_local: bool | None = ...) -> None: ...

class ResolveChildWorkflowExecutionStart(_Message):
    seq: int
    @property
    def succeeded(self) -> ResolveChildWorkflowExecutionStartSuccess: ...
    @property
    def failed(self) -> ResolveChildWorkflowExecutionStartFailure: ...
    @property
    def cancelled(self) -> ResolveChildWorkflowExecutionStartCancelled: ...
    def __init__(self, *, seq: int | None = ..., succeeded: ResolveChildWorkflowExecutionStartSuccess | None = ..., failed: ResolveChildWorkflowExecutionStartFailure | None = ..., cancelled: ResolveChildWorkflowExecutionStartCancelled | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["succeeded", "failed", "cancelled"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ResolveChildWorkflowExecutionStartSuccess(_Message):
    run_id: str
    def __init__(self, *, run_id: str | None = ...) -> None: ...

class ResolveChildWorkflowExecutionStartFailure(_Message):
    workflow_id: str
    workflow_type: str
    cause: everloop.bridge.proto.child_workflow.StartChildWorkflowExecutionFailedCause.ValueType
    def __init__(self, *, workflow_id: str | None = ..., workflow_type: str | None = ..., cause: everloop.bridge.proto.child_workflow.StartChildWorkflowExecutionFailedCause.ValueType | None = ...) -> None: ...

class ResolveChildWorkflowExecutionStartCancelled(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

class ResolveChildWorkflowExecution(_Message):
    seq: int
    @property
    def result(self) -> everloop.bridge.proto.child_workflow.ChildWorkflowResult: ...
    def __init__(self, *, seq: int | None = ..., result: everloop.bridge.proto.child_workflow.ChildWorkflowResult | None = ...) -> None: ...

class UpdateRandomSeed(_Message):
    randomness_seed: int
    def __init__(self, *, randomness_seed: int | None = ...) -> None: ...

class QueryWorkflow(_Message):
    query_id: str
    query_type: str
    @property
    def arguments(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    @property
    def headers(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    def __init__(self, *, query_id: str | None = ..., query_type: str | None = ..., arguments: Iterable[everloop.api.common.v1.Payload] | None = ..., headers: Mapping[str, everloop.api.common.v1.Payload] | None = ...) -> None: ...

class CancelWorkflow(_Message):
    reason: str
    def __init__(self, *, reason: str | None = ...) -> None: ...

class SignalWorkflow(_Message):
    signal_name: str
    @property
    def input(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    identity: str
    @property
    def headers(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    originating_event_id: int
    def __init__(self, *, signal_name: str | None = ..., input: Iterable[everloop.api.common.v1.Payload] | None = ..., identity: str | None = ..., headers: Mapping[str, everloop.api.common.v1.Payload] | None = ..., originating_event_id: int | None = ...) -> None: ...

class NotifyHasPatch(_Message):
    patch_id: str
    def __init__(self, *, patch_id: str | None = ...) -> None: ...

class ResolveSignalExternalWorkflow(_Message):
    seq: int
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    cause: everloop.api.enums.v1.SignalExternalWorkflowExecutionFailedCause.ValueType
    def __init__(self, *, seq: int | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., cause: everloop.api.enums.v1.SignalExternalWorkflowExecutionFailedCause.ValueType | None = ...) -> None: ...

class ResolveRequestCancelExternalWorkflow(_Message):
    seq: int
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    cause: everloop.api.enums.v1.CancelExternalWorkflowExecutionFailedCause.ValueType
    def __init__(self, *, seq: int | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., cause: everloop.api.enums.v1.CancelExternalWorkflowExecutionFailedCause.ValueType | None = ...) -> None: ...

class DoUpdate(_Message):
    id: str
    protocol_instance_id: str
    name: str
    @property
    def input(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    @property
    def headers(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    @property
    def meta(self) -> everloop.api.update.v1.Meta: ...
    run_validator: bool
    def __init__(self, *, id: str | None = ..., protocol_instance_id: str | None = ..., name: str | None = ..., input: Iterable[everloop.api.common.v1.Payload] | None = ..., headers: Mapping[str, everloop.api.common.v1.Payload] | None = ..., meta: everloop.api.update.v1.Meta | None = ..., run_validator: bool | None = ...) -> None: ...

class ResolveNexusOperationStart(_Message):
    seq: int
    operation_token: str
    started_sync: bool
    @property
    def failed(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, seq: int | None = ..., operation_token: str | None = ..., started_sync: bool | None = ..., failed: everloop.api.failure.v1.Failure | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["operation_token", "started_sync", "failed"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ResolveNexusOperation(_Message):
    seq: int
    @property
    def result(self) -> everloop.bridge.proto.nexus.NexusOperationResult: ...
    def __init__(self, *, seq: int | None = ..., result: everloop.bridge.proto.nexus.NexusOperationResult | None = ...) -> None: ...

class RemoveFromCache(_Message):
    class _EvictionReason(_EnumWrapper):
        UNSPECIFIED: int
        CACHE_FULL: int
        CACHE_MISS: int
        NONDETERMINISM: int
        LANG_FAIL: int
        LANG_REQUESTED: int
        TASK_NOT_FOUND: int
        UNHANDLED_COMMAND: int
        FATAL: int
        PAGINATION_OR_HISTORY_FETCH: int
        WORKFLOW_EXECUTION_ENDING: int
    class EvictionReason(metaclass=_EvictionReason):
        ValueType: TypeAlias = int
    UNSPECIFIED: int
    CACHE_FULL: int
    CACHE_MISS: int
    NONDETERMINISM: int
    LANG_FAIL: int
    LANG_REQUESTED: int
    TASK_NOT_FOUND: int
    UNHANDLED_COMMAND: int
    FATAL: int
    PAGINATION_OR_HISTORY_FETCH: int
    WORKFLOW_EXECUTION_ENDING: int

    message: str
    reason: RemoveFromCache.EvictionReason.ValueType
    def __init__(self, *, message: str | None = ..., reason: RemoveFromCache.EvictionReason.ValueType | None = ...) -> None: ...

