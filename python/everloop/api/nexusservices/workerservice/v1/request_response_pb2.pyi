"""Made by tools/api_stubs.py from temporal/api/nexusservices/workerservice/v1/request_response.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.nexusservices.workerservice.v1 import (
    ExecuteCommandsRequest as ExecuteCommandsRequest,
    ExecuteCommandsResponse as ExecuteCommandsResponse,
)

DESCRIPTOR: FileDescriptor
