"""Made by tools/api_stubs.py from temporal/api/export/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.export.v1 import (
    ActivityExecution as ActivityExecution,
    ExportedExecutions as ExportedExecutions,
    WorkflowExecution as WorkflowExecution,
    WorkflowExecutions as WorkflowExecutions,
)

DESCRIPTOR: FileDescriptor
