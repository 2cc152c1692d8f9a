"""Made by tools/api_stubs.py from temporal/api/cloud/connectivityrule/v1/message.proto."""

from typing import Literal, overload

import everloop.api.cloud.resource.v1
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message

class ConnectivityRule(_Message):
    id: str
    @property
    def spec(self) -> ConnectivityRuleSpec: ...
    resource_version: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., spec: ConnectivityRuleSpec | None = ..., resource_version: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class ConnectivityRuleSpec(_Message):
    @property
    def public_rule(self) -> PublicConnectivityRule: ...
    @property
    def private_rule(self) -> PrivateConnectivityRule: ...
    def __init__(self, *, public_rule: PublicConnectivityRule | None = ..., private_rule: PrivateConnectivityRule | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["connection_type", b"connection_type"]) -> Literal["public_rule", "private_rule"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class PublicConnectivityRule(_Message):
    enable_stable_ips: bool
    def __init__(self, *, enable_stable_ips: bool | None = ...) -> None: ...

class PrivateConnectivityRule(_Message):
    connection_id: str
    gcp_project_id: str
    region: str
    def __init__(self, *, connection_id: str | None = ..., gcp_project_id: str | None = ..., region: str | None = ...) -> None: ...

