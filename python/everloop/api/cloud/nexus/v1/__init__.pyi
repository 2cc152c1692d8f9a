"""Made by tools/api_stubs.py from temporal/api/cloud/nexus/v1/message.proto."""

from collections.abc import Iterable
from typing import Literal, overload

import everloop.api.cloud.resource.v1
import everloop.api.common.v1
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class EndpointSpec(_Message):
    name: str
    @property
    def target_spec(self) -> EndpointTargetSpec: ...
    @property
    def policy_specs(self) -> RepeatedCompositeFieldContainer[EndpointPolicySpec]: ...
    description_deprecated: str
    @property
    def description(self) -> everloop.api.common.v1.Payload: ...
    def __init__(self, *, name: str | None = ..., target_spec: EndpointTargetSpec | None = ..., policy_specs: Iterable[EndpointPolicySpec] | None = ..., description_deprecated: str | None = ..., description: everloop.api.common.v1.Payload | None = ...) -> None: ...

class EndpointTargetSpec(_Message):
    @property
    def worker_target_spec(self) -> WorkerTargetSpec: ...
    def __init__(self, *, worker_target_spec: WorkerTargetSpec | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["worker_target_spec"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class WorkerTargetSpec(_Message):
    namespace_id: str
    task_queue: str
    def __init__(self, *, namespace_id: str | None = ..., task_queue: str | None = ...) -> None: ...

class EndpointPolicySpec(_Message):
    @property
    def allowed_cloud_namespace_policy_spec(self) -> AllowedCloudNamespacePolicySpec: ...
    def __init__(self, *, allowed_cloud_namespace_policy_spec: AllowedCloudNamespacePolicySpec | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["allowed_cloud_namespace_policy_spec"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class AllowedCloudNamespacePolicySpec(_Message):
    namespace_id: str
    def __init__(self, *, namespace_id: str | None = ...) -> None: ...

class Endpoint(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> EndpointSpec: ...
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: EndpointSpec | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

