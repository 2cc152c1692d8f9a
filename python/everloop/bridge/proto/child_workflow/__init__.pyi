"""Made by tools/api_stubs.py from temporal/sdk/core/child_workflow/child_workflow.proto."""

from typing import Literal, TypeAlias, overload

import everloop.api.common.v1
import everloop.api.failure.v1
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _ParentClosePolicy(_EnumWrapper):
    PARENT_CLOSE_POLICY_UNSPECIFIED: int
    PARENT_CLOSE_POLICY_TERMINATE: int
    PARENT_CLOSE_POLICY_ABANDON: int
    PARENT_CLOSE_POLICY_REQUEST_CANCEL: int
class ParentClosePolicy(metaclass=_ParentClosePolicy):
    ValueType: TypeAlias = int
PARENT_CLOSE_POLICY_UNSPECIFIED: int
PARENT_CLOSE_POLICY_TERMINATE: int
PARENT_CLOSE_POLICY_ABANDON: int
PARENT_CLOSE_POLICY_REQUEST_CANCEL: int

class _StartChildWorkflowExecutionFailedCause(_EnumWrapper):
    START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_UNSPECIFIED: int
    START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS: int
    START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND: int
    START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_INVALID_VERSIONING_OVERRIDE: int
class StartChildWorkflowExecutionFailedCause(metaclass=_StartChildWorkflowExecutionFailedCause):
    ValueType: TypeAlias = int
START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_UNSPECIFIED: int
START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS: int
START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_NAMESPACE_NOT_FOUND: int
START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_INVALID_VERSIONING_OVERRIDE: int

class _ChildWorkflowCancellationType(_EnumWrapper):
    ABANDON: int
    TRY_CANCEL: int
    WAIT_CANCELLATION_COMPLETED: int
    WAIT_CANCELLATION_REQUESTED: int
class ChildWorkflowCancellationType(metaclass=_ChildWorkflowCancellationType):
    ValueType: TypeAlias = int
ABANDON: int
TRY_CANCEL: int
WAIT_CANCELLATION_COMPLETED: int
WAIT_CANCELLATION_REQUESTED: int

class ChildWorkflowResult(_Message):
    @property
    def completed(self) -> Success: ...
    @property
    def failed(self) -> Failure: ...
    @property
    def cancelled(self) -> Cancellation: ...
    def __init__(self, *, completed: Success | None = ..., failed: Failure | None = ..., cancelled: Cancellation | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["completed", "failed", "cancelled"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Success(_Message):
    @property
    def result(self) -> everloop.api.common.v1.Payload: ...
    def __init__(self, *, result: everloop.api.common.v1.Payload | None = ...) -> None: ...

class Failure(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

class Cancellation(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

