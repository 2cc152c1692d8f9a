"""Made by tools/api_stubs.py from temporal/api/cloud/auditlog/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.auditlog.v1 import (
    LogRecord as LogRecord,
    Principal as Principal,
)

DESCRIPTOR: FileDescriptor
