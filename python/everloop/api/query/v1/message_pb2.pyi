"""Made by tools/api_stubs.py from temporal/api/query/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.query.v1 import (
    QueryRejected as QueryRejected,
    WorkflowQuery as WorkflowQuery,
    WorkflowQueryResult as WorkflowQueryResult,
)

DESCRIPTOR: FileDescriptor
