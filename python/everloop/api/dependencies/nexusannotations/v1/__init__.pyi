"""Made by tools/api_stubs.py from nexusannotations/v1/options.proto."""

from collections.abc import Iterable
from google.protobuf.internal.containers import RepeatedScalarFieldContainer
from google.protobuf.message import Message as _Message

class OperationOptions(_Message):
    name: str
    @property
    def tags(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, name: str | None = ..., tags: Iterable[str] | None = ...) -> None: ...

class ServiceOptions(_Message):
    name: str
    @property
    def tags(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, name: str | None = ..., tags: Iterable[str] | None = ...) -> None: ...

