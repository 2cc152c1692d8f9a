"""A cancellation that the workflow catches: it cleans up with an activity and returns as if nothing had happened."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def clean_up(what: str) -> str:
    return f"cleaned {what}"


@workflow.defn
class Caught:
    @workflow.run
    async def run(self) -> str:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            return await workflow.execute_activity(clean_up, "desk", start_to_close_timeout=timedelta(seconds=10))
        return "not reached"


async def run(env: Any) -> Any:
    async with env.worker([Caught], [clean_up]):
        handle = await env.start(Caught.run)
        await env.until_event(handle, "TIMER_STARTED")
        await handle.cancel()
        result = await handle.result()
    return {"result": result, "history": await env.history(handle), "describe": await env.describe(handle)}
