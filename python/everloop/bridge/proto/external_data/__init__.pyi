"""Made by tools/api_stubs.py from temporal/sdk/core/external_data/external_data.proto."""

from typing import Literal, overload

import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message

class LocalActivityMarkerData(_Message):
    seq: int
    attempt: int
    activity_id: str
    activity_type: str
    @property
    def complete_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def backoff(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def original_schedule_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    activation_index: int
    def __init__(self, *, seq: int | None = ..., attempt: int | None = ..., activity_id: str | None = ..., activity_type: str | None = ..., complete_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., backoff: google.protobuf.duration_pb2.Duration | None = ..., original_schedule_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., activation_index: int | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["_activation_index", b"_activation_index"]) -> Literal["activation_index"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class PatchedMarkerData(_Message):
    id: str
    deprecated: bool
    def __init__(self, *, id: str | None = ..., deprecated: bool | None = ...) -> None: ...

