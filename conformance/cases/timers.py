"""Sleeps one after the other, a `wait_for` that times out and one that does not, and a timer that is cancelled."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn
class Timers:
    @workflow.run
    async def run(self) -> list[str]:
        seen: list[str] = []
        started = workflow.now()
        await asyncio.sleep(0.05)
        await workflow.sleep(timedelta(milliseconds=30))
        seen.append(f"slept {workflow.now() - started >= timedelta(milliseconds=80)}")
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 0.05)
        except asyncio.TimeoutError as error:
            seen.append(type(error).__name__)
        seen.append(await asyncio.wait_for(self.soon(), 10))
        sleeper = asyncio.create_task(asyncio.sleep(100))
        await asyncio.sleep(0)
        sleeper.cancel()
        try:
            await sleeper
        except asyncio.CancelledError:
            seen.append("cancelled")
        await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        return seen

    async def soon(self) -> str:
        await asyncio.sleep(0.01)
        return "in time"


async def run(env: Any) -> Any:
    async with env.worker([Timers]):
        handle = await env.start(Timers.run)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
