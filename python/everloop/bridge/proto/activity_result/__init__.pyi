"""Made by tools/api_stubs.py from temporal/sdk/core/activity_result/activity_result.proto."""

from typing import Literal, TypeAlias, overload

import everloop.api.common.v1
import everloop.api.failure.v1
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _ActivityTaskFailedCause(_EnumWrapper):
    ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED: int
    ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE: int
    ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE: int
    ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE: int
class ActivityTaskFailedCause(metaclass=_ActivityTaskFailedCause):
    ValueType: TypeAlias = int
ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED: int
ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE: int
ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE: int
ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE: int

class ActivityExecutionResult(_Message):
    @property
    def completed(self) -> Success: ...
    @property
    def failed(self) -> Failure: ...
    @property
    def cancelled(self) -> Cancellation: ...
    @property
    def will_complete_async(self) -> WillCompleteAsync: ...
    def __init__(self, *, completed: Success | None = ..., failed: Failure | None = ..., cancelled: Cancellation | None = ..., will_complete_async: WillCompleteAsync | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["completed", "failed", "cancelled", "will_complete_async"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class ActivityResolution(_Message):
    @property
    def completed(self) -> Success: ...
    @property
    def failed(self) -> Failure: ...
    @property
    def cancelled(self) -> Cancellation: ...
    @property
    def backoff(self) -> DoBackoff: ...
    def __init__(self, *, completed: Success | None = ..., failed: Failure | None = ..., cancelled: Cancellation | None = ..., backoff: DoBackoff | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["completed", "failed", "cancelled", "backoff"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Success(_Message):
    @property
    def result(self) -> everloop.api.common.v1.Payload: ...
    def __init__(self, *, result: everloop.api.common.v1.Payload | None = ...) -> None: ...

class Failure(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    cause: ActivityTaskFailedCause.ValueType
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ..., cause: ActivityTaskFailedCause.ValueType | None = ...) -> None: ...

class Cancellation(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

class WillCompleteAsync(_Message):
    def __init__(self) -> None: ...

class DoBackoff(_Message):
    attempt: int
    @property
    def backoff_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def original_schedule_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, attempt: int | None = ..., backoff_duration: google.protobuf.duration_pb2.Duration | None = ..., original_schedule_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

