"""Made by tools/api_stubs.py from temporal/api/cloud/operation/v1/message.proto."""

from typing import TypeAlias

import google.protobuf.any_pb2
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class AsyncOperation(_Message):
    class _State(_EnumWrapper):
        STATE_UNSPECIFIED: int
        STATE_PENDING: int
        STATE_IN_PROGRESS: int
        STATE_FAILED: int
        STATE_CANCELLED: int
        STATE_FULFILLED: int
        STATE_REJECTED: int
    class State(metaclass=_State):
        ValueType: TypeAlias = int
    STATE_UNSPECIFIED: int
    STATE_PENDING: int
    STATE_IN_PROGRESS: int
    STATE_FAILED: int
    STATE_CANCELLED: int
    STATE_FULFILLED: int
    STATE_REJECTED: int

    id: str
    state_deprecated: str
    state: AsyncOperation.State.ValueType
    @property
    def check_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    operation_type: str
    @property
    def operation_input(self) -> google.protobuf.any_pb2.Any: ...
    failure_reason: str
    @property
    def started_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def finished_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., state_deprecated: str | None = ..., state: AsyncOperation.State.ValueType | None = ..., check_duration: google.protobuf.duration_pb2.Duration | None = ..., operation_type: str | None = ..., operation_input: google.protobuf.any_pb2.Any | None = ..., failure_reason: str | None = ..., started_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., finished_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

