"""Nexus: operations that other namespaces call. The names are here, so that modules with handlers import.

Serving operations is not supported yet: a worker that is given handlers says so, and outside of an operation the
functions here behave as they always do there, by raising `RuntimeError`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, MutableMapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ._operation import (
    Callback,
    CancelActivityOptions,
    CancelUpdateWorkflowOptions,
    CancelWorkflowRunOptions,
    Info,
    NexusCallback,
    TemporalCancelOperationContext,
    TemporalNexusClient,
    TemporalOperationHandler,
    TemporalOperationResult,
    TemporalOperationStartHandlerFunc,
    TemporalStartOperationContext,
    WorkflowHandle,
    WorkflowRunOperationContext,
    outside,
)

if TYPE_CHECKING:
    from everloop.client import Client
    from everloop.common import MetricMeter

__all__ = [
    "Callback",
    "CancelActivityOptions",
    "CancelUpdateWorkflowOptions",
    "CancelWorkflowRunOptions",
    "Info",
    "LoggerAdapter",
    "NexusCallback",
    "TemporalCancelOperationContext",
    "TemporalNexusClient",
    "TemporalOperationHandler",
    "TemporalOperationResult",
    "TemporalOperationStartHandlerFunc",
    "TemporalStartOperationContext",
    "WorkflowHandle",
    "WorkflowRunOperationContext",
    "client",
    "in_operation",
    "info",
    "is_worker_shutdown",
    "logger",
    "metric_meter",
    "temporal_operation",
    "wait_for_worker_shutdown",
    "wait_for_worker_shutdown_sync",
    "workflow_run_operation",
]


if TYPE_CHECKING:
    _Adapter = logging.LoggerAdapter[logging.Logger]
else:
    # Python 3.10 has no subscript for it.
    _Adapter = logging.LoggerAdapter


class LoggerAdapter(_Adapter):
    """Adds the operation to log lines; outside of one it adds nothing."""

    def __init__(self, logger: logging.Logger, extra: Mapping[str, Any] | None) -> None:
        super().__init__(logger, extra or {})

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """The line as it is."""
        return msg, kwargs


logger = LoggerAdapter(logging.getLogger(__name__), None)


def in_operation() -> bool:
    """Whether the caller is a Nexus operation."""
    return False


def info() -> Info:
    """The operation that runs.

    Raises:
        RuntimeError: If none does.
    """
    outside()


def client() -> Client:
    """The client of the worker that runs the operation.

    Raises:
        RuntimeError: If none runs.
    """
    outside()


def metric_meter() -> MetricMeter:
    """What the operation records metrics with.

    Raises:
        RuntimeError: If none runs.
    """
    outside()


def is_worker_shutdown() -> bool:
    """Whether the worker that runs the operation shuts down.

    Raises:
        RuntimeError: If none runs.
    """
    outside()


async def wait_for_worker_shutdown() -> None:
    """Wait until the worker that runs the operation shuts down.

    Raises:
        RuntimeError: If none runs.
    """
    outside()


def wait_for_worker_shutdown_sync(timeout: timedelta | float | None = None) -> None:
    """Wait until the worker that runs the operation shuts down.

    Args:
        timeout: How long to wait; a number is in seconds.

    Raises:
        RuntimeError: If none runs.
    """
    outside()


def workflow_run_operation(start: Callable[..., Any] | None = None, *, name: str | None = None) -> Any:
    """Mark a method as an operation that is a workflow. Workers refuse such handlers so far.

    Args:
        start: The method.
        name: The operation's name; by default the method's.
    """
    return _mark(start)


def temporal_operation(start: Callable[..., Any] | None = None, *, name: str | None = None) -> Any:
    """Mark a method as an operation. Workers refuse such handlers so far.

    Args:
        start: The method.
        name: The operation's name; by default the method's.
    """
    return _mark(start)


def _mark(start: Callable[..., Any] | None) -> Any:
    def unchanged(method: Any) -> Any:
        return method

    return unchanged if start is None else start
