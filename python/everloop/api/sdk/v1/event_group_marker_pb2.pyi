"""Made by tools/api_stubs.py from temporal/api/sdk/v1/event_group_marker.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    EventGroupMarker as EventGroupMarker,
)

DESCRIPTOR: FileDescriptor
