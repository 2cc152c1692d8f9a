"""Made by tools/api_stubs.py from temporal/api/cloud/account/v1/message.proto."""

from typing import Literal, TypeAlias, overload

import everloop.api.cloud.resource.v1
import everloop.api.cloud.sink.v1
import google.protobuf.timestamp_pb2
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class MetricsSpec(_Message):
    accepted_client_ca: bytes
    def __init__(self, *, accepted_client_ca: bytes | None = ...) -> None: ...

class AccountSpec(_Message):
    @property
    def metrics(self) -> MetricsSpec: ...
    def __init__(self, *, metrics: MetricsSpec | None = ...) -> None: ...

class Metrics(_Message):
    uri: str
    def __init__(self, *, uri: str | None = ...) -> None: ...

class Account(_Message):
    id: str
    @property
    def spec(self) -> AccountSpec: ...
    resource_version: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def metrics(self) -> Metrics: ...
    def __init__(self, *, id: str | None = ..., spec: AccountSpec | None = ..., resource_version: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., metrics: Metrics | None = ...) -> None: ...

class AuditLogSinkSpec(_Message):
    name: str
    @property
    def kinesis_sink(self) -> everloop.api.cloud.sink.v1.KinesisSpec: ...
    @property
    def pub_sub_sink(self) -> everloop.api.cloud.sink.v1.PubSubSpec: ...
    enabled: bool
    def __init__(self, *, name: str | None = ..., kinesis_sink: everloop.api.cloud.sink.v1.KinesisSpec | None = ..., pub_sub_sink: everloop.api.cloud.sink.v1.PubSubSpec | None = ..., enabled: bool | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["sink_type", b"sink_type"]) -> Literal["kinesis_sink", "pub_sub_sink"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class AuditLogSink(_Message):
    class _Health(_EnumWrapper):
        HEALTH_UNSPECIFIED: int
        HEALTH_OK: int
        HEALTH_ERROR_INTERNAL: int
        HEALTH_ERROR_USER_CONFIGURATION: int
    class Health(metaclass=_Health):
        ValueType: TypeAlias = int
    HEALTH_UNSPECIFIED: int
    HEALTH_OK: int
    HEALTH_ERROR_INTERNAL: int
    HEALTH_ERROR_USER_CONFIGURATION: int

    name: str
    resource_version: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    @property
    def spec(self) -> AuditLogSinkSpec: ...
    health: AuditLogSink.Health.ValueType
    error_message: str
    @property
    def last_succeeded_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, name: str | None = ..., resource_version: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., spec: AuditLogSinkSpec | None = ..., health: AuditLogSink.Health.ValueType | None = ..., error_message: str | None = ..., last_succeeded_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

