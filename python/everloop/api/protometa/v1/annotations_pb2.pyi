"""Made by tools/api_stubs.py from temporal/api/protometa/v1/annotations.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.protometa.v1 import (
    RequestHeaderAnnotation as RequestHeaderAnnotation,
)

DESCRIPTOR: FileDescriptor
