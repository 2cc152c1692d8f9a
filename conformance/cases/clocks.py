"""Workflows with a clock of their own that skips: timers, retries, children, runs that follow, and fast-forwards."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.testing import TimeSkipper


@activity.defn
async def flaky() -> str:
    if activity.info().attempt < 3:
        raise RuntimeError("not yet")
    return "at last"


@workflow.defn
class Child:
    @workflow.run
    async def run(self) -> float:
        began = workflow.now()
        await asyncio.sleep(1000)
        return (workflow.now() - began).total_seconds() // 10


@workflow.defn
class Sleeps:
    @workflow.run
    async def run(self, more: int) -> Any:
        await asyncio.sleep(3600)
        child = await workflow.execute_child_workflow(Child.run, id=workflow.info().workflow_id + "-child")
        if more:
            workflow.continue_as_new(more - 1)
        retry = RetryPolicy(initial_interval=timedelta(hours=1))
        timeout = timedelta(seconds=30)
        return child, await workflow.execute_activity(flaky, start_to_close_timeout=timeout, retry_policy=retry)


@workflow.defn
class Waits:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


async def run(env: Any) -> Any:
    skipper = TimeSkipper(env.client)
    start: dict[str, Any] = {"task_queue": env.queue}
    seen: dict[str, Any] = {}
    async with env.worker([Sleeps, Child, Waits], [flaky]):
        handle = await skipper.client.start_workflow(Sleeps.run, 1, id=env.id(), **start)
        seen["sleeps"] = await env.outcome(handle.result())
        seen["history"] = await env.history(handle)
        start["execution_timeout"] = timedelta(days=30)
        late = await skipper.client.start_workflow(Waits.run, id=env.id("late"), **start)
        seen["late"] = await env.outcome(late.result())

        with skipper.with_time_skipping_disabled():
            plain = await skipper.client.start_workflow(Waits.run, id=env.id("plain"), **start)
        seen["info before"] = await skipper.get_time_skipping_info(plain)
        seen["fast-forward"] = await skipper.fast_forward(plain, timedelta(hours=2))
        ahead = await skipper.get_current_time(plain) - (await plain.describe()).start_time
        seen["ahead"] = ahead // timedelta(minutes=10)
        seen["again"] = await skipper.fast_forward(plain, 60.0)
        await plain.terminate()
        seen["closed"] = await env.outcome(skipper.fast_forward(plain, 60.0))
    return seen
