"""Made by tools/api_stubs.py from temporal/api/replication/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.replication.v1 import (
    ClusterReplicationConfig as ClusterReplicationConfig,
    FailoverStatus as FailoverStatus,
    NamespaceReplicationConfig as NamespaceReplicationConfig,
)

DESCRIPTOR: FileDescriptor
