"""Made by tools/api_stubs.py from temporal/api/filter/v1/message.proto."""

import everloop.api.enums.v1
import google.protobuf.timestamp_pb2
from google.protobuf.message import Message as _Message

class WorkflowExecutionFilter(_Message):
    workflow_id: str
    run_id: str
    def __init__(self, *, workflow_id: str | None = ..., run_id: str | None = ...) -> None: ...

class WorkflowTypeFilter(_Message):
    name: str
    def __init__(self, *, name: str | None = ...) -> None: ...

class StartTimeFilter(_Message):
    @property
    def earliest_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def latest_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, earliest_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., latest_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class StatusFilter(_Message):
    status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType
    def __init__(self, *, status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType | None = ...) -> None: ...

