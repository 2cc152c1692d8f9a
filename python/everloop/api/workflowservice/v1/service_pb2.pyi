"""Made by tools/api_stubs.py from temporal/api/workflowservice/v1/service.proto."""

from google.protobuf.descriptor import FileDescriptor

DESCRIPTOR: FileDescriptor
