"""What handlers of operations are given and give back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypeAlias, TypeVar

from typing_extensions import Self

from everloop._dataclass import dataclass
from everloop.common import (
    ActivityIDConflictPolicy,
    ActivityIDReusePolicy,
    Priority,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)

from ._token import read_workflow_token, write_workflow_token

if TYPE_CHECKING:
    import everloop.client
    from everloop.client import Client
    from everloop.common import (
        MetricMeter,
        RetryPolicy,
        SearchAttributes,
        TypedSearchAttributes,
        VersioningOverride,
    )

__all__ = [
    "Callback",
    "CancelActivityOptions",
    "CancelUpdateWorkflowOptions",
    "CancelWorkflowRunOptions",
    "Info",
    "NexusCallback",
    "TemporalCancelOperationContext",
    "TemporalNexusClient",
    "TemporalOperationHandler",
    "TemporalOperationResult",
    "TemporalOperationStartHandlerFunc",
    "TemporalStartOperationContext",
    "WorkflowHandle",
    "WorkflowRunOperationContext",
    "outside",
]

_Output = TypeVar("_Output")
_Result = TypeVar("_Result")
_UNSET: Any = object()


@dataclass(frozen=True)
class Callback:
    """Where the completion of an operation is reported."""

    url: str
    headers: Mapping[str, str]


NexusCallback = Callback


@dataclass(frozen=True)
class Info:
    """The operation that runs."""

    endpoint: str
    namespace: str
    task_queue: str


@dataclass(frozen=True)
class CancelActivityOptions:
    """The activity behind an operation that is to be cancelled."""

    activity_id: str
    run_id: str


@dataclass(frozen=True)
class CancelWorkflowRunOptions:
    """The workflow behind an operation that is to be cancelled."""

    workflow_id: str


@dataclass(frozen=True)
class CancelUpdateWorkflowOptions:
    """The update behind an operation that is to be cancelled."""

    workflow_id: str
    update_id: str
    run_id: str


@dataclass(frozen=True, kw_only=True)
class _OperationContext:
    service: str
    operation: str
    headers: Mapping[str, str]
    task_cancellation: Any
    request_deadline: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class _StartContext(_OperationContext):
    request_id: str
    callback_url: str | None = None
    callback_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    inbound_links: Sequence[Any] = field(default_factory=list[Any])
    outbound_links: list[Any] = field(default_factory=list[Any])


@dataclass(frozen=True, kw_only=True)
class TemporalStartOperationContext(_StartContext):
    """What a handler is told when an operation starts."""


@dataclass(frozen=True, kw_only=True)
class TemporalCancelOperationContext(_OperationContext):
    """What a handler is told when an operation is to be cancelled."""


@dataclass(frozen=True, kw_only=True)
class WorkflowRunOperationContext(_StartContext):
    """What a handler is told when an operation starts that is a workflow."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        refuse()

    @property
    def metric_meter(self) -> MetricMeter:
        """What the operation records metrics with."""
        outside()

    async def start_workflow(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = _UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str | None = None,
        result_type: type | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.UNSPECIFIED,
        retry_policy: RetryPolicy | None = None,
        cron_schedule: str = "",
        memo: Mapping[str, Any] | None = None,
        search_attributes: TypedSearchAttributes | SearchAttributes | None = None,
        static_summary: str | None = None,
        static_details: str | None = None,
        start_delay: timedelta | None = None,
        start_signal: str | None = None,
        start_signal_args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
        request_eager_start: bool = False,
        priority: Priority = Priority.default,
        versioning_override: VersioningOverride | None = None,
    ) -> WorkflowHandle[Any]:
        """Start the workflow behind the operation; the options are those of `Client.start_workflow`.

        Raises:
            NotImplementedError: Always, so far.
        """
        refuse()


@dataclass(frozen=True)
class WorkflowHandle(Generic[_Output]):
    """The workflow behind an operation."""

    namespace: str
    workflow_id: str
    version: int | None = None

    def to_token(self) -> str:
        """The operation's token, which names the workflow."""
        return write_workflow_token(self.namespace, self.workflow_id)

    @classmethod
    def from_token(cls, token: str) -> WorkflowHandle[_Output]:
        """The handle that a token stands for.

        Raises:
            TypeError: If it is no token of a workflow.
        """
        return cls(*read_workflow_token(token))


class TemporalNexusClient(ABC):
    """What handlers start workflows, updates and activities with."""

    @property
    @abstractmethod
    def client(self) -> Client:
        """The worker's client."""
        ...

    @abstractmethod
    async def start_activity(
        self,
        activity: str | Callable[..., Any],
        arg: Any = _UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str | None = None,
        result_type: type | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        heartbeat_timeout: timedelta | None = None,
        start_delay: timedelta | None = None,
        id_reuse_policy: ActivityIDReusePolicy = ActivityIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: ActivityIDConflictPolicy = ActivityIDConflictPolicy.FAIL,
        retry_policy: RetryPolicy | None = None,
        search_attributes: TypedSearchAttributes | None = None,
        summary: str | None = None,
        priority: Priority = Priority.default,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> TemporalOperationResult[Any]:
        """Start an activity as the operation; the options are those of `Client.start_activity`."""
        ...

    @abstractmethod
    async def start_workflow(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = _UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str | None = None,
        result_type: type | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.UNSPECIFIED,
        retry_policy: RetryPolicy | None = None,
        cron_schedule: str = "",
        memo: Mapping[str, Any] | None = None,
        search_attributes: TypedSearchAttributes | SearchAttributes | None = None,
        static_summary: str | None = None,
        static_details: str | None = None,
        start_delay: timedelta | None = None,
        start_signal: str | None = None,
        start_signal_args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
        request_eager_start: bool = False,
        priority: Priority = Priority.default,
        versioning_override: VersioningOverride | None = None,
    ) -> TemporalOperationResult[Any]:
        """Start a workflow as the operation; the options are those of `Client.start_workflow`."""
        ...

    @abstractmethod
    async def start_workflow_update(
        self,
        workflow_id: str,
        update: str | Callable[..., Any],
        arg: Any = _UNSET,
        *,
        args: Sequence[Any] = [],
        wait_for_stage: Literal[everloop.client.WorkflowUpdateStage.ACCEPTED],
        update_id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
        run_id: str | None = None,
        first_execution_run_id: str | None = None,
    ) -> TemporalOperationResult[Any]:
        """Start an update as the operation; the options are those of `WorkflowHandle.start_update`."""
        ...


@dataclass(frozen=True)
class TemporalOperationResult(Generic[_Result]):
    """What starting an operation gives: its result, or a token of what goes on."""

    value: _Result | object = _UNSET
    token: str | None = None

    def __post_init__(self) -> None:
        """Refuse both, and neither."""
        if (self.value is _UNSET) == (self.token is None):
            raise ValueError("TemporalOperationResult must have exactly one of value or token set.")

    @classmethod
    def sync(cls, value: _Result) -> Self:
        """The operation has ended with this value."""
        return cls(value=value)

    @classmethod
    def async_token(cls, token: str) -> Self:
        """The operation goes on; the token names it."""
        return cls(token=token)


class TemporalOperationHandler(ABC):
    """Base of what handles an operation. Workers refuse such handlers so far."""

    @abstractmethod
    async def start_operation(self, ctx: TemporalStartOperationContext, client: TemporalNexusClient, input: Any) -> Any:
        """Start the operation."""
        ...

    async def start(self, ctx: Any, input: Any) -> Any:
        """Start the operation, as the worker asks for it."""
        refuse()

    async def cancel(self, ctx: Any, token: str) -> None:
        """Cancel what the token names."""
        refuse()

    async def cancel_activity(self, ctx: TemporalCancelOperationContext, options: CancelActivityOptions) -> None:
        """Cancel the activity behind the operation."""
        refuse()

    async def cancel_workflow_run(self, ctx: TemporalCancelOperationContext, options: CancelWorkflowRunOptions) -> None:
        """Cancel the workflow behind the operation."""
        refuse()

    async def cancel_workflow_update(
        self, ctx: TemporalCancelOperationContext, options: CancelUpdateWorkflowOptions
    ) -> None:
        """Cancel the update behind the operation."""
        refuse()


TemporalOperationStartHandlerFunc: TypeAlias = Callable[..., Awaitable[Any]]


def outside() -> NoReturn:
    """Say that no operation runs."""
    raise RuntimeError("Not in Nexus operation context")


def refuse() -> NoReturn:
    """Say that operations are not supported."""
    raise NotImplementedError("Nexus operations are not supported by everloop yet")
