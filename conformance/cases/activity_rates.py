"""Activities start no faster than the worker, or the queue, is told; without a rate they start together."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow

CALLS = 16
PER_SECOND = 10


@activity.defn
async def begin() -> None:
    return


@workflow.defn
class Fan:
    @workflow.run
    async def run(self) -> int:
        timeout = timedelta(seconds=60)
        calls = [workflow.execute_activity(begin, start_to_close_timeout=timeout) for _ in range(CALLS)]
        return len(await asyncio.gather(*calls))


async def run(env: Any) -> Any:
    # One poll at a time, so that none has waited its turn before the work is there.
    one = env.module("worker").PollerBehaviorSimpleMaximum(1)
    rates: dict[str, dict[str, Any]] = {
        "worker": {"max_activities_per_second": float(PER_SECOND)},
        "queue": {"max_task_queue_activities_per_second": float(PER_SECOND)},
    }

    async def pace(name: str) -> Any:
        own = env.again()
        options = {"activity_task_poller_behavior": one, "disable_eager_activity_execution": True, **rates[name]}
        async with own.worker([Fan], [begin], **options):
            handle = await own.start(Fan.run)
            result = await handle.result()
        history = await handle.fetch_history()
        # When the server gave them out: on a busy machine the worker's own clock sees several at once.
        starts = sorted(
            event.event_time.ToDatetime()
            for event in history.events
            if event.HasField("activity_task_started_event_attributes")
        )
        # Whoever has had nothing to do for a second may make up for it, and two more slip through around it.
        least = timedelta(seconds=(CALLS - PER_SECOND - 2) / PER_SECOND)
        return [result, starts[-1] - starts[0] >= least]

    return dict(zip(rates, await asyncio.gather(*(pace(name) for name in rates)), strict=True))
