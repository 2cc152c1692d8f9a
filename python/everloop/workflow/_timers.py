"""Waiting: for time to pass, or for something to become true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from everloop._bridge import workflow as _core

from ._event_groups import EventGroup

__all__ = ["sleep", "wait_condition"]


async def sleep(
    duration: float | timedelta,
    *,
    summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
) -> None:
    """Waits for a time that survives crashes, by a timer of the workflow.

    Unlike `asyncio.sleep`, it makes a timer even for no time at all.

    Args:
        duration: How long, in seconds or as a ``timedelta``.
        summary: A short text for user interfaces.
        event_groups: Further groups that the timer belongs to.

    Raises:
        RuntimeError: If the duration is negative.
    """
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    future, timer = _core.start_timer(seconds, summary, event_groups)
    try:
        await future
    finally:
        timer.cancel()


async def wait_condition(
    fn: Callable[[], bool],
    *,
    timeout: timedelta | float | None = None,
    timeout_summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
) -> None:
    """Waits until a function returns something true.

    The function is asked whenever everything else in the workflow waits. It must not change anything.

    Args:
        fn: The function, without parameters.
        timeout: How long to wait at most, in seconds or as a ``timedelta``.
        timeout_summary: A short text for user interfaces, about the timeout's timer.
        event_groups: Further groups that the timeout's timer belongs to.

    Raises:
        asyncio.TimeoutError: If the time is up first.
    """
    future = _core.add_condition(fn)
    if timeout is None:
        await future
        return
    seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
    if (timeout_summary is not None or event_groups) and seconds > 0:
        _core.name_next_timer(timeout_summary, event_groups)
    await asyncio.wait_for(future, seconds)
