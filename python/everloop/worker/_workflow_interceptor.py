"""Interceptors of workflows: the base classes, and what their methods are called with.

An inbound interceptor stands before the user's functions, an outbound one before what these ask of the
workflow. Each run has its own. They run in the workflow and must be as deterministic as it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.common
    import everloop.workflow

__all__ = [
    "ContinueAsNewInput",
    "ExecuteWorkflowInput",
    "HandleQueryInput",
    "HandleSignalInput",
    "HandleUpdateInput",
    "SignalChildWorkflowInput",
    "SignalExternalWorkflowInput",
    "StartActivityInput",
    "StartChildWorkflowInput",
    "StartLocalActivityInput",
    "StartNexusOperationInput",
    "WorkflowInboundInterceptor",
    "WorkflowInterceptorClassInput",
    "WorkflowOutboundInterceptor",
]

# In quotes: messages are loaded only by those who ask what it means.
_Headers: TypeAlias = "Mapping[str, everloop.api.common.v1.Payload]"


@dataclass(frozen=True)
class WorkflowInterceptorClassInput:
    """What an interceptor is asked for its class with."""

    unsafe_extern_functions: MutableMapping[str, Callable[..., Any]]
    """Add functions here to reach them from workflow code by `workflow.extern_functions`."""


@dataclass
class ContinueAsNewInput:
    """A call of `workflow.continue_as_new`."""

    workflow: str | None
    args: Sequence[Any]
    task_queue: str | None
    run_timeout: timedelta | None
    task_timeout: timedelta | None
    backoff_start_interval: timedelta | None
    retry_policy: everloop.common.RetryPolicy | None
    memo: Mapping[str, Any] | None
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes)
    headers: _Headers
    versioning_intent: everloop.workflow.VersioningIntent | None
    initial_versioning_behavior: everloop.workflow.ContinueAsNewVersioningBehavior | None
    event_groups: Sequence[everloop.workflow.EventGroup] | None = None
    arg_types: list[type] | None = None


@dataclass
class ExecuteWorkflowInput:
    """The start of a workflow's body."""

    type: type
    run_fn: Callable[..., Awaitable[Any]]
    """Takes the workflow object and then the arguments."""

    args: Sequence[Any]
    headers: _Headers


@dataclass
class HandleSignalInput:
    """A signal to handle."""

    signal: str
    args: Sequence[Any]
    headers: _Headers


@dataclass
class HandleQueryInput:
    """A query to answer."""

    id: str
    query: str
    args: Sequence[Any]
    headers: _Headers


@dataclass
class HandleUpdateInput:
    """An update to validate or to handle."""

    id: str
    update: str
    args: Sequence[Any]
    headers: _Headers


@dataclass
class SignalChildWorkflowInput:
    """A call of `ChildWorkflowHandle.signal`."""

    signal: str
    args: Sequence[Any]
    child_workflow_id: str
    headers: _Headers
    event_groups: Sequence[everloop.workflow.EventGroup] | None = None


@dataclass
class SignalExternalWorkflowInput:
    """A call of `ExternalWorkflowHandle.signal`."""

    signal: str
    args: Sequence[Any]
    namespace: str
    workflow_id: str
    workflow_run_id: str | None
    headers: _Headers
    event_groups: Sequence[everloop.workflow.EventGroup] | None = None


@dataclass
class StartActivityInput:
    """A call of `workflow.start_activity` and its kin."""

    activity: str
    args: Sequence[Any]
    activity_id: str | None
    task_queue: str | None
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    heartbeat_timeout: timedelta | None
    retry_policy: everloop.common.RetryPolicy | None
    cancellation_type: everloop.workflow.ActivityCancellationType
    headers: _Headers
    disable_eager_execution: bool
    versioning_intent: everloop.workflow.VersioningIntent | None
    summary: str | None
    event_groups: Sequence[everloop.workflow.EventGroup] | None = field(default=None, kw_only=True)
    priority: everloop.common.Priority
    arg_types: list[type] | None
    ret_type: type | None


@dataclass
class StartChildWorkflowInput:
    """A call of `workflow.start_child_workflow` and its kin."""

    workflow: str
    args: Sequence[Any]
    id: str
    task_queue: str | None
    cancellation_type: everloop.workflow.ChildWorkflowCancellationType
    parent_close_policy: everloop.workflow.ParentClosePolicy
    execution_timeout: timedelta | None
    run_timeout: timedelta | None
    task_timeout: timedelta | None
    id_reuse_policy: everloop.common.WorkflowIDReusePolicy
    retry_policy: everloop.common.RetryPolicy | None
    cron_schedule: str
    memo: Mapping[str, Any] | None
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes)
    headers: _Headers
    versioning_intent: everloop.workflow.VersioningIntent | None
    static_summary: str | None
    static_details: str | None
    versioning_override: everloop.common.VersioningOverride | None = field(default=None, kw_only=True)
    event_groups: Sequence[everloop.workflow.EventGroup] | None = field(default=None, kw_only=True)
    priority: everloop.common.Priority
    arg_types: list[type] | None
    ret_type: type | None


@dataclass
class StartLocalActivityInput:
    """A call of `workflow.start_local_activity` and its kin."""

    activity: str
    args: Sequence[Any]
    activity_id: str | None
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    retry_policy: everloop.common.RetryPolicy | None
    local_retry_threshold: timedelta | None
    cancellation_type: everloop.workflow.ActivityCancellationType
    headers: _Headers
    summary: str | None
    event_groups: Sequence[everloop.workflow.EventGroup] | None = None
    arg_types: list[type] | None = None
    ret_type: type | None = None


@dataclass
class StartNexusOperationInput:
    """A call of `NexusClient.start_operation`."""

    endpoint: str
    service: str
    operation: Any
    input: Any
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    cancellation_type: everloop.workflow.NexusOperationCancellationType
    headers: Mapping[str, str] | None
    summary: str | None
    event_groups: Sequence[everloop.workflow.EventGroup] | None = None
    output_type: type | None = None

    @property
    def operation_name(self) -> str:
        """The operation's name on the wire."""
        return self.operation if isinstance(self.operation, str) else str(self.operation.name)


class WorkflowInboundInterceptor:
    """Stands before the user's functions. Each method passes the call on unless it is overridden."""

    def __init__(self, next: WorkflowInboundInterceptor) -> None:
        """Stand before another interceptor."""
        self.next = next

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Called once; pass on an outbound interceptor of one's own to stand before it."""
        self.next.init(outbound)

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Called to run the workflow."""
        return await self.next.execute_workflow(input)

    async def handle_signal(self, input: HandleSignalInput) -> None:
        """Called to handle a signal."""
        await self.next.handle_signal(input)

    async def handle_query(self, input: HandleQueryInput) -> Any:
        """Called to answer a query."""
        return await self.next.handle_query(input)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        """Called to validate an update."""
        self.next.handle_update_validator(input)

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        """Called to handle an update."""
        return await self.next.handle_update_handler(input)


class WorkflowOutboundInterceptor:
    """Stands before what the workflow asks for. Each method passes the call on unless it is overridden."""

    next: WorkflowOutboundInterceptor

    def __init__(self, next: WorkflowOutboundInterceptor) -> None:
        """Stand before another interceptor."""
        self.next = next

    def continue_as_new(self, input: ContinueAsNewInput) -> NoReturn:
        """Called by `workflow.continue_as_new`."""
        self.next.continue_as_new(input)

    def info(self) -> everloop.workflow.Info:
        """Called by `workflow.info`."""
        return self.next.info()

    async def signal_child_workflow(self, input: SignalChildWorkflowInput) -> None:
        """Called by `ChildWorkflowHandle.signal`."""
        await self.next.signal_child_workflow(input)

    async def signal_external_workflow(self, input: SignalExternalWorkflowInput) -> None:
        """Called by `ExternalWorkflowHandle.signal`."""
        await self.next.signal_external_workflow(input)

    def start_activity(self, input: StartActivityInput) -> everloop.workflow.ActivityHandle[Any]:
        """Called by `workflow.start_activity` and its kin."""
        return self.next.start_activity(input)

    async def start_child_workflow(
        self, input: StartChildWorkflowInput
    ) -> everloop.workflow.ChildWorkflowHandle[Any, Any]:
        """Called by `workflow.start_child_workflow` and its kin."""
        return await self.next.start_child_workflow(input)

    def start_local_activity(self, input: StartLocalActivityInput) -> everloop.workflow.ActivityHandle[Any]:
        """Called by `workflow.start_local_activity` and its kin."""
        return self.next.start_local_activity(input)

    async def start_nexus_operation(
        self, input: StartNexusOperationInput
    ) -> everloop.workflow.NexusOperationHandle[Any]:
        """Called by `NexusClient.start_operation`."""
        return await self.next.start_nexus_operation(input)
