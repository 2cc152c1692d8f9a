"""Made by tools/api_stubs.py from temporal/api/sdk/v1/user_metadata.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    UserMetadata as UserMetadata,
)

DESCRIPTOR: FileDescriptor
