"""Made by tools/api_stubs.py from temporal/api/common/v1/message.proto, temporal/api/common/v1/grpc_status.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, overload

import everloop.api.enums.v1
import google.protobuf.any_pb2
import google.protobuf.duration_pb2
import google.protobuf.empty_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from google.protobuf.message import Message as _Message

class DataBlob(_Message):
    encoding_type: everloop.api.enums.v1.EncodingType.ValueType
    data: bytes
    def __init__(self, *, encoding_type: everloop.api.enums.v1.EncodingType.ValueType | None = ..., data: bytes | None = ...) -> None: ...

class Payloads(_Message):
    @property
    def payloads(self) -> RepeatedCompositeFieldContainer[Payload]: ...
    def __init__(self, *, payloads: Iterable[Payload] | None = ...) -> None: ...

class Payload(_Message):
    class ExternalPayloadDetails(_Message):
        size_bytes: int
        def __init__(self, *, size_bytes: int | None = ...) -> None: ...

    @property
    def metadata(self) -> ScalarMap[str, bytes]: ...
    data: bytes
    @property
    def external_payloads(self) -> RepeatedCompositeFieldContainer[Payload.ExternalPayloadDetails]: ...
    def __init__(self, *, metadata: Mapping[str, bytes] | None = ..., data: bytes | None = ..., external_payloads: Iterable[Payload.ExternalPayloadDetails] | None = ...) -> None: ...

class SearchAttributes(_Message):
    @property
    def indexed_fields(self) -> MessageMap[str, Payload]: ...
    def __init__(self, *, indexed_fields: Mapping[str, Payload] | None = ...) -> None: ...

class Memo(_Message):
    @property
    def fields(self) -> MessageMap[str, Payload]: ...
    def __init__(self, *, fields: Mapping[str, Payload] | None = ...) -> None: ...

class Header(_Message):
    @property
    def fields(self) -> MessageMap[str, Payload]: ...
    def __init__(self, *, fields: Mapping[str, Payload] | None = ...) -> None: ...

class WorkflowExecution(_Message):
    workflow_id: str
    run_id: str
    def __init__(self, *, workflow_id: str | None = ..., run_id: str | None = ...) -> None: ...

class Execution(_Message):
    type: everloop.api.enums.v1.ExecutionType.ValueType
    business_id: str
    run_id: str
    def __init__(self, *, type: everloop.api.enums.v1.ExecutionType.ValueType | None = ..., business_id: str | None = ..., run_id: str | None = ...) -> None: ...

class WorkflowType(_Message):
    name: str
    def __init__(self, *, name: str | None = ...) -> None: ...

class ActivityType(_Message):
    name: str
    def __init__(self, *, name: str | None = ...) -> None: ...

class RetryPolicy(_Message):
    @property
    def initial_interval(self) -> google.protobuf.duration_pb2.Duration: ...
    backoff_coefficient: float
    @property
    def maximum_interval(self) -> google.protobuf.duration_pb2.Duration: ...
    maximum_attempts: int
    @property
    def non_retryable_error_types(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, initial_interval: google.protobuf.duration_pb2.Duration | None = ..., backoff_coefficient: float | None = ..., maximum_interval: google.protobuf.duration_pb2.Duration | None = ..., maximum_attempts: int | None = ..., non_retryable_error_types: Iterable[str] | None = ...) -> None: ...

class MeteringMetadata(_Message):
    nonfirst_local_activity_execution_attempts: int
    def __init__(self, *, nonfirst_local_activity_execution_attempts: int | None = ...) -> None: ...

class WorkerVersionStamp(_Message):
    build_id: str
    use_versioning: bool
    def __init__(self, *, build_id: str | None = ..., use_versioning: bool | None = ...) -> None: ...

class WorkerVersionCapabilities(_Message):
    build_id: str
    use_versioning: bool
    deployment_series_name: str
    def __init__(self, *, build_id: str | None = ..., use_versioning: bool | None = ..., deployment_series_name: str | None = ...) -> None: ...

class ResetOptions(_Message):
    @property
    def first_workflow_task(self) -> google.protobuf.empty_pb2.Empty: ...
    @property
    def last_workflow_task(self) -> google.protobuf.empty_pb2.Empty: ...
    workflow_task_id: int
    build_id: str
    reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType
    current_run_only: bool
    @property
    def reset_reapply_exclude_types(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.ResetReapplyExcludeType.ValueType]: ...
    def __init__(self, *, first_workflow_task: google.protobuf.empty_pb2.Empty | None = ..., last_workflow_task: google.protobuf.empty_pb2.Empty | None = ..., workflow_task_id: int | None = ..., build_id: str | None = ..., reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType | None = ..., current_run_only: bool | None = ..., reset_reapply_exclude_types: Iterable[everloop.api.enums.v1.ResetReapplyExcludeType.ValueType] | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["target", b"target"]) -> Literal["first_workflow_task", "last_workflow_task", "workflow_task_id", "build_id"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Callback(_Message):
    class Nexus(_Message):
        url: str
        @property
        def header(self) -> ScalarMap[str, str]: ...
        def __init__(self, *, url: str | None = ..., header: Mapping[str, str] | None = ...) -> None: ...

    class Internal(_Message):
        data: bytes
        def __init__(self, *, data: bytes | None = ...) -> None: ...

    class NexusHandler(_Message):
        task_queue_name: str
        service: str
        operation: str
        @property
        def source_context(self) -> Payload: ...
        def __init__(self, *, task_queue_name: str | None = ..., service: str | None = ..., operation: str | None = ..., source_context: Payload | None = ...) -> None: ...

    @property
    def nexus(self) -> Callback.Nexus: ...
    @property
    def internal(self) -> Callback.Internal: ...
    @property
    def nexus_handler(self) -> Callback.NexusHandler: ...
    @property
    def links(self) -> RepeatedCompositeFieldContainer[Link]: ...
    def __init__(self, *, nexus: Callback.Nexus | None = ..., internal: Callback.Internal | None = ..., nexus_handler: Callback.NexusHandler | None = ..., links: Iterable[Link] | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["nexus", "internal", "nexus_handler"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Link(_Message):
    class WorkflowEvent(_Message):
        class EventReference(_Message):
            event_id: int
            event_type: everloop.api.enums.v1.EventType.ValueType
            def __init__(self, *, event_id: int | None = ..., event_type: everloop.api.enums.v1.EventType.ValueType | None = ...) -> None: ...

        class RequestIdReference(_Message):
            request_id: str
            event_type: everloop.api.enums.v1.EventType.ValueType
            def __init__(self, *, request_id: str | None = ..., event_type: everloop.api.enums.v1.EventType.ValueType | None = ...) -> None: ...

        namespace: str
        workflow_id: str
        run_id: str
        @property
        def event_ref(self) -> Link.WorkflowEvent.EventReference: ...
        @property
        def request_id_ref(self) -> Link.WorkflowEvent.RequestIdReference: ...
        def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., event_ref: Link.WorkflowEvent.EventReference | None = ..., request_id_ref: Link.WorkflowEvent.RequestIdReference | None = ...) -> None: ...
        @overload
        def WhichOneof(self, oneof_group: Literal["reference", b"reference"]) -> Literal["event_ref", "request_id_ref"] | None: ...
        @overload
        def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

    class BatchJob(_Message):
        job_id: str
        def __init__(self, *, job_id: str | None = ...) -> None: ...

    class Activity(_Message):
        namespace: str
        activity_id: str
        run_id: str
        def __init__(self, *, namespace: str | None = ..., activity_id: str | None = ..., run_id: str | None = ...) -> None: ...

    class NexusOperation(_Message):
        namespace: str
        operation_id: str
        run_id: str
        def __init__(self, *, namespace: str | None = ..., operation_id: str | None = ..., run_id: str | None = ...) -> None: ...

    class Workflow(_Message):
        namespace: str
        workflow_id: str
        run_id: str
        reason: str
        def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ..., reason: str | None = ...) -> None: ...

    class Callback(_Message):
        namespace: str
        @property
        def execution(self) -> Execution: ...
        @property
        def component_path(self) -> RepeatedScalarFieldContainer[str]: ...
        request_id: str
        def __init__(self, *, namespace: str | None = ..., execution: Execution | None = ..., component_path: Iterable[str] | None = ..., request_id: str | None = ...) -> None: ...

    @property
    def workflow_event(self) -> Link.WorkflowEvent: ...
    @property
    def batch_job(self) -> Link.BatchJob: ...
    @property
    def activity(self) -> Link.Activity: ...
    @property
    def nexus_operation(self) -> Link.NexusOperation: ...
    @property
    def workflow(self) -> Link.Workflow: ...
    @property
    def callback(self) -> Link.Callback: ...
    def __init__(self, *, workflow_event: Link.WorkflowEvent | None = ..., batch_job: Link.BatchJob | None = ..., activity: Link.Activity | None = ..., nexus_operation: Link.NexusOperation | None = ..., workflow: Link.Workflow | None = ..., callback: Link.Callback | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["workflow_event", "batch_job", "activity", "nexus_operation", "workflow", "callback"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Principal(_Message):
    type: str
    name: str
    def __init__(self, *, type: str | None = ..., name: str | None = ...) -> None: ...

class Priority(_Message):
    priority_key: int
    fairness_key: str
    fairness_weight: float
    def __init__(self, *, priority_key: int | None = ..., fairness_key: str | None = ..., fairness_weight: float | None = ...) -> None: ...

class WorkerSelector(_Message):
    worker_instance_key: str
    def __init__(self, *, worker_instance_key: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["selector", b"selector"]) -> Literal["worker_instance_key"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class OnConflictOptions(_Message):
    attach_request_id: bool
    attach_completion_callbacks: bool
    attach_links: bool
    def __init__(self, *, attach_request_id: bool | None = ..., attach_completion_callbacks: bool | None = ..., attach_links: bool | None = ...) -> None: ...

class TimeSkippingConfig(_Message):
    enabled: bool
    @property
    def fast_forward_config(self) -> FastForwardConfig: ...
    disable_propagation: bool
    max_session_skip_count: int
    def __init__(self, *, enabled: bool | None = ..., fast_forward_config: FastForwardConfig | None = ..., disable_propagation: bool | None = ..., max_session_skip_count: int | None = ...) -> None: ...

class FastForwardConfig(_Message):
    id: str
    @property
    def duration(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, id: str | None = ..., duration: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...

class TimeSkippingStatePropagation(_Message):
    @property
    def initial_skipped_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def fast_forward_target_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    initial_skip_count: int
    def __init__(self, *, initial_skipped_duration: google.protobuf.duration_pb2.Duration | None = ..., fast_forward_target_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., initial_skip_count: int | None = ...) -> None: ...

class TimeSkippingInfo(_Message):
    @property
    def current_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def effective_config(self) -> TimeSkippingConfig: ...
    @property
    def fast_forward_info(self) -> TimeSkippingFastForwardInfo: ...
    current_session_skip_count: int
    def __init__(self, *, current_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., effective_config: TimeSkippingConfig | None = ..., fast_forward_info: TimeSkippingFastForwardInfo | None = ..., current_session_skip_count: int | None = ...) -> None: ...

class TimeSkippingFastForwardInfo(_Message):
    @property
    def fast_forward_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    fast_forward_id: str
    @property
    def target_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    has_completed: bool
    def __init__(self, *, fast_forward_duration: google.protobuf.duration_pb2.Duration | None = ..., fast_forward_id: str | None = ..., target_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., has_completed: bool | None = ...) -> None: ...

class GrpcStatus(_Message):
    code: int
    message: str
    @property
    def details(self) -> RepeatedCompositeFieldContainer[google.protobuf.any_pb2.Any]: ...
    def __init__(self, *, code: int | None = ..., message: str | None = ..., details: Iterable[google.protobuf.any_pb2.Any] | None = ...) -> None: ...

