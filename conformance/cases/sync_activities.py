"""Activities that are plain functions run in threads: results, errors, context and several at once."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

MEETING = threading.Barrier(3)


@activity.defn
def meet(value: int) -> int:
    MEETING.wait(20)
    activity.heartbeat(value)
    return value * activity.info().attempt


@activity.defn(name="named-otherwise")
def refuse(reason: str) -> None:
    raise ValueError(reason)


@workflow.defn
class Threads:
    @workflow.run
    async def run(self) -> list[int]:
        met = await asyncio.gather(
            *[
                workflow.execute_activity(meet, value, start_to_close_timeout=timedelta(seconds=30))
                for value in (1, 2, 3)
            ]
        )
        await workflow.execute_activity(
            refuse,
            "on purpose",
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
        return list(met)


async def run(env: Any) -> Any:
    with ThreadPoolExecutor(8) as threads:
        async with env.worker([Threads], [meet, refuse], activity_executor=threads):
            handle = await env.start(Threads.run)
            outcome = await env.outcome(handle.result())
    return {"outcome": outcome, "history": await env.history(handle, "sorted")}
