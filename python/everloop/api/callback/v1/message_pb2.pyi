"""Made by tools/api_stubs.py from temporal/api/callback/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.callback.v1 import (
    CallbackInfo as CallbackInfo,
)

DESCRIPTOR: FileDescriptor
