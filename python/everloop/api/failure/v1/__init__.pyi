"""Made by tools/api_stubs.py from temporal/api/failure/v1/message.proto."""

from typing import Literal, overload

import everloop.api.common.v1
import everloop.api.enums.v1
import google.protobuf.duration_pb2
from google.protobuf.message import Message as _Message

class ApplicationFailureInfo(_Message):
    type: str
    non_retryable: bool
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def next_retry_delay(self) -> google.protobuf.duration_pb2.Duration: ...
    category: everloop.api.enums.v1.ApplicationErrorCategory.ValueType
    def __init__(self, *, type: str | None = ..., non_retryable: bool | None = ..., details: everloop.api.common.v1.Payloads | None = ..., next_retry_delay: google.protobuf.duration_pb2.Duration | None = ..., category: everloop.api.enums.v1.ApplicationErrorCategory.ValueType | None = ...) -> None: ...

class TimeoutFailureInfo(_Message):
    timeout_type: everloop.api.enums.v1.TimeoutType.ValueType
    @property
    def last_heartbeat_details(self) -> everloop.api.common.v1.Payloads: ...
    def __init__(self, *, timeout_type: everloop.api.enums.v1.TimeoutType.ValueType | None = ..., last_heartbeat_details: everloop.api.common.v1.Payloads | None = ...) -> None: ...

class CanceledFailureInfo(_Message):
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    def __init__(self, *, details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ...) -> None: ...

class TerminatedFailureInfo(_Message):
    identity: str
    def __init__(self, *, identity: str | None = ...) -> None: ...

class ServerFailureInfo(_Message):
    non_retryable: bool
    def __init__(self, *, non_retryable: bool | None = ...) -> None: ...

class ResetWorkflowFailureInfo(_Message):
    @property
    def last_heartbeat_details(self) -> everloop.api.common.v1.Payloads: ...
    def __init__(self, *, last_heartbeat_details: everloop.api.common.v1.Payloads | None = ...) -> None: ...

class ActivityFailureInfo(_Message):
    scheduled_event_id: int
    started_event_id: int
    identity: str
    @property
    def activity_type(self) -> everloop.api.common.v1.ActivityType: ...
    activity_id: str
    retry_state: everloop.api.enums.v1.RetryState.ValueType
    def __init__(self, *, scheduled_event_id: int | None = ..., started_event_id: int | None = ..., identity: str | None = ..., activity_type: everloop.api.common.v1.ActivityType | None = ..., activity_id: str | None = ..., retry_state: everloop.api.enums.v1.RetryState.ValueType | None = ...) -> None: ...

class ChildWorkflowExecutionFailureInfo(_Message):
    namespace: str
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    @property
    def workflow_type(self) -> everloop.api.common.v1.WorkflowType: ...
    initiated_event_id: int
    started_event_id: int
    retry_state: everloop.api.enums.v1.RetryState.ValueType
    def __init__(self, *, namespace: str | None = ..., workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., workflow_type: everloop.api.common.v1.WorkflowType | None = ..., initiated_event_id: int | None = ..., started_event_id: int | None = ..., retry_state: everloop.api.enums.v1.RetryState.ValueType | None = ...) -> None: ...

class NexusOperationFailureInfo(_Message):
    scheduled_event_id: int
    endpoint: str
    service: str
    operation: str
    operation_id: str
    operation_token: str
    def __init__(self, *, scheduled_event_id: int | None = ..., endpoint: str | None = ..., service: str | None = ..., operation: str | None = ..., operation_id: str | None = ..., operation_token: str | None = ...) -> None: ...

class NexusHandlerFailureInfo(_Message):
    type: str
    retry_behavior: everloop.api.enums.v1.NexusHandlerErrorRetryBehavior.ValueType
    def __init__(self, *, type: str | None = ..., retry_behavior: everloop.api.enums.v1.NexusHandlerErrorRetryBehavior.ValueType | None = ...) -> None: ...

class Failure(_Message):
    message: str
    source: str
    stack_trace: str
    @property
    def encoded_attributes(self) -> everloop.api.common.v1.Payload: ...
    @property
    def cause(self) -> Failure: ...
    @property
    def application_failure_info(self) -> ApplicationFailureInfo: ...
    @property
    def timeout_failure_info(self) -> TimeoutFailureInfo: ...
    @property
    def canceled_failure_info(self) -> CanceledFailureInfo: ...
    @property
    def terminated_failure_info(self) -> TerminatedFailureInfo: ...
    @property
    def server_failure_info(self) -> ServerFailureInfo: ...
    @property
    def reset_workflow_failure_info(self) -> ResetWorkflowFailureInfo: ...
    @property
    def activity_failure_info(self) -> ActivityFailureInfo: ...
    @property
    def child_workflow_execution_failure_info(self) -> ChildWorkflowExecutionFailureInfo: ...
    @property
    def nexus_operation_execution_failure_info(self) -> NexusOperationFailureInfo: ...
    @property
    def nexus_handler_failure_info(self) -> NexusHandlerFailureInfo: ...
    def __init__(self, *, message: str | None = ..., source: str | None = ..., stack_trace: str | None = ..., encoded_attributes: everloop.api.common.v1.Payload | None = ..., cause: Failure | None = ..., application_failure_info: ApplicationFailureInfo | None = ..., timeout_failure_info: TimeoutFailureInfo | None = ..., canceled_failure_info: CanceledFailureInfo | None = ..., terminated_failure_info: TerminatedFailureInfo | None = ..., server_failure_info: ServerFailureInfo | None = ..., reset_workflow_failure_info: ResetWorkflowFailureInfo | None = ..., activity_failure_info: ActivityFailureInfo | None = ..., child_workflow_execution_failure_info: ChildWorkflowExecutionFailureInfo | None = ..., nexus_operation_execution_failure_info: NexusOperationFailureInfo | None = ..., nexus_handler_failure_info: NexusHandlerFailureInfo | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["failure_info", b"failure_info"]) -> Literal["application_failure_info", "timeout_failure_info", "canceled_failure_info", "terminated_failure_info", "server_failure_info", "reset_workflow_failure_info", "activity_failure_info", "child_workflow_execution_failure_info", "nexus_operation_execution_failure_info", "nexus_handler_failure_info"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class MultiOperationExecutionAborted(_Message):
    def __init__(self) -> None: ...

