"""Made by tools/api_stubs.py from temporal/api/namespace/v1/message.proto."""

from collections.abc import Mapping
import everloop.api.enums.v1
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, ScalarMap
from google.protobuf.message import Message as _Message

class NamespaceInfo(_Message):
    class Capabilities(_Message):
        eager_workflow_start: bool
        sync_update: bool
        async_update: bool
        worker_heartbeats: bool
        reported_problems_search_attribute: bool
        workflow_pause: bool
        standalone_activities: bool
        worker_poll_complete_on_shutdown: bool
        poller_autoscaling: bool
        worker_commands: bool
        standalone_nexus_operation: bool
        workflow_update_callbacks: bool
        poller_autoscaling_auto_enroll: bool
        workflow_task_completion_pagination: bool
        standalone_activity_start_delay: bool
        standalone_activity_batch_operations: bool
        standalone_activity_operator_commands: bool
        def __init__(self, *, eager_workflow_start: bool | None = ..., sync_update: bool | None = ..., async_update: bool | None = ..., worker_heartbeats: bool | None = ..., reported_problems_search_attribute: bool | None = ..., workflow_pause: bool | None = ..., standalone_activities: bool | None = ..., worker_poll_complete_on_shutdown: bool | None = ..., poller_autoscaling: bool | None = ..., worker_commands: bool | None = ..., standalone_nexus_operation: bool | None = ..., workflow_update_callbacks: bool | None = ..., poller_autoscaling_auto_enroll: bool | None = ..., workflow_task_completion_pagination: bool | None = ..., standalone_activity_start_delay: bool | None = ..., standalone_activity_batch_operations: bool | None = ..., standalone_activity_operator_commands: bool | None = ...) -> None: ...

    class Limits(_Message):
        blob_size_limit_error: int
        memo_size_limit_error: int
        workflow_task_completion_size_limit_error: int
        def __init__(self, *, blob_size_limit_error: int | None = ..., memo_size_limit_error: int | None = ..., workflow_task_completion_size_limit_error: int | None = ...) -> None: ...

    name: str
    state: everloop.api.enums.v1.NamespaceState.ValueType
    description: str
    owner_email: str
    @property
    def data(self) -> ScalarMap[str, str]: ...
    id: str
    @property
    def capabilities(self) -> NamespaceInfo.Capabilities: ...
    @property
    def limits(self) -> NamespaceInfo.Limits: ...
    supports_schedules: bool
    def __init__(self, *, name: str | None = ..., state: everloop.api.enums.v1.NamespaceState.ValueType | None = ..., description: str | None = ..., owner_email: str | None = ..., data: Mapping[str, str] | None = ..., id: str | None = ..., capabilities: NamespaceInfo.Capabilities | None = ..., limits: NamespaceInfo.Limits | None = ..., supports_schedules: bool | None = ...) -> None: ...

class NamespaceConfig(_Message):
    @property
    def workflow_execution_retention_ttl(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def bad_binaries(self) -> BadBinaries: ...
    history_archival_state: everloop.api.enums.v1.ArchivalState.ValueType
    history_archival_uri: str
    visibility_archival_state: everloop.api.enums.v1.ArchivalState.ValueType
    visibility_archival_uri: str
    @property
    def custom_search_attribute_aliases(self) -> ScalarMap[str, str]: ...
    def __init__(self, *, workflow_execution_retention_ttl: google.protobuf.duration_pb2.Duration | None = ..., bad_binaries: BadBinaries | None = ..., history_archival_state: everloop.api.enums.v1.ArchivalState.ValueType | None = ..., history_archival_uri: str | None = ..., visibility_archival_state: everloop.api.enums.v1.ArchivalState.ValueType | None = ..., visibility_archival_uri: str | None = ..., custom_search_attribute_aliases: Mapping[str, str] | None = ...) -> None: ...

class BadBinaries(_Message):
    @property
    def binaries(self) -> MessageMap[str, BadBinaryInfo]: ...
    def __init__(self, *, binaries: Mapping[str, BadBinaryInfo] | None = ...) -> None: ...

class BadBinaryInfo(_Message):
    reason: str
    operator: str
    @property
    def create_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, reason: str | None = ..., operator: str | None = ..., create_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class UpdateNamespaceInfo(_Message):
    description: str
    owner_email: str
    @property
    def data(self) -> ScalarMap[str, str]: ...
    state: everloop.api.enums.v1.NamespaceState.ValueType
    def __init__(self, *, description: str | None = ..., owner_email: str | None = ..., data: Mapping[str, str] | None = ..., state: everloop.api.enums.v1.NamespaceState.ValueType | None = ...) -> None: ...

class NamespaceFilter(_Message):
    include_deleted: bool
    def __init__(self, *, include_deleted: bool | None = ...) -> None: ...

