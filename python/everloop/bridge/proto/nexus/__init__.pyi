"""Made by tools/api_stubs.py from temporal/sdk/core/nexus/nexus.proto."""

from typing import Literal, TypeAlias, overload

import everloop.api.common.v1
import everloop.api.failure.v1
import everloop.api.nexus.v1
import everloop.api.workflowservice.v1
import google.protobuf.timestamp_pb2
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _NexusTaskCancelReason(_EnumWrapper):
    TIMED_OUT: int
    WORKER_SHUTDOWN: int
class NexusTaskCancelReason(metaclass=_NexusTaskCancelReason):
    ValueType: TypeAlias = int
TIMED_OUT: int
WORKER_SHUTDOWN: int

class _NexusOperationCancellationType(_EnumWrapper):
    WAIT_CANCELLATION_COMPLETED: int
    ABANDON: int
    TRY_CANCEL: int
    WAIT_CANCELLATION_REQUESTED: int
class NexusOperationCancellationType(metaclass=_NexusOperationCancellationType):
    ValueType: TypeAlias = int
WAIT_CANCELLATION_COMPLETED: int
ABANDON: int
TRY_CANCEL: int
WAIT_CANCELLATION_REQUESTED: int

class NexusOperationResult(_Message):
    @property
    def completed(self) -> everloop.api.common.v1.Payload: ...
    @property
    def failed(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def cancelled(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def timed_out(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, completed: everloop.api.common.v1.Payload | None = ..., failed: everloop.api.failure.v1.Failure | None = ..., cancelled: everloop.api.failure.v1.Failure | None = ..., timed_out: everloop.api.failure.v1.Failure | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["completed", "failed", "cancelled", "timed_out"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class NexusTaskCompletion(_Message):
    task_token: bytes
    @property
    def completed(self) -> everloop.api.nexus.v1.Response: ...
    @property
    def error(self) -> everloop.api.nexus.v1.HandlerError: ...
    ack_cancel: bool
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, task_token: bytes | None = ..., completed: everloop.api.nexus.v1.Response | None = ..., error: everloop.api.nexus.v1.HandlerError | None = ..., ack_cancel: bool | None = ..., failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["completed", "error", "ack_cancel", "failure"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class NexusTask(_Message):
    @property
    def task(self) -> everloop.api.workflowservice.v1.PollNexusTaskQueueResponse: ...
    @property
    def cancel_task(self) -> CancelNexusTask: ...
    @property
    def request_deadline(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    endpoint: str
    def __init__(self, *, task: everloop.api.workflowservice.v1.PollNexusTaskQueueResponse | None = ..., cancel_task: CancelNexusTask | None = ..., request_deadline: google.protobuf.timestamp_pb2.Timestamp | None = ..., endpoint: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["task", "cancel_task"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class CancelNexusTask(_Message):
    task_token: bytes
    reason: NexusTaskCancelReason.ValueType
    def __init__(self, *, task_token: bytes | None = ..., reason: NexusTaskCancelReason.ValueType | None = ...) -> None: ...

