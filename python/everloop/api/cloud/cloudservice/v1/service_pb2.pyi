"""Made by tools/api_stubs.py from temporal/api/cloud/cloudservice/v1/service.proto."""

from google.protobuf.descriptor import FileDescriptor

DESCRIPTOR: FileDescriptor
