"""Made by tools/api_stubs.py from temporal/api/sdk/v1/workflow_metadata.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    WorkflowDefinition as WorkflowDefinition,
    WorkflowInteractionDefinition as WorkflowInteractionDefinition,
    WorkflowMetadata as WorkflowMetadata,
)

DESCRIPTOR: FileDescriptor
