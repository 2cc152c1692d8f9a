"""Made by tools/api_stubs.py from temporal/sdk/core/external_data/external_data.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.external_data import (
    LocalActivityMarkerData as LocalActivityMarkerData,
    PatchedMarkerData as PatchedMarkerData,
)

DESCRIPTOR: FileDescriptor
