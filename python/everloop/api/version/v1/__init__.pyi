"""Made by tools/api_stubs.py from temporal/api/version/v1/message.proto."""

from collections.abc import Iterable
import everloop.api.enums.v1
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class ReleaseInfo(_Message):
    version: str
    @property
    def release_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    notes: str
    def __init__(self, *, version: str | None = ..., release_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., notes: str | None = ...) -> None: ...

class Alert(_Message):
    message: str
    severity: everloop.api.enums.v1.Severity.ValueType
    def __init__(self, *, message: str | None = ..., severity: everloop.api.enums.v1.Severity.ValueType | None = ...) -> None: ...

class VersionInfo(_Message):
    @property
    def current(self) -> ReleaseInfo: ...
    @property
    def recommended(self) -> ReleaseInfo: ...
    instructions: str
    @property
    def alerts(self) -> RepeatedCompositeFieldContainer[Alert]: ...
    @property
    def last_update_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, current: ReleaseInfo | None = ..., recommended: ReleaseInfo | None = ..., instructions: str | None = ..., alerts: Iterable[Alert] | None = ..., last_update_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

