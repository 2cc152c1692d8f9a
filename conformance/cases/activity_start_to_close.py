"""An activity that overruns its start-to-close timeout fails with a timeout, and a second attempt may still succeed."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def slow(attempts: int) -> int:
    if activity.info().attempt <= attempts:
        await asyncio.sleep(60)
    return activity.info().attempt


@workflow.defn
class StartToClose:
    @workflow.run
    async def run(self, attempts: int) -> int:
        return await workflow.execute_activity(
            slow,
            attempts,
            start_to_close_timeout=timedelta(milliseconds=300),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2),
        )


async def run(env: Any) -> Any:
    async with env.worker([StartToClose], [slow]):
        once = await env.start(StartToClose.run, 1, name="once")
        twice = await env.start(StartToClose.run, 2, name="twice")
        outcomes = [await env.outcome(once.result()), await env.outcome(twice.result())]
    return {"outcomes": outcomes, "once": await env.history(once), "twice": await env.history(twice)}
