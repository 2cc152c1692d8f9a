"""What workers that scale their polls are told with tasks and without, by raw requests.

What is told of a backlog depends on which of its partitions the official server looks at, and is tested with the rule.
"""

import asyncio
from typing import Any

from conformance.raw import Raw

RAW = True
# A poll that has waited for a second was one too many.
IDLE_SECONDS = 1.2


async def run(env: Any) -> Any:
    idle, empty = Raw(env.again()), Raw(env.again())

    def hint(task: Any) -> Any:
        told = task.HasField("poller_scaling_decision")
        return [bool(task.task_token), task.poller_scaling_decision.poll_request_delta_suggestion if told else None]

    async def a_poll_waits() -> Any:
        poll = asyncio.create_task(idle.poll())
        queue = {"taskQueue": {"name": idle.env.queue}, "taskQueueType": "TASK_QUEUE_TYPE_WORKFLOW"}
        while "pollers" not in await idle.call("DescribeTaskQueue", **queue):
            await asyncio.sleep(0.02)
        await asyncio.sleep(IDLE_SECONDS)
        await idle.start()
        return hint(await poll)

    async def nothing_comes() -> Any:
        return hint(await empty.poll(seconds=3))

    waited, nothing = await asyncio.gather(a_poll_waits(), nothing_comes())
    return {"a poll that waited": waited, "nothing": nothing}
