"""Made by tools/api_stubs.py from temporal/api/testservice/v1/request_response.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.testservice.v1 import (
    GetCurrentTimeResponse as GetCurrentTimeResponse,
    LockTimeSkippingRequest as LockTimeSkippingRequest,
    LockTimeSkippingResponse as LockTimeSkippingResponse,
    SleepRequest as SleepRequest,
    SleepResponse as SleepResponse,
    SleepUntilRequest as SleepUntilRequest,
    UnlockTimeSkippingRequest as UnlockTimeSkippingRequest,
    UnlockTimeSkippingResponse as UnlockTimeSkippingResponse,
)

DESCRIPTOR: FileDescriptor
