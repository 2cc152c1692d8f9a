"""Made by tools/api_stubs.py from temporal/api/nexusoperation/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.nexusoperation.v1 import (
    CallbackInfo as CallbackInfo,
    OnConflictOptions as OnConflictOptions,
)

DESCRIPTOR: FileDescriptor
