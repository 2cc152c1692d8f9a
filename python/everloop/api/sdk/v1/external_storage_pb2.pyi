"""Made by tools/api_stubs.py from temporal/api/sdk/v1/external_storage.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    ExternalStorageReference as ExternalStorageReference,
)

DESCRIPTOR: FileDescriptor
