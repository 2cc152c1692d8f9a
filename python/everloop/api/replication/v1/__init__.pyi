"""Made by tools/api_stubs.py from temporal/api/replication/v1/message.proto."""

from collections.abc import Iterable
import everloop.api.enums.v1
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class ClusterReplicationConfig(_Message):
    cluster_name: str
    @property
    def replication_ramp_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, cluster_name: str | None = ..., replication_ramp_duration: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...

class NamespaceReplicationConfig(_Message):
    active_cluster_name: str
    @property
    def clusters(self) -> RepeatedCompositeFieldContainer[ClusterReplicationConfig]: ...
    state: everloop.api.enums.v1.ReplicationState.ValueType
    def __init__(self, *, active_cluster_name: str | None = ..., clusters: Iterable[ClusterReplicationConfig] | None = ..., state: everloop.api.enums.v1.ReplicationState.ValueType | None = ...) -> None: ...

class FailoverStatus(_Message):
    @property
    def failover_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    failover_version: int
    def __init__(self, *, failover_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., failover_version: int | None = ...) -> None: ...

