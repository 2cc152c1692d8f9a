"""Made by tools/api_stubs.py from temporal/api/errordetails/v1/message.proto."""

from collections.abc import Iterable
import everloop.api.common.v1
import everloop.api.enums.v1
import everloop.api.failure.v1
import google.protobuf.any_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer
from google.protobuf.message import Message as _Message

class NotFoundFailure(_Message):
    current_cluster: str
    active_cluster: str
    def __init__(self, *, current_cluster: str | None = ..., active_cluster: str | None = ...) -> None: ...

class WorkflowExecutionAlreadyStartedFailure(_Message):
    start_request_id: str
    run_id: str
    first_execution_run_id: str
    def __init__(self, *, start_request_id: str | None = ..., run_id: str | None = ..., first_execution_run_id: str | None = ...) -> None: ...

class NamespaceNotActiveFailure(_Message):
    namespace: str
    current_cluster: str
    active_cluster: str
    def __init__(self, *, namespace: str | None = ..., current_cluster: str | None = ..., active_cluster: str | None = ...) -> None: ...

class NamespaceUnavailableFailure(_Message):
    namespace: str
    def __init__(self, *, namespace: str | None = ...) -> None: ...

class NamespaceInvalidStateFailure(_Message):
    namespace: str
    state: everloop.api.enums.v1.NamespaceState.ValueType
    @property
    def allowed_states(self) -> RepeatedScalarFieldContainer[everloop.api.enums.v1.NamespaceState.ValueType]: ...
    def __init__(self, *, namespace: str | None = ..., state: everloop.api.enums.v1.NamespaceState.ValueType | None = ..., allowed_states: Iterable[everloop.api.enums.v1.NamespaceState.ValueType] | None = ...) -> None: ...

class NamespaceNotFoundFailure(_Message):
    namespace: str
    def __init__(self, *, namespace: str | None = ...) -> None: ...

class NamespaceAlreadyExistsFailure(_Message):
    def __init__(self) -> None: ...

class ClientVersionNotSupportedFailure(_Message):
    client_version: str
    client_name: str
    supported_versions: str
    def __init__(self, *, client_version: str | None = ..., client_name: str | None = ..., supported_versions: str | None = ...) -> None: ...

class ServerVersionNotSupportedFailure(_Message):
    server_version: str
    client_supported_server_versions: str
    def __init__(self, *, server_version: str | None = ..., client_supported_server_versions: str | None = ...) -> None: ...

class CancellationAlreadyRequestedFailure(_Message):
    def __init__(self) -> None: ...

class QueryFailedFailure(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ...) -> None: ...

class PermissionDeniedFailure(_Message):
    reason: str
    def __init__(self, *, reason: str | None = ...) -> None: ...

class ResourceExhaustedFailure(_Message):
    cause: everloop.api.enums.v1.ResourceExhaustedCause.ValueType
    scope: everloop.api.enums.v1.ResourceExhaustedScope.ValueType
    def __init__(self, *, cause: everloop.api.enums.v1.ResourceExhaustedCause.ValueType | None = ..., scope: everloop.api.enums.v1.ResourceExhaustedScope.ValueType | None = ...) -> None: ...

class SystemWorkflowFailure(_Message):
    @property
    def workflow_execution(self) -> everloop.api.common.v1.WorkflowExecution: ...
    workflow_error: str
    def __init__(self, *, workflow_execution: everloop.api.common.v1.WorkflowExecution | None = ..., workflow_error: str | None = ...) -> None: ...

class WorkflowNotReadyFailure(_Message):
    def __init__(self) -> None: ...

class NewerBuildExistsFailure(_Message):
    default_build_id: str
    def __init__(self, *, default_build_id: str | None = ...) -> None: ...

class MultiOperationExecutionFailure(_Message):
    class OperationStatus(_Message):
        code: int
        message: str
        @property
        def details(self) -> RepeatedCompositeFieldContainer[google.protobuf.any_pb2.Any]: ...
        def __init__(self, *, code: int | None = ..., message: str | None = ..., details: Iterable[google.protobuf.any_pb2.Any] | None = ...) -> None: ...

    @property
    def statuses(self) -> RepeatedCompositeFieldContainer[MultiOperationExecutionFailure.OperationStatus]: ...
    def __init__(self, *, statuses: Iterable[MultiOperationExecutionFailure.OperationStatus] | None = ...) -> None: ...

class ActivityExecutionAlreadyStartedFailure(_Message):
    start_request_id: str
    run_id: str
    def __init__(self, *, start_request_id: str | None = ..., run_id: str | None = ...) -> None: ...

class NexusOperationExecutionAlreadyStartedFailure(_Message):
    start_request_id: str
    run_id: str
    def __init__(self, *, start_request_id: str | None = ..., run_id: str | None = ...) -> None: ...

class WorkflowTaskCompletionBufferLostFailure(_Message):
    def __init__(self) -> None: ...

