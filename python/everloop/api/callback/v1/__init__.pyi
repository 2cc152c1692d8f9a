"""Made by tools/api_stubs.py from temporal/api/callback/v1/message.proto."""

import everloop.api.common.v1
import everloop.api.enums.v1
import everloop.api.failure.v1
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message

class CallbackInfo(_Message):
    @property
    def callback(self) -> everloop.api.common.v1.Callback: ...
    @property
    def registration_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    state: everloop.api.enums.v1.CallbackState.ValueType
    attempt: int
    @property
    def last_attempt_complete_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_attempt_failure(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def next_attempt_schedule_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    blocked_reason: str
    request_id: str
    def __init__(self, *, callback: everloop.api.common.v1.Callback | None = ..., registration_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., state: everloop.api.enums.v1.CallbackState.ValueType | None = ..., attempt: int | None = ..., last_attempt_complete_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_attempt_failure: everloop.api.failure.v1.Failure | None = ..., next_attempt_schedule_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., blocked_reason: str | None = ..., request_id: str | None = ...) -> None: ...

