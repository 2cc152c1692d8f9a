"""Made by tools/api_stubs.py from temporal/api/sdk/v1/worker_config.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    WorkerConfig as WorkerConfig,
)

DESCRIPTOR: FileDescriptor
