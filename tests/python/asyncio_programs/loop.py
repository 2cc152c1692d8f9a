"""The loop, as programs see it that ask for it."""

from __future__ import annotations

import asyncio
from typing import Any

from ._program import Log, after, program, shape


@program
async def loop__callbacks_in_order(log: Log) -> None:
    loop = asyncio.get_running_loop()
    loop.call_soon(log, "soon")
    loop.call_later(0.2, log, "later")
    loop.call_later(0.1, log, "sooner")
    cancelled = loop.call_later(0.15, log, "never")
    cancelled.cancel()
    loop.call_at(loop.time() + 0.3, log, "at")
    log("now", cancelled.cancelled())
    await asyncio.sleep(0.5)


@program
async def loop__same_moment_in_order(log: Log) -> None:
    # Of more than two timers that are due at the same time CPython may take any first.
    loop = asyncio.get_running_loop()
    loop.call_later(0.1, log, "a")
    await after(log, 0.1, "b")


@program
async def loop__futures(log: Log) -> None:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[str] = loop.create_future()
    loop.call_later(0.1, future.set_result, "value")
    log(await future)
    failed: asyncio.Future[str] = loop.create_future()
    loop.call_soon(failed.set_exception, ValueError("no"))
    try:
        await failed
    except ValueError as error:
        log(str(error))
    cancelled: asyncio.Future[str] = loop.create_future()
    loop.call_soon(cancelled.cancel)
    try:
        await cancelled
    except asyncio.CancelledError:
        log(cancelled.cancelled())
    try:
        future.set_result("twice")
    except asyncio.InvalidStateError:
        log("invalid")


@program
async def loop__exceptions_in_callbacks(log: Log) -> None:
    loop = asyncio.get_running_loop()
    seen: list[Any] = []
    loop.set_exception_handler(lambda _, context: seen.append(shape(context["exception"])))

    def bad() -> None:
        raise ValueError("in callback")

    loop.call_soon(bad)
    loop.call_soon(log, "the next one runs")
    await asyncio.sleep(0)
    log(seen)
    loop.call_exception_handler({"message": "by hand", "exception": KeyError("k")})
    log(seen)
    loop.set_exception_handler(None)
    log(loop.get_exception_handler())


@program
async def loop__task_factory(log: Log) -> None:
    loop = asyncio.get_running_loop()

    def factory(loop: Any, coroutine: Any, **options: Any) -> Any:
        log("made")
        return asyncio.Task(coroutine, loop=loop, **options)

    loop.set_task_factory(factory)
    log(await asyncio.create_task(after(log, 0, "a")), loop.get_task_factory() is factory)
    loop.set_task_factory(None)


@program
async def loop__is_what_asyncio_says(log: Log) -> None:
    loop = asyncio.get_running_loop()
    log(loop is asyncio.get_event_loop(), loop.is_running(), loop.is_closed(), loop.get_debug())
    future = asyncio.ensure_future(after(log, 0, "a"))
    log(future.get_loop() is loop, await future)
