"""A worker that shuts down lets its activities end within the grace, and cancels those that need longer."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

RUNNING: set[str] = set()


@activity.defn
async def brief() -> str:
    RUNNING.add("brief")
    await activity.wait_for_worker_shutdown()
    await asyncio.sleep(0.1)
    return f"ended, shutting down {activity.is_worker_shutdown()}"


@activity.defn
async def lengthy() -> str:
    RUNNING.add("lengthy")
    if activity.info().attempt == 1:
        await asyncio.sleep(60)
    return f"attempt {activity.info().attempt}"


@workflow.defn
class Outlives:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(
            name,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
            result_type=str,
        )


async def run(env: Any) -> Any:
    grace = timedelta(seconds=5)
    async with env.worker([Outlives], [brief], graceful_shutdown_timeout=grace):
        patient = await env.start(Outlives.run, "brief", name="patient")
        await env.until(lambda: "brief" in RUNNING)
    async with env.worker([Outlives], [lengthy]):
        hasty = await env.start(Outlives.run, "lengthy", name="hasty")
        await env.until(lambda: "lengthy" in RUNNING)
    async with env.worker([Outlives], [brief, lengthy]):
        results = [await patient.result(), await hasty.result()]
    return {
        "results": results,
        "patient": await env.history(patient, "flow"),
        "hasty": await env.history(hasty, "flow"),
    }
