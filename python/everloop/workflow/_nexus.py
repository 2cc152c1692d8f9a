"""Nexus operations from workflows. Not supported yet: the names are there, and calling them says so."""

from __future__ import annotations

from abc import ABC
from collections.abc import Generator, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum
from typing import Any, Generic, NoReturn, TypeVar

from everloop.types import NexusServiceType

from ._event_groups import EventGroup

__all__ = [
    "NexusClient",
    "NexusOperationCancellationType",
    "NexusOperationHandle",
    "create_nexus_client",
    "signal_with_start_workflow",
]

_OutputT = TypeVar("_OutputT")


def _refuse() -> NoReturn:
    raise NotImplementedError("nexus operations are not supported yet")


class NexusOperationHandle(Generic[_OutputT]):
    """A running Nexus operation."""

    def cancel(self) -> bool:
        """Asks for the operation to be canceled."""
        _refuse()

    def __await__(self) -> Generator[Any, Any, _OutputT]:
        """Waits for the operation's result."""
        _refuse()

    @property
    def operation_token(self) -> str | None:
        """What the operation's handler named it."""
        _refuse()


class NexusOperationCancellationType(IntEnum):
    """What a workflow does when it cancels a Nexus operation."""

    WAIT_COMPLETED = 0
    """Request the cancellation and wait until the operation has ended."""

    ABANDON = 1
    """Go on at once and do not tell the operation."""

    TRY_CANCEL = 2
    """Request the cancellation and go on at once."""

    WAIT_REQUESTED = 3
    """Request the cancellation and wait until the request is delivered."""


class NexusClient(ABC, Generic[NexusServiceType]):
    """Runs the operations of one Nexus service."""

    async def start_operation(
        self,
        operation: Any,
        input: Any,
        *,
        output_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        cancellation_type: NexusOperationCancellationType = NexusOperationCancellationType.WAIT_COMPLETED,
        headers: Mapping[str, str] | None = None,
        summary: str | None = None,
        event_groups: Sequence[EventGroup] | None = None,
    ) -> NexusOperationHandle[Any]:
        """Starts an operation and waits until it has started."""
        _refuse()

    async def execute_operation(
        self,
        operation: Any,
        input: Any,
        *,
        output_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        cancellation_type: NexusOperationCancellationType = NexusOperationCancellationType.WAIT_COMPLETED,
        headers: Mapping[str, str] | None = None,
        summary: str | None = None,
        event_groups: Sequence[EventGroup] | None = None,
    ) -> Any:
        """Runs an operation and waits for its result."""
        _refuse()


def create_nexus_client(*, service: type[NexusServiceType] | str, endpoint: str) -> NexusClient[NexusServiceType]:
    """Makes a client of a Nexus service.

    Raises:
        NotImplementedError: Always, so far.
    """
    _refuse()


async def signal_with_start_workflow(*args: Any, **options: Any) -> NoReturn:
    """Signals a workflow that is started if it does not run.

    Raises:
        NotImplementedError: Always, so far.
    """
    _refuse()
