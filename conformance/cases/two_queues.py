"""A workflow on one queue uses activities on another, served by a worker that knows no workflow."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def price(item: str) -> int:
    return len(item)


@workflow.defn
class Elsewhere:
    @workflow.run
    async def run(self, items: list[str], queue: str) -> int:
        prices = await asyncio.gather(
            *[
                workflow.execute_activity(price, item, task_queue=queue, start_to_close_timeout=timedelta(seconds=10))
                for item in items
            ]
        )
        return sum(prices)


async def run(env: Any) -> Any:
    other = f"{env.queue}-activities"
    async with env.worker([Elsewhere]), env.worker([], [price], task_queue=other):
        handle = await env.start(Elsewhere.run, ["one", "three"], other)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle, "sorted")}
