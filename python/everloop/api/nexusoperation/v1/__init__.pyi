"""Made by tools/api_stubs.py from temporal/api/nexusoperation/v1/message.proto."""

from typing import Literal, overload

import everloop.api.callback.v1
from google.protobuf.message import Message as _Message

class CallbackInfo(_Message):
    class OperationCompleted(_Message):
        def __init__(self) -> None: ...

    class Trigger(_Message):
        @property
        def operation_completed(self) -> CallbackInfo.OperationCompleted: ...
        def __init__(self, *, operation_completed: CallbackInfo.OperationCompleted | None = ...) -> None: ...
        @overload
        def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["operation_completed"] | None: ...
        @overload
        def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

    @property
    def trigger(self) -> CallbackInfo.Trigger: ...
    @property
    def info(self) -> everloop.api.callback.v1.CallbackInfo: ...
    def __init__(self, *, trigger: CallbackInfo.Trigger | None = ..., info: everloop.api.callback.v1.CallbackInfo | None = ...) -> None: ...

class OnConflictOptions(_Message):
    attach_request_id: bool
    attach_completion_callbacks: bool
    attach_links: bool
    def __init__(self, *, attach_request_id: bool | None = ..., attach_completion_callbacks: bool | None = ..., attach_links: bool | None = ...) -> None: ...

