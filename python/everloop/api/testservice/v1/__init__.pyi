"""Made by tools/api_stubs.py from temporal/api/testservice/v1/request_response.proto, temporal/api/testservice/v1/service.proto."""

import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message
from .service_pb2_grpc import TestServiceStub as TestServiceStub, TestServiceServicer as TestServiceServicer, add_TestServiceServicer_to_server as add_TestServiceServicer_to_server

class LockTimeSkippingRequest(_Message):
    def __init__(self) -> None: ...

class LockTimeSkippingResponse(_Message):
    def __init__(self) -> None: ...

class UnlockTimeSkippingRequest(_Message):
    def __init__(self) -> None: ...

class UnlockTimeSkippingResponse(_Message):
    def __init__(self) -> None: ...

class SleepUntilRequest(_Message):
    @property
    def timestamp(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, timestamp: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class SleepRequest(_Message):
    @property
    def duration(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, duration: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...

class SleepResponse(_Message):
    def __init__(self) -> None: ...

class GetCurrentTimeResponse(_Message):
    @property
    def time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

