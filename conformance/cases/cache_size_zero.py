"""Without a cache every workflow task replays the whole history; the result is the same."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def add_one(value: int) -> int:
    return value + 1


@workflow.defn
class Replays:
    def __init__(self) -> None:
        self.extra = 0

    @workflow.run
    async def run(self, steps: int) -> int:
        value = 0
        for _ in range(steps):
            value = await workflow.execute_activity(add_one, value, start_to_close_timeout=timedelta(seconds=10))
            await asyncio.sleep(0.001)
        await workflow.wait_condition(lambda: self.extra > 0)
        return value + self.extra

    @workflow.signal
    def add(self, value: int) -> None:
        self.extra = value

    @workflow.query
    def known(self) -> int:
        return self.extra


async def run(env: Any) -> Any:
    async with env.worker([Replays], [add_one], max_cached_workflows=0):
        handle = await env.start(Replays.run, 5)
        await env.until_event(handle, "TIMER_FIRED", 5)
        known = await handle.query(Replays.known)
        await handle.signal(Replays.add, 100)
        result = await handle.result()
    return {"known": known, "result": result, "history": await env.history(handle, "flow")}
