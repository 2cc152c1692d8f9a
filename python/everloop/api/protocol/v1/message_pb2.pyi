"""Made by tools/api_stubs.py from temporal/api/protocol/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.protocol.v1 import (
    Message as Message,
)

DESCRIPTOR: FileDescriptor
