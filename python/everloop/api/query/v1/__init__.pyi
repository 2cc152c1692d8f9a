"""Made by tools/api_stubs.py from temporal/api/query/v1/message.proto."""

import everloop.api.common.v1
import everloop.api.enums.v1
import everloop.api.failure.v1
from google.protobuf.message import Message as _Message

class WorkflowQuery(_Message):
    query_type: str
    @property
    def query_args(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    def __init__(self, *, query_type: str | None = ..., query_args: everloop.api.common.v1.Payloads | None = ..., header: everloop.api.common.v1.Header | None = ...) -> None: ...

class WorkflowQueryResult(_Message):
    result_type: everloop.api.enums.v1.QueryResultType.ValueType
    @property
    def answer(self) -> everloop.api.common.v1.Payloads: ...
    error_message: str
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, result_type: everloop.api.enums.v1.QueryResultType.ValueType | None = ..., answer: everloop.api.common.v1.Payloads | None = ..., error_message: str | None = ..., failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

class QueryRejected(_Message):
    status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType
    def __init__(self, *, status: everloop.api.enums.v1.WorkflowExecutionStatus.ValueType | None = ...) -> None: ...

