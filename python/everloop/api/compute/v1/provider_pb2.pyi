"""Made by tools/api_stubs.py from temporal/api/compute/v1/provider.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.compute.v1 import (
    ComputeProvider as ComputeProvider,
)

DESCRIPTOR: FileDescriptor
