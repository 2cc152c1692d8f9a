"""Fifty activities at once: `gather` returns them in order, whatever the order they ended in."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def square(value: int) -> int:
    await asyncio.sleep((value % 7) / 100)
    return value * value


@workflow.defn
class Gather:
    @workflow.run
    async def run(self, width: int) -> list[int]:
        return list(
            await asyncio.gather(
                *[
                    workflow.execute_activity(square, value, start_to_close_timeout=timedelta(seconds=20))
                    for value in range(width)
                ]
            )
        )


async def run(env: Any) -> Any:
    async with env.worker([Gather], [square]):
        handle = await env.start(Gather.run, 50)
        result = await handle.result()
    history = await env.history(handle, "sorted")
    # The order in which activities close is free, and each event names the id of the one it closes.
    return {"result": result, "history": history}
