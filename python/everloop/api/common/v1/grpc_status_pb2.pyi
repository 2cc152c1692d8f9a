"""Made by tools/api_stubs.py from temporal/api/common/v1/grpc_status.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.common.v1 import (
    GrpcStatus as GrpcStatus,
)

DESCRIPTOR: FileDescriptor
