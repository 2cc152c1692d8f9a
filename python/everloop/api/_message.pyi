"""What every message class has, for type checkers. The fields of messages are not typed."""

from typing import Any

from google.protobuf import message

class Message(message.Message):
    def __init__(self, **fields: Any) -> None: ...
    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...
