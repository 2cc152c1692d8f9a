"""Tasks: their order, their ends, and how they are cancelled."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from ._program import Log, after, program, shape


@program
async def tasks__interleave_in_order(log: Log) -> None:
    async def steps(name: str) -> None:
        for step in range(3):
            log(name, step)
            await asyncio.sleep(0)

    await asyncio.gather(*(steps(name) for name in "abc"))


@program
async def tasks__names_and_current(log: Log) -> None:
    async def named() -> str:
        task = asyncio.current_task()
        assert task is not None
        return task.get_name()

    task = asyncio.create_task(named(), name="mine")
    log(await task, task.done(), task.cancelled(), task.result())
    task.set_name("other")
    log(task.get_name(), len(asyncio.all_tasks()))


@program
async def tasks__done_callbacks_in_order(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a"))
    task.add_done_callback(lambda done: log("first", done.result()))
    removed: Callable[[Any], None] = lambda _: log("never")  # noqa: E731
    task.add_done_callback(removed)
    task.add_done_callback(lambda done: log("second", done.result()))
    log(task.remove_done_callback(removed))
    await task
    log("awaited")
    task.add_done_callback(lambda _: log("late"))
    await asyncio.sleep(0)


@program
async def tasks__exception_is_kept(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a", ValueError))
    await asyncio.wait([task])
    log(shape(task.exception() or Exception()))
    try:
        await task
    except ValueError as error:
        log("again", str(error))


@program
async def tasks__awaiting_a_finished_one_does_not_yield(log: Log) -> None:
    task = asyncio.create_task(after(log, 0, "a"))
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_soon(log, "soon")
    await task
    log("not yet")
    await asyncio.sleep(0)


@program
async def cancellation__before_start(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "never"))
    log(task.cancel("why"))
    try:
        await task
    except asyncio.CancelledError as error:
        log("cancelled", *error.args)
    log(task.cancelled(), task.cancel())


@program
async def cancellation__message(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "a"))
    await asyncio.sleep(0.1)
    task.cancel("why")
    try:
        await task
    except asyncio.CancelledError as error:
        log(*error.args)


@program
async def cancellation__swallowed(log: Log) -> None:
    async def stubborn() -> str:
        for attempt in range(3):
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                log("no", attempt)
        return "done"

    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()
    log(await task, task.cancelling())


@program
async def cancellation__counts(log: Log) -> None:
    async def counting() -> None:
        task = asyncio.current_task()
        assert task is not None
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log(task.cancelling())
            log(task.uncancel(), task.uncancel(), task.cancelling())
        await asyncio.sleep(0.1)
        log("went on")

    task = asyncio.create_task(counting())
    await asyncio.sleep(0.1)
    task.cancel()
    task.cancel()
    await task
    log(task.cancelled())


@program
async def cancellation__awaits_in_finally(log: Log) -> None:
    async def careful() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.5)
            log("cleaned")

    task = asyncio.create_task(careful())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def cancellation__of_what_is_awaited(log: Log) -> None:
    inner = asyncio.create_task(after(log, 1, "inner"))

    async def outer() -> None:
        await inner

    waiting = asyncio.create_task(outer())
    await asyncio.sleep(0.1)
    waiting.cancel()
    await asyncio.wait([waiting, inner])
    log(waiting.cancelled(), inner.cancelled())


@program
async def cancellation__of_oneself(log: Log) -> None:
    async def suicidal() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        log("still here")
        await asyncio.sleep(0)
        log("never")

    task = asyncio.create_task(suicidal())
    await asyncio.wait([task])
    log(task.cancelled())


if sys.version_info >= (3, 12):

    @program
    async def eager__task_runs_at_once(log: Log) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.Task(after(log, 0.1, "a"), loop=loop, eager_start=True)
        log("made")
        log(await task)

    @program
    async def eager__factory(log: Log) -> None:
        loop = asyncio.get_running_loop()
        loop.set_task_factory(asyncio.eager_task_factory)

        async def immediate() -> int:
            return 7

        task = asyncio.create_task(immediate())
        log(task.done(), await task)
        loop.set_task_factory(None)
