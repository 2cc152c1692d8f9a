"""As many activities run at once as there are slots, local ones by their own number."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow

MOST = {"remote": 0, "local": 0}
NOW = {"remote": 0, "local": 0}


@activity.defn
async def busy(kind: str) -> str:
    NOW[kind] += 1
    MOST[kind] = max(MOST[kind], NOW[kind])
    await asyncio.sleep(0.02)
    NOW[kind] -= 1
    return kind


@workflow.defn
class Fan:
    @workflow.run
    async def run(self) -> list[str]:
        timeout = timedelta(seconds=20)
        remote = [workflow.execute_activity(busy, "remote", start_to_close_timeout=timeout) for _ in range(6)]
        local = [workflow.execute_local_activity(busy, "local", start_to_close_timeout=timeout) for _ in range(6)]
        return await asyncio.gather(*remote, *local)


async def run(env: Any) -> Any:
    async with env.worker([Fan], [busy], max_concurrent_activities=2, max_concurrent_local_activities=1):
        handle = await env.start(Fan.run)
        result = await handle.result()
    return {"result": result, "bounded": [MOST["remote"] <= 2, MOST["local"] == 1]}
