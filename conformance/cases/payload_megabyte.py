"""A payload of one mebibyte goes through a start, an activity, its result and the workflow's result."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow

SIZE = 1 << 20


@activity.defn
async def reverse(data: bytes) -> bytes:
    return data[::-1]


@workflow.defn
class Large:
    @workflow.run
    async def run(self, data: bytes) -> bytes:
        return await workflow.execute_activity(reverse, data, start_to_close_timeout=timedelta(seconds=20))


async def run(env: Any) -> Any:
    data = bytes(range(256)) * (SIZE // 256)
    async with env.worker([Large], [reverse]):
        handle = await env.start(Large.run, data)
        result = await handle.result()
    return {"same": result == data[::-1], "history": await env.history(handle)}
