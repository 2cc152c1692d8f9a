"""Handles of activities and child workflows: tasks that end when those do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.types import (
    MethodSyncOrAsyncNoParam,
    MethodSyncOrAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

from ._tasks import Task

if TYPE_CHECKING:
    from typing import Concatenate

    import everloop.workflow

__all__ = ["ActivityHandle", "ChildWorkflowHandle"]


class ActivityHandle(Task[ReturnType]):
    """A running activity: await it for the result, cancel it to have it canceled."""

    def cancel(self, msg: Any | None = None) -> bool:
        """Asks for the activity to be canceled.

        Args:
            msg: Passed on to the exception.

        Returns:
            False if the activity is over.
        """
        if not self.done():
            operation: Any = self.get_coro()
            operation.cancel_before_start()
        return super().cancel(msg)


class ChildWorkflowHandle(Task[ReturnType], Generic[SelfType, ReturnType]):
    """A child workflow that has started: await it for the result, cancel it to have it canceled."""

    _id = ""
    _run_id: str | None = None

    @property
    def id(self) -> str:
        """The child's workflow id."""
        return self._id

    @property
    def first_execution_run_id(self) -> str | None:
        """The id of the child's first run."""
        return self._run_id

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncNoParam[SelfType, None],
        *,
        event_groups: Sequence[everloop.workflow.EventGroup] | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncSingleParam[SelfType, ParamType, None],
        arg: ParamType,
        *,
        event_groups: Sequence[everloop.workflow.EventGroup] | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[None] | None],
        *,
        args: Sequence[Any],
        event_groups: Sequence[everloop.workflow.EventGroup] | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        event_groups: Sequence[everloop.workflow.EventGroup] | None = None,
    ) -> None: ...

    async def signal(
        self,
        signal: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        event_groups: Sequence[everloop.workflow.EventGroup] | None = None,
    ) -> None:
        """Signals the child and waits until the signal is delivered.

        Args:
            signal: The signal's name, or its decorated method.
            arg: The one argument of the signal.
            args: Its arguments, if there are several.
            event_groups: Further groups that the signal belongs to.
        """
        from ._external import signal_child

        await signal_child(self._id, signal, arguments(arg, args), event_groups)
