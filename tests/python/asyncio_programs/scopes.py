"""Scopes that end what is in them: task groups and timeouts."""

from __future__ import annotations

import asyncio

from ._program import Log, after, program, shape


@program
async def task_group__results(log: Log) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    log([task.result() for task in tasks])


@program
async def task_group__failure_cancels_the_others(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 0.2, "slow"))
            group.create_task(after(log, 0.1, "bad", ValueError))
            await asyncio.sleep(5)
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))


@program
async def task_group__several_failures(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 0.1, "one", ValueError))
            group.create_task(after(log, 0.1, "two", KeyError))
            raise TypeError("body")
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))


@program
async def task_group__nested(log: Log) -> None:
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(after(log, 1, "outer"))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(after(log, 0.1, "inner", ValueError))
    except BaseExceptionGroup as errors:  # noqa: F821
        log(shape(errors))
    task = asyncio.current_task()
    assert task is not None
    log(task.cancelling())


@program
async def task_group__cancelled_from_outside(log: Log) -> None:
    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(after(log, 1, "a"))
            group.create_task(after(log, 1, "b"))

    task = asyncio.create_task(grouped())
    await asyncio.sleep(0.1)
    task.cancel("stop")
    await asyncio.wait([task])
    log(task.cancelled())


@program
async def task_group__refuses_when_over(log: Log) -> None:
    async with asyncio.TaskGroup() as group:
        pass
    coroutine = after(log, 0, "never")
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        log(shape(error)[0])
    coroutine.close()


@program
async def timeout__expires(log: Log) -> None:
    try:
        async with asyncio.timeout(0.1) as scope:
            await after(log, 1, "slow")
    except TimeoutError:
        log("timeout", scope.expired())
    task = asyncio.current_task()
    assert task is not None
    log(task.cancelling())


@program
async def timeout__not_reached(log: Log) -> None:
    async with asyncio.timeout(1) as scope:
        log(await after(log, 0.1, "quick"))
    log(scope.expired())
    await asyncio.sleep(2)


@program
async def timeout__nested(log: Log) -> None:
    try:
        async with asyncio.timeout(0.3):
            try:
                async with asyncio.timeout(0.1):
                    await after(log, 1, "inner")
            except TimeoutError:
                log("inner")
            await after(log, 1, "outer")
    except TimeoutError:
        log("outer")


@program
async def timeout__outer_first(log: Log) -> None:
    try:
        async with asyncio.timeout(0.1):
            try:
                async with asyncio.timeout(0.3):
                    await after(log, 1, "x")
            except TimeoutError:
                log("never")
    except TimeoutError:
        log("outer")


@program
async def timeout__rescheduled(log: Log) -> None:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(None) as scope:
            log(scope.when())
            scope.reschedule(loop.time() + 0.2)
            await asyncio.sleep(10)
    except TimeoutError:
        log("timeout")


@program
async def timeout__at(log: Log) -> None:
    try:
        async with asyncio.timeout_at(asyncio.get_running_loop().time() + 0.25):
            await asyncio.sleep(10)
    except TimeoutError:
        log("timeout")


@program
async def timeout__zero(log: Log) -> None:
    try:
        async with asyncio.timeout(0):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            await asyncio.sleep(1)
            log("never")
    except TimeoutError:
        log("timeout")


@program
async def timeout__and_cancelled(log: Log) -> None:
    async def both() -> None:
        async with asyncio.timeout(0.2):
            await asyncio.sleep(1)

    task = asyncio.create_task(both())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled())
