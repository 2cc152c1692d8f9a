"""Two workers of one process and one client: each serves its queue, and one of them only activities."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def where() -> str:
    return activity.info().task_queue.rpartition("-")[2]


@workflow.defn
class Asks:
    @workflow.run
    async def run(self, other: str) -> list[str]:
        timeout = timedelta(seconds=10)
        here = await workflow.execute_activity(where, start_to_close_timeout=timeout)
        there = await workflow.execute_activity(where, task_queue=other, start_to_close_timeout=timeout)
        return [here, there]


async def run(env: Any) -> Any:
    other = env.queue + "-second"
    async with env.worker([Asks], [where]), env.worker([], [where], task_queue=other):
        handle = await env.start(Asks.run, other)
        found = await handle.result()
    return {"found": [found[0] == env.queue.rpartition("-")[2], found[1]], "history": await env.history(handle, "flow")}
