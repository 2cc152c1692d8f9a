"""Two ways to poll: an activity that loops and heartbeats, and one that fails as long as there is nothing."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError, ApplicationErrorCategory

asked: Counter[str] = Counter()


def ready(job: str) -> bool:
    asked[job] += 1
    return asked[job] >= 4


@activity.defn
async def loop(job: str) -> list[Any]:
    rounds = 0
    while not ready(job):
        rounds += 1
        activity.heartbeat(rounds)
        await asyncio.sleep(0.01)
    return [activity.info().attempt, rounds]


@activity.defn
async def check(job: str) -> int:
    if not ready(job):
        raise ApplicationError("not ready", type="NotReady", category=ApplicationErrorCategory.BENIGN)
    return activity.info().attempt


@workflow.defn
class Poll:
    @workflow.run
    async def run(self, queue: str) -> list[Any]:
        looped = await workflow.execute_activity(
            loop,
            f"{queue}-loop",
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(seconds=5),
        )
        attempts = await workflow.execute_activity(
            check,
            f"{queue}-check",
            start_to_close_timeout=timedelta(seconds=5),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1),
        )
        return [looped, attempts]


async def run(env: Any) -> Any:
    async with env.worker([Poll], [loop, check]):
        handle = await env.start(Poll.run, env.queue)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
