"""Nexus: operations that other namespaces call. The names are here, so that modules with handlers import.

Serving operations is not supported yet: a worker that is given handlers says so, and outside of an operation the
functions here behave as they always do there, by raising `RuntimeError`.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeAlias, TypeVar

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

_Output = TypeVar("_Output")
_Result = TypeVar("_Result")
_NO_VALUE: Any = object()


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


class TemporalStartOperationContext:
    """What a handler is told when an operation starts."""

    def __init__(self, *args: Any, **options: Any) -> None:
        _refuse()


class WorkflowRunOperationContext(TemporalStartOperationContext):
    """What a handler is told when an operation starts that is a workflow."""


class TemporalCancelOperationContext:
    """What a handler is told when an operation is to be cancelled."""

    def __init__(self, *args: Any, **options: Any) -> None:
        _refuse()


@dataclass(frozen=True)
class WorkflowHandle(Generic[_Output]):
    """The workflow behind an operation."""

    namespace: str
    workflow_id: str
    version: int | None = None


class TemporalNexusClient:
    """What handlers start workflows with."""


class TemporalOperationResult(Generic[_Result]):
    """What starting an operation gives: its result, or a token of what goes on."""

    def __init__(self, value: _Result | object = _NO_VALUE, token: str | None = None) -> None:
        self.value = value
        self.token = token


class TemporalOperationHandler(ABC):
    """Base of what handles an operation."""

    @abstractmethod
    async def start(self, ctx: Any, input: Any) -> Any:
        """Start the operation."""
        ...


TemporalOperationStartHandlerFunc: TypeAlias = Callable[..., Awaitable[Any]]


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
    _outside()


def client() -> Client:
    """The client of the worker that runs the operation.

    Raises:
        RuntimeError: If none runs.
    """
    _outside()


def metric_meter() -> MetricMeter:
    """What the operation records metrics with.

    Raises:
        RuntimeError: If none runs.
    """
    _outside()


def is_worker_shutdown() -> bool:
    """Whether the worker that runs the operation shuts down.

    Raises:
        RuntimeError: If none runs.
    """
    _outside()


async def wait_for_worker_shutdown() -> None:
    """Wait until the worker that runs the operation shuts down.

    Raises:
        RuntimeError: If none runs.
    """
    _outside()


def wait_for_worker_shutdown_sync(timeout: timedelta | float | None = None) -> None:
    """Wait until the worker that runs the operation shuts down.

    Args:
        timeout: How long to wait; a number is in seconds.

    Raises:
        RuntimeError: If none runs.
    """
    _outside()


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


def _outside() -> NoReturn:
    raise RuntimeError("Not in Nexus operation context")


def _refuse() -> NoReturn:
    raise NotImplementedError("Nexus operations are not supported yet")
