"""Many workflows in one environment whose time skips, and many environments one after the other."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.testing import WorkflowEnvironment
from everloop.worker import Worker

WORKFLOWS = 40
ENVIRONMENTS = 30
SETTLE_SECONDS = 30


@activity.defn
async def second_time(number: int) -> int:
    if activity.info().attempt == 1:
        raise RuntimeError("not yet")
    return number


@workflow.defn(sandboxed=False)
class Plan:
    """Does its steps, and returns each with the seconds that it took."""

    @workflow.run
    async def run(self, steps: list[list[Any]]) -> list[list[Any]]:
        took: list[list[Any]] = []
        for number, (kind, value) in enumerate(steps):
            began = workflow.now()
            if kind == "timer":
                await asyncio.sleep(value)
            elif kind == "timers":
                await asyncio.gather(*(asyncio.sleep(seconds) for seconds in value))
            elif kind == "activity":
                policy = RetryPolicy(initial_interval=timedelta(seconds=value))
                timeout = timedelta(hours=1)
                await workflow.execute_activity(second_time, value, start_to_close_timeout=timeout, retry_policy=policy)
            else:
                child = f"{workflow.info().workflow_id}-{number}"
                await workflow.execute_child_workflow(Plan.run, [["timer", value]], id=child)
            took.append([kind, value, (workflow.now() - began).total_seconds()])
        return took


def steps(source: random.Random) -> list[list[Any]]:
    def step() -> list[Any]:
        kind = source.choice(["timer", "timers", "activity", "child"])
        seconds = [source.randint(1, 100_000) for _ in range(3)]
        return [kind, seconds if kind == "timers" else seconds[0]]

    return [step() for _ in range(source.randint(1, 3))]


async def test_many_workflows_whose_time_is_one() -> None:
    source = random.Random(7)
    async with await WorkflowEnvironment.start_time_skipping() as env:
        began = await env.get_current_time()
        async with Worker(env.client, task_queue="q", workflows=[Plan], activities=[second_time]):
            handles = [
                await env.client.start_workflow(Plan.run, steps(source), id=f"plan-{number}", task_queue="q")
                for number in range(WORKFLOWS)
            ]
            results = await asyncio.gather(*(handle.result() for handle in handles))
        for kind, value, seconds in (step for result in results for step in result):
            assert seconds >= (max(value) if kind == "timers" else value), (kind, value)
        assert await env.get_current_time() - began < timedelta(days=10), "and no further than to the last of them"
        for handle in handles:
            times = [event.event_time.ToNanoseconds() async for event in handle.fetch_history_events()]
            assert times == sorted(times)


def held() -> tuple[int, int]:
    """How many threads and open files this process has."""
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads and files are counted in /proc")
@pytest.mark.parametrize("start", [WorkflowEnvironment.start_time_skipping, WorkflowEnvironment.start_local])
async def test_many_environments_leave_nothing(start: Any) -> None:
    async def once() -> None:
        async with await start() as env:
            await env.client.start_workflow("Any", id="any", task_queue="q")

    await once()
    threads, files = held()
    for _ in range(ENVIRONMENTS):
        await once()
    # Each would have left at least one of each; what the runtime itself keeps may vary by a few.
    end = asyncio.get_running_loop().time() + SETTLE_SECONDS
    most = (threads + ENVIRONMENTS // 2, files + ENVIRONMENTS // 2)
    while held()[0] > most[0] or held()[1] > most[1]:
        assert asyncio.get_running_loop().time() < end, (held(), most)
        await asyncio.sleep(0.05)
