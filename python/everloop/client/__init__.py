"""Clients: connecting, starting workflows and dealing with those that exist.

`Client.connect` is where programs begin. What most programs never touch is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from everloop.service import (
    ConnectConfig,
    DnsLoadBalancingConfig,
    GrpcCompression,
    HttpConnectProxyConfig,
    KeepAliveConfig,
    PayloadLimitsConfig,
    RetryConfig,
    RPCError,
    RPCStatusCode,
    ServiceClient,
    TLSConfig,
)

from ._client import Client
from ._exceptions import (
    ActivityFailureError,
    AsyncActivityCancelledError,
    RPCTimeoutOrCancelledError,
    ScheduleAlreadyRunningError,
    WorkflowContinuedAsNewError,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from ._handle import WorkflowHandle
from ._history import WorkflowHistory, WorkflowHistoryEventAsyncIterator, WorkflowHistoryEventFilterType
from ._inputs import (
    CancelWorkflowInput,
    DescribeWorkflowInput,
    FetchWorkflowHistoryEventsInput,
    QueryWorkflowInput,
    SignalWorkflowInput,
    StartWorkflowInput,
    TerminateWorkflowInput,
)
from ._interceptor import Interceptor, OutboundInterceptor

if TYPE_CHECKING:
    from ._async_activity import AsyncActivityHandle, AsyncActivityIDReference
    from ._config import ClientConfig, ClientConnectConfig
    from ._execution import (
        WorkflowExecution,
        WorkflowExecutionAsyncIterator,
        WorkflowExecutionCount,
        WorkflowExecutionCountAggregationGroup,
        WorkflowExecutionDescription,
        WorkflowExecutionStatus,
    )
    from ._plugin import Plugin
    from ._rare_inputs import (
        CompleteAsyncActivityInput,
        CountWorkflowsInput,
        FailAsyncActivityInput,
        HeartbeatAsyncActivityInput,
        ListWorkflowsInput,
        ReportCancellationAsyncActivityInput,
        StartWorkflowUpdateInput,
    )
    from ._update import WithStartWorkflowOperation, WorkflowUpdateHandle, WorkflowUpdateStage

__all__ = [
    "Client",
    "ClientConfig",
    "ClientConnectConfig",
    "WorkflowHandle",
    "WorkflowUpdateHandle",
    "WorkflowUpdateStage",
    "WithStartWorkflowOperation",
    "AsyncActivityHandle",
    "AsyncActivityIDReference",
    "WorkflowExecution",
    "WorkflowExecutionDescription",
    "WorkflowExecutionStatus",
    "WorkflowExecutionAsyncIterator",
    "WorkflowExecutionCount",
    "WorkflowExecutionCountAggregationGroup",
    "WorkflowHistory",
    "WorkflowHistoryEventAsyncIterator",
    "WorkflowHistoryEventFilterType",
    "WorkflowFailureError",
    "WorkflowContinuedAsNewError",
    "WorkflowQueryRejectedError",
    "WorkflowQueryFailedError",
    "WorkflowUpdateFailedError",
    "RPCTimeoutOrCancelledError",
    "WorkflowUpdateRPCTimeoutOrCancelledError",
    "ActivityFailureError",
    "AsyncActivityCancelledError",
    "ScheduleAlreadyRunningError",
    "StartWorkflowInput",
    "CancelWorkflowInput",
    "DescribeWorkflowInput",
    "FetchWorkflowHistoryEventsInput",
    "ListWorkflowsInput",
    "CountWorkflowsInput",
    "QueryWorkflowInput",
    "SignalWorkflowInput",
    "TerminateWorkflowInput",
    "StartWorkflowUpdateInput",
    "HeartbeatAsyncActivityInput",
    "CompleteAsyncActivityInput",
    "FailAsyncActivityInput",
    "ReportCancellationAsyncActivityInput",
    "Interceptor",
    "OutboundInterceptor",
    "Plugin",
    "ConnectConfig",
    "DnsLoadBalancingConfig",
    "GrpcCompression",
    "HttpConnectProxyConfig",
    "KeepAliveConfig",
    "PayloadLimitsConfig",
    "RetryConfig",
    "RPCError",
    "RPCStatusCode",
    "ServiceClient",
    "TLSConfig",
]

_LAZY = {
    "_async_activity": ("AsyncActivityHandle", "AsyncActivityIDReference"),
    "_config": ("ClientConfig", "ClientConnectConfig"),
    "_execution": (
        "WorkflowExecution",
        "WorkflowExecutionAsyncIterator",
        "WorkflowExecutionCount",
        "WorkflowExecutionCountAggregationGroup",
        "WorkflowExecutionDescription",
        "WorkflowExecutionStatus",
    ),
    "_plugin": ("Plugin",),
    "_rare_inputs": (
        "CompleteAsyncActivityInput",
        "CountWorkflowsInput",
        "FailAsyncActivityInput",
        "HeartbeatAsyncActivityInput",
        "ListWorkflowsInput",
        "ReportCancellationAsyncActivityInput",
        "StartWorkflowUpdateInput",
    ),
    "_update": ("WithStartWorkflowOperation", "WorkflowUpdateHandle", "WorkflowUpdateStage"),
}


def __getattr__(name: str) -> Any:
    for module, names in _LAZY.items():
        if name in names:
            from importlib import import_module

            found = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
