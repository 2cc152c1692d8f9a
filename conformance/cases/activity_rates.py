"""Activities start no faster than the worker, or the queue, is told; without a rate they start together."""

import asyncio
import time
from datetime import timedelta
from typing import Any

from everloop import activity, workflow

CALLS = 6
STARTS: dict[str, list[float]] = {}


@activity.defn
async def begin(name: str) -> None:
    STARTS.setdefault(name, []).append(time.monotonic())


@workflow.defn
class Fan:
    @workflow.run
    async def run(self, name: str) -> int:
        timeout = timedelta(seconds=60)
        calls = [workflow.execute_activity(begin, name, start_to_close_timeout=timeout) for _ in range(CALLS)]
        return len(await asyncio.gather(*calls))


async def run(env: Any) -> Any:
    # One poll at a time, so that none has waited its turn before the work is there.
    one = env.module("worker").PollerBehaviorSimpleMaximum(1)
    rates: dict[str, dict[str, Any]] = {
        "worker": {"max_activities_per_second": 10.0},
        "queue": {"max_task_queue_activities_per_second": 10.0},
    }

    async def pace(name: str) -> Any:
        own = env.again()
        options = {"activity_task_poller_behavior": one, "disable_eager_activity_execution": True, **rates[name]}
        async with own.worker([Fan], [begin], **options):
            handle = await own.start(Fan.run, name)
            result = await handle.result()
        starts = STARTS[name]
        # The first few may go together.
        return [result, starts[-1] - starts[0] > (CALLS - 3) / 10]

    return dict(zip(rates, await asyncio.gather(*(pace(name) for name in rates)), strict=True))
