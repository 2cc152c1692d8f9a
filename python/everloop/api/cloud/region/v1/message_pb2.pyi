"""Made by tools/api_stubs.py from temporal/api/cloud/region/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.region.v1 import (
    Region as Region,
)

DESCRIPTOR: FileDescriptor
