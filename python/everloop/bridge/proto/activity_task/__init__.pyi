"""Made by tools/api_stubs.py from temporal/sdk/core/activity_task/activity_task.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, overload

import everloop.api.common.v1
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _ActivityCancelReason(_EnumWrapper):
    NOT_FOUND: int
    CANCELLED: int
    TIMED_OUT: int
    WORKER_SHUTDOWN: int
    PAUSED: int
    RESET: int
class ActivityCancelReason(metaclass=_ActivityCancelReason):
    ValueType: TypeAlias = int
NOT_FOUND: int
CANCELLED: int
TIMED_OUT: int
WORKER_SHUTDOWN: int
PAUSED: int
RESET: int

class ActivityTask(_Message):
    task_token: bytes
    @property
    def start(self) -> Start: ...
    @property
    def cancel(self) -> Cancel: ...
    def __init__(self, *, task_token: bytes | None = ..., start: Start | None = ..., cancel: Cancel | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["start", "cancel"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Start(_Message):
    workflow_namespace: str
    workflow_type: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    activity_id: str
    activity_type: str
    @property
    def header_fields(self) -> MessageMap[str, everloop.api.common.v1.Payload]: ...
    @property
    def input(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    @property
    def heartbeat_details(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
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
    def priority(self) -> everloop.api.common.v1.Priority: ...
    is_local: bool
    run_id: str
    def __init__(self, *, workflow_namespace: str | None = ..., workflow_type: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., activity_id: str | None = ..., activity_type: str | None = ..., header_fields: Mapping[str, everloop.api.common.v1.Payload] | None = ..., input: Iterable[everloop.api.common.v1.Payload] | None = ..., heartbeat_details: Iterable[everloop.api.common.v1.Payload] | None = ..., scheduled_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., current_attempt_scheduled_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., started_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., attempt: int | None = ..., schedule_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., start_to_close_timeout: google.protobuf.duration_pb2.Duration | None = ..., heartbeat_timeout: google.protobuf.duration_pb2.Duration | None = ..., retry_policy: everloop.api.common.v1.RetryPolicy | None = ..., priority: everloop.api.common.v1.Priority | None = ..., is_local: bool | None = ..., run_id: str | None = ...) -> None: ...

class Cancel(_Message):
    reason: ActivityCancelReason.ValueType
    @property
    def details(self) -> ActivityCancellationDetails: ...
    def __init__(self, *, reason: ActivityCancelReason.ValueType | None = ..., details: ActivityCancellationDetails | None = ...) -> None: ...

class ActivityCancellationDetails(_Message):
    is_not_found: bool
    is_cancelled: bool
    is_paused: bool
    is_timed_out: bool
    is_worker_shutdown: bool
    is_reset: bool
    def __init__(self, *, is_not_found: bool | None = ..., is_cancelled: bool | None = ..., is_paused: bool | None = ..., is_timed_out: bool | None = ..., is_worker_shutdown: bool | None = ..., is_reset: bool | None = ...) -> None: ...

