"""Made by tools/api_stubs.py from temporal/api/notificationservice/v1/request_response.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.notificationservice.v1 import (
    OnCompleteRequest as OnCompleteRequest,
    OnCompleteResponse as OnCompleteResponse,
)

DESCRIPTOR: FileDescriptor
