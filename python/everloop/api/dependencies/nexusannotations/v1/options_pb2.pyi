"""Made by tools/api_stubs.py from nexusannotations/v1/options.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.dependencies.nexusannotations.v1 import (
    OperationOptions as OperationOptions,
    ServiceOptions as ServiceOptions,
)

DESCRIPTOR: FileDescriptor
