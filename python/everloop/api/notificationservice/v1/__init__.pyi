"""Made by tools/api_stubs.py from temporal/api/notificationservice/v1/request_response.proto."""

from typing import Literal, overload

import everloop.api.common.v1
import everloop.api.failure.v1
from google.protobuf.message import Message as _Message

class OnCompleteRequest(_Message):
    @property
    def success(self) -> everloop.api.common.v1.Payload: ...
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    @property
    def source_context(self) -> everloop.api.common.v1.Payload: ...
    def __init__(self, *, success: everloop.api.common.v1.Payload | None = ..., failure: everloop.api.failure.v1.Failure | None = ..., source_context: everloop.api.common.v1.Payload | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["result", b"result"]) -> Literal["success", "failure"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class OnCompleteResponse(_Message):
    def __init__(self) -> None: ...

