"""Made by tools/api_stubs.py from temporal/api/export/v1/message.proto."""

from collections.abc import Iterable
import everloop.api.history.v1
import everloop.api.workflowservice.v1
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class WorkflowExecution(_Message):
    @property
    def history(self) -> everloop.api.history.v1.History: ...
    def __init__(self, *, history: everloop.api.history.v1.History | None = ...) -> None: ...

class WorkflowExecutions(_Message):
    @property
    def items(self) -> RepeatedCompositeFieldContainer[WorkflowExecution]: ...
    def __init__(self, *, items: Iterable[WorkflowExecution] | None = ...) -> None: ...

class ActivityExecution(_Message):
    @property
    def activity(self) -> everloop.api.workflowservice.v1.DescribeActivityExecutionResponse: ...
    def __init__(self, *, activity: everloop.api.workflowservice.v1.DescribeActivityExecutionResponse | None = ...) -> None: ...

class ExportedExecutions(_Message):
    @property
    def workflows(self) -> RepeatedCompositeFieldContainer[WorkflowExecution]: ...
    @property
    def activities(self) -> RepeatedCompositeFieldContainer[ActivityExecution]: ...
    def __init__(self, *, workflows: Iterable[WorkflowExecution] | None = ..., activities: Iterable[ActivityExecution] | None = ...) -> None: ...

