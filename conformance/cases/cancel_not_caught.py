"""A cancellation that nobody catches ends the workflow as cancelled; what was pending is cancelled with it."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def beating() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(0.05)


@workflow.defn
class Sleeps:
    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(1000)


@workflow.defn
class Works:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            beating, start_to_close_timeout=timedelta(seconds=60), heartbeat_timeout=timedelta(seconds=2)
        )


async def run(env: Any) -> Any:
    async with env.worker([Sleeps, Works], [beating]):
        sleeps = await env.start(Sleeps.run, name="sleeps")
        works = await env.start(Works.run, name="works")
        await env.until_event(sleeps, "TIMER_STARTED")
        await env.until_event(works, "ACTIVITY_TASK_SCHEDULED")
        await sleeps.cancel()
        await works.cancel()
        outcomes = [await env.outcome(sleeps.result()), await env.outcome(works.result())]
        await sleeps.cancel()
    return {
        "outcomes": outcomes,
        "sleeps": await env.history(sleeps),
        "works": await env.history(works, "flow"),
        "describe": await env.describe(works),
    }
