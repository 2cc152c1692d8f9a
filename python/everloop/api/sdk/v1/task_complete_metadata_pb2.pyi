"""Made by tools/api_stubs.py from temporal/api/sdk/v1/task_complete_metadata.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    WorkflowTaskCompletedMetadata as WorkflowTaskCompletedMetadata,
)

DESCRIPTOR: FileDescriptor
