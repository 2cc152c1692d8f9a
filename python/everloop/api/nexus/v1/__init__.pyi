"""Messages by name, for type checkers. What is not named here is `Any`."""

from typing import Any

from everloop.api._message import Message

class NexusOperationExecutionInfo(Message): ...
class NexusOperationExecutionListInfo(Message): ...
class NexusOperationExecutionCancellationInfo(Message): ...

def __getattr__(name: str) -> Any: ...  # pyright: ignore[reportIncompleteStub]
