"""An activity that no worker has taken yet is cancelled at once, and one cancelled before it was sent is never sent."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError


@activity.defn
async def idle() -> None:
    pass


async def caught(handle: Any) -> str:
    try:
        await handle
    except (ActivityError, asyncio.CancelledError) as error:
        return f"{type(error).__name__} {type(error.__cause__).__name__}"
    return "done"


@workflow.defn
class CancelsEarly:
    @workflow.run
    async def run(self) -> list[str]:
        queue = f"{workflow.info().task_queue}-nobody"
        sent = workflow.start_activity(
            idle,
            task_queue=queue,
            start_to_close_timeout=timedelta(seconds=30),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        unsent = workflow.start_activity(idle, task_queue=queue, start_to_close_timeout=timedelta(seconds=30))
        unsent.cancel()
        log = [await caught(unsent)]
        await asyncio.sleep(0.01)
        sent.cancel()
        log.append(await caught(sent))
        return log


async def run(env: Any) -> Any:
    async with env.worker([CancelsEarly]):
        handle = await env.start(CancelsEarly.run)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
