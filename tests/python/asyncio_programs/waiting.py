"""Ways to wait for other tasks."""

from __future__ import annotations

import asyncio

from ._program import Log, after, program, shape


@program
async def wait_for__in_time(log: Log) -> None:
    log(await asyncio.wait_for(after(log, 0.1, "a"), 1))
    log(await asyncio.wait_for(after(log, 0.1, "b"), None))


@program
async def wait_for__expires(log: Log) -> None:
    task = asyncio.create_task(after(log, 1, "a"))
    try:
        await asyncio.wait_for(task, 0.1)
    except asyncio.TimeoutError:
        log("timeout", task.cancelled())


@program
async def wait_for__waits_for_the_cancellation(log: Log) -> None:
    async def careful() -> str:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.5)
            log("cleaned")
        return "never"

    try:
        await asyncio.wait_for(careful(), 0.1)
    except asyncio.TimeoutError:
        log("timeout")


@program
async def wait_for__raises_what_it_waits_for(log: Log) -> None:
    try:
        await asyncio.wait_for(after(log, 0.1, "a", ValueError), 1)
    except ValueError as error:
        log(str(error))


@program
async def wait_for__zero(log: Log) -> None:
    try:
        await asyncio.wait_for(after(log, 1, "a"), 0)
    except asyncio.TimeoutError:
        log("timeout")


@program
async def gather__results_in_order(log: Log) -> None:
    log(await asyncio.gather(*(after(log, delay, str(delay)) for delay in (0.3, 0.1, 0.2))))
    log(await asyncio.gather())


@program
async def gather__first_failure(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, 0.1, "bad", ValueError)), asyncio.create_task(after(log, 0.2, "good"))]
    try:
        await asyncio.gather(*tasks)
    except ValueError as error:
        log(str(error), tasks[1].done())
    log(await tasks[1])


@program
async def gather__failures_returned(log: Log) -> None:
    results = await asyncio.gather(
        after(log, 0.1, "a", ValueError), after(log, 0.2, "b"), after(log, 0, "c", KeyError), return_exceptions=True
    )
    log([shape(result) if isinstance(result, BaseException) else result for result in results])


@program
async def gather__cancelled(log: Log) -> None:
    gathered = asyncio.gather(after(log, 1, "a"), after(log, 1, "b"))
    await asyncio.sleep(0.1)
    log(gathered.cancel())
    try:
        await gathered
    except asyncio.CancelledError:
        log("cancelled", gathered.cancelled())


@program
async def gather__same_twice(log: Log) -> None:
    task = asyncio.create_task(after(log, 0.1, "a"))
    log(await asyncio.gather(task, task))


@program
async def wait__first_completed(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    log(sorted(task.result() for task in done), len(pending))
    done, pending = await asyncio.wait(pending)
    log(sorted(task.result() for task in done), len(pending))


@program
async def wait__first_exception(log: Log) -> None:
    tasks = [
        asyncio.create_task(after(log, 0.1, "a")),
        asyncio.create_task(after(log, 0.2, "b", ValueError)),
        asyncio.create_task(after(log, 0.3, "c")),
    ]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    log(len(done), len(pending))
    await asyncio.wait(pending)


@program
async def wait__timeout(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.1, 0.5)]
    done, pending = await asyncio.wait(tasks, timeout=0.2)
    log(len(done), len(pending))
    for task in pending:
        task.cancel()
    await asyncio.wait(pending)


@program
async def as_completed__order(log: Log) -> None:
    # Of tasks: coroutines it starts in any order, for which there is `workflow.as_completed`.
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.3, 0.1, 0.2)]
    for next_done in asyncio.as_completed(tasks):
        log(await next_done)


@program
async def as_completed__timeout(log: Log) -> None:
    tasks = [asyncio.create_task(after(log, delay, str(delay))) for delay in (0.1, 1)]
    try:
        for next_done in asyncio.as_completed(tasks, timeout=0.5):
            log(await next_done)
    except asyncio.TimeoutError:
        log("timeout", tasks[1].done())
    tasks[1].cancel()
    await asyncio.wait(tasks)


@program
async def shield__inner_goes_on(log: Log) -> None:
    inner = asyncio.create_task(after(log, 0.5, "inner"))

    async def outer() -> None:
        await asyncio.shield(inner)

    task = asyncio.create_task(outer())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task])
    log(task.cancelled(), inner.done())
    log(await inner)


@program
async def shield__with_a_timeout(log: Log) -> None:
    inner = asyncio.create_task(after(log, 0.5, "inner"))
    try:
        await asyncio.wait_for(asyncio.shield(inner), 0.1)
    except asyncio.TimeoutError:
        log("timeout", inner.done())
    log(await inner)


@program
async def shield__raises_what_it_shields(log: Log) -> None:
    try:
        await asyncio.shield(after(log, 0.1, "a", ValueError))
    except ValueError as error:
        log(str(error))
