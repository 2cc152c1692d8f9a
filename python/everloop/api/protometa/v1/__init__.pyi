"""Made by tools/api_stubs.py from temporal/api/protometa/v1/annotations.proto."""

from google.protobuf.message import Message as _Message

class RequestHeaderAnnotation(_Message):
    header: str
    value: str
    def __init__(self, *, header: str | None = ..., value: str | None = ...) -> None: ...

