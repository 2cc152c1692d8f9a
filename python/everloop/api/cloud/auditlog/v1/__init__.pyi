"""Made by tools/api_stubs.py from temporal/api/cloud/auditlog/v1/message.proto."""

import google.protobuf.struct_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message

class LogRecord(_Message):
    @property
    def emit_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    operation: str
    status: str
    version: int
    log_id: str
    @property
    def principal(self) -> Principal: ...
    @property
    def raw_details(self) -> google.protobuf.struct_pb2.Struct: ...
    x_forwarded_for: str
    async_operation_id: str
    def __init__(self, *, emit_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., operation: str | None = ..., status: str | None = ..., version: int | None = ..., log_id: str | None = ..., principal: Principal | None = ..., raw_details: google.protobuf.struct_pb2.Struct | None = ..., x_forwarded_for: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class Principal(_Message):
    type: str
    id: str
    name: str
    api_key_id: str
    def __init__(self, *, type: str | None = ..., id: str | None = ..., name: str | None = ..., api_key_id: str | None = ...) -> None: ...

