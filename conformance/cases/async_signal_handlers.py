"""Signal handlers that are coroutines run beside the main method: they use activities, timers, and outlast a task."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def shout(text: str) -> str:
    return text.upper()


@workflow.defn
class Handlers:
    def __init__(self) -> None:
        self.log: list[str] = []

    @workflow.run
    async def run(self, count: int) -> list[str]:
        await workflow.wait_condition(lambda: len(self.log) >= 2 * count and workflow.all_handlers_finished())
        return self.log

    @workflow.signal
    async def say(self, text: str) -> None:
        self.log.append(f"begin {text}")
        loud = await workflow.execute_activity(shout, text, start_to_close_timeout=timedelta(seconds=10))
        await asyncio.sleep(0.001)
        self.log.append(f"end {loud}")

    @workflow.query
    def said(self) -> list[str]:
        return self.log


async def run(env: Any) -> Any:
    async with env.worker([Handlers], [shout]):
        handle = await env.start(Handlers.run, 2)
        await handle.signal(Handlers.say, "one")

        async def first_is_over() -> bool:
            return len(await handle.query(Handlers.said)) == 2

        await env.until(first_is_over)
        await handle.signal(Handlers.say, "two")
        result = await handle.result()
    return {"result": result, "history": await env.history(handle, "flow")}
