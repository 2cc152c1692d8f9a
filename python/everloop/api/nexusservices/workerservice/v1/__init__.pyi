"""Made by tools/api_stubs.py from temporal/api/nexusservices/workerservice/v1/request_response.proto."""

from collections.abc import Iterable
import everloop.api.worker.v1
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class ExecuteCommandsRequest(_Message):
    @property
    def commands(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerCommand]: ...
    def __init__(self, *, commands: Iterable[everloop.api.worker.v1.WorkerCommand] | None = ...) -> None: ...

class ExecuteCommandsResponse(_Message):
    @property
    def results(self) -> RepeatedCompositeFieldContainer[everloop.api.worker.v1.WorkerCommandResult]: ...
    def __init__(self, *, results: Iterable[everloop.api.worker.v1.WorkerCommandResult] | None = ...) -> None: ...

