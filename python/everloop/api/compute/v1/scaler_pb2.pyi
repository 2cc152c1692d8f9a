"""Made by tools/api_stubs.py from temporal/api/compute/v1/scaler.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.compute.v1 import (
    ComputeScaler as ComputeScaler,
)

DESCRIPTOR: FileDescriptor
