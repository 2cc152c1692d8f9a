"""Tasks of workflows: asyncio's, but sets of them have the same order in each replay."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from everloop._bridge.workflow import next_task_number

__all__ = ["Task"]

_T = TypeVar("_T", covariant=True)

if TYPE_CHECKING:
    _Base = asyncio.Task[_T]
else:

    class _Base(asyncio.Task, Generic[_T]):
        __slots__ = ()


class Task(_Base[_T]):
    """A task whose hash comes from its run and its number there, not from its address.

    `asyncio.wait`, `TaskGroup` and others keep tasks in sets and go through them: with hashes that differ from one
    replay to the next, tasks would be cancelled and results be found in another order than history has it.
    """

    __slots__ = ("_number",)
    _number: int

    def __hash__(self) -> int:
        """What the task hashes by, which it gets when it is first asked."""
        try:
            return self._number
        except AttributeError:
            self._number = next_task_number()
            return self._number
