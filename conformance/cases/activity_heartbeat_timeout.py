"""An activity that stops beating fails with a heartbeat timeout that carries its last details."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def silent() -> None:
    activity.heartbeat("half", 50)
    await asyncio.sleep(60)


@workflow.defn
class Heartbeat:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            silent,
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(milliseconds=500),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


async def run(env: Any) -> Any:
    async with env.worker([Heartbeat], [silent]):
        handle = await env.start(Heartbeat.run)
        outcome = await env.outcome(handle.result())
    return {"outcome": outcome, "history": await env.history(handle)}
