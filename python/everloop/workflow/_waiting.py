"""`asyncio.wait` and `asyncio.as_completed` with an order that is always the same.

Those of the standard library keep their futures in sets, whose order depends on memory addresses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Iterator
from typing import Any, TypeVar, overload

from everloop.types import AnyType

__all__ = ["as_completed", "wait"]

_FutureType = TypeVar("_FutureType", bound="asyncio.Future[Any]")


def _ordered(fs: Iterable[Awaitable[Any]]) -> list[asyncio.Future[Any]]:
    """The awaitables as futures, each once, in the order given."""
    loop = asyncio.get_running_loop()
    return [asyncio.ensure_future(f, loop=loop) for f in dict.fromkeys(fs)]


@overload
async def wait(
    fs: Iterable[_FutureType],
    *,
    timeout: float | None = None,
    return_when: str = asyncio.ALL_COMPLETED,
) -> tuple[list[_FutureType], list[_FutureType]]: ...


@overload
async def wait(
    fs: Iterable[asyncio.Task[AnyType]],
    *,
    timeout: float | None = None,
    return_when: str = asyncio.ALL_COMPLETED,
) -> tuple[list[asyncio.Task[AnyType]], list[asyncio.Task[AnyType]]]: ...


async def wait(
    fs: Iterable[Any],
    *,
    timeout: float | None = None,
    return_when: str = asyncio.ALL_COMPLETED,
) -> tuple[Any, Any]:
    """Waits like `asyncio.wait`, and returns lists in the order of the futures given.

    Args:
        fs: Futures or tasks.
        timeout: How many seconds to wait at most.
        return_when: One of asyncio's three constants.

    Returns:
        The futures that are done, and those that are not.

    Raises:
        TypeError: If a coroutine is given.
        ValueError: If nothing is given, or ``return_when`` is none of the constants.
    """
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
        raise TypeError(f"Expect an iterable of futures, not {type(fs).__name__}")
    given = list(fs)
    if not given:
        raise ValueError("Sequence of Tasks/Futures must not be empty.")
    if return_when not in (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED):
        raise ValueError(f"Invalid return_when value: {return_when}")
    if any(asyncio.iscoroutine(f) for f in given):
        raise TypeError("Passing coroutines is forbidden, use tasks explicitly.")
    futures = _ordered(given)
    await _wait(futures, timeout, return_when)
    return [f for f in futures if f.done()], [f for f in futures if not f.done()]


def _is_enough(future: asyncio.Future[Any], return_when: str) -> bool:
    if return_when == asyncio.FIRST_COMPLETED:
        return True
    return return_when == asyncio.FIRST_EXCEPTION and not future.cancelled() and future.exception() is not None


async def _wait(futures: list[asyncio.Future[Any]], timeout: float | None, return_when: str) -> None:
    pending = sum(not f.done() for f in futures)
    if not pending or any(f.done() and _is_enough(f, return_when) for f in futures):
        return
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def release() -> None:
        if not waiter.done():
            waiter.set_result(None)

    def on_done(future: asyncio.Future[Any]) -> None:
        nonlocal pending
        pending -= 1
        if pending <= 0 or _is_enough(future, return_when):
            release()

    timer = loop.call_later(timeout, release) if timeout is not None else None
    for future in futures:
        future.add_done_callback(on_done)
    try:
        await waiter
    finally:
        if timer is not None:
            timer.cancel()
        for future in futures:
            future.remove_done_callback(on_done)


def as_completed(
    fs: Iterable[Awaitable[AnyType]],
    *,
    timeout: float | None = None,
) -> Iterator[Awaitable[AnyType]]:
    """Iterates like `asyncio.as_completed`, starting its coroutines in the order given.

    Args:
        fs: Awaitables.
        timeout: How many seconds to wait at most, for all of them together.

    Yields:
        Awaitables, of which the n-th gives the result of whichever is done n-th. It raises
        `asyncio.TimeoutError` if the time is up first.

    Raises:
        TypeError: If a single awaitable is given.
    """
    if asyncio.isfuture(fs) or asyncio.iscoroutine(fs):
        raise TypeError(f"Expect an iterable of futures, not {type(fs).__name__}")
    done: asyncio.Queue[asyncio.Future[AnyType] | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    todo = _ordered(fs)

    def on_timeout() -> None:
        for future in todo:
            future.remove_done_callback(on_done)
            done.put_nowait(None)
        todo.clear()

    def on_done(future: asyncio.Future[AnyType]) -> None:
        if not todo:
            return
        todo.remove(future)
        done.put_nowait(future)
        if not todo and timer is not None:
            timer.cancel()

    async def next_result() -> AnyType:
        future = await done.get()
        if future is None:
            raise asyncio.TimeoutError
        return future.result()

    for future in todo:
        future.add_done_callback(on_done)
    timer = loop.call_later(timeout, on_timeout) if todo and timeout is not None else None
    for _ in range(len(todo)):
        yield next_result()
