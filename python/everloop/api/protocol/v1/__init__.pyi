"""Made by tools/api_stubs.py from temporal/api/protocol/v1/message.proto."""

from typing import Literal, overload

import google.protobuf.any_pb2
from google.protobuf.message import Message as _Message

class Message(_Message):
    id: str
    protocol_instance_id: str
    event_id: int
    command_index: int
    @property
    def body(self) -> google.protobuf.any_pb2.Any: ...
    def __init__(self, *, id: str | None = ..., protocol_instance_id: str | None = ..., event_id: int | None = ..., command_index: int | None = ..., body: google.protobuf.any_pb2.Any | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["sequencing_id", b"sequencing_id"]) -> Literal["event_id", "command_index"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

