"""Made by tools/api_stubs.py from temporal/api/filter/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.filter.v1 import (
    StartTimeFilter as StartTimeFilter,
    StatusFilter as StatusFilter,
    WorkflowExecutionFilter as WorkflowExecutionFilter,
    WorkflowTypeFilter as WorkflowTypeFilter,
)

DESCRIPTOR: FileDescriptor
