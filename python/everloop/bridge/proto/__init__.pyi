"""Made by tools/api_stubs.py from temporal/sdk/core/core_interface.proto."""

from collections.abc import Iterable
import everloop.api.common.v1
import everloop.bridge.proto.activity_result
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class ActivityHeartbeat(_Message):
    task_token: bytes
    @property
    def details(self) -> RepeatedCompositeFieldContainer[everloop.api.common.v1.Payload]: ...
    def __init__(self, *, task_token: bytes | None = ..., details: Iterable[everloop.api.common.v1.Payload] | None = ...) -> None: ...

class ActivityTaskCompletion(_Message):
    task_token: bytes
    @property
    def result(self) -> everloop.bridge.proto.activity_result.ActivityExecutionResult: ...
    def __init__(self, *, task_token: bytes | None = ..., result: everloop.bridge.proto.activity_result.ActivityExecutionResult | None = ...) -> None: ...

class WorkflowSlotInfo(_Message):
    workflow_type: str
    is_sticky: bool
    def __init__(self, *, workflow_type: str | None = ..., is_sticky: bool | None = ...) -> None: ...

class ActivitySlotInfo(_Message):
    activity_type: str
    def __init__(self, *, activity_type: str | None = ...) -> None: ...

class LocalActivitySlotInfo(_Message):
    activity_type: str
    def __init__(self, *, activity_type: str | None = ...) -> None: ...

class NexusSlotInfo(_Message):
    service: str
    operation: str
    def __init__(self, *, service: str | None = ..., operation: str | None = ...) -> None: ...

class NamespaceInfo(_Message):
    class Limits(_Message):
        blob_size_limit_error: int
        memo_size_limit_error: int
        def __init__(self, *, blob_size_limit_error: int | None = ..., memo_size_limit_error: int | None = ...) -> None: ...

    @property
    def limits(self) -> NamespaceInfo.Limits: ...
    def __init__(self, *, limits: NamespaceInfo.Limits | None = ...) -> None: ...

