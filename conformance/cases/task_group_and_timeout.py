"""Structured concurrency: a TaskGroup whose sibling fails, and timeouts around awaits."""

import asyncio
import sys
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ApplicationError


@activity.defn
async def double(value: int) -> int:
    return value * 2


async def group(log: list[str]) -> None:
    async def sibling() -> None:
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            log.append("sibling cancelled")
            raise

    async def fails() -> None:
        await asyncio.sleep(0.01)
        raise ApplicationError("one failed")

    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sibling())
            tasks.create_task(fails())
    except BaseExceptionGroup as errors:  # noqa: F821
        log.append(f"group of {[str(error) for error in errors.exceptions]}")
    async with asyncio.TaskGroup() as tasks:
        doubled = [
            tasks.create_task(workflow.execute_activity(double, value, start_to_close_timeout=timedelta(seconds=10)))
            for value in (1, 2, 3)
        ]
    log.append(f"doubled {[task.result() for task in doubled]}")


async def limits(log: list[str]) -> None:
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(100)
    except TimeoutError:
        log.append("timed out")
    async with asyncio.timeout(100) as limit:
        await asyncio.sleep(0.01)
    log.append(f"in time, expired {limit.expired()}")


@workflow.defn
class Structured:
    @workflow.run
    async def run(self) -> list[str]:
        log: list[str] = []
        if sys.version_info >= (3, 11):
            await group(log)
            await limits(log)
        return log


async def run(env: Any) -> Any:
    async with env.worker([Structured], [double]):
        handle = await env.start(Structured.run)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle, "sorted")}
