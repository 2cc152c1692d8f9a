"""Made by tools/api_stubs.py from temporal/api/cloud/operation/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.operation.v1 import (
    AsyncOperation as AsyncOperation,
)

DESCRIPTOR: FileDescriptor
