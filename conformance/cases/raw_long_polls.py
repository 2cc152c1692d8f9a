"""Calls that wait: how near their deadlines may be, and how they end when nothing comes, by raw requests."""

import asyncio
import time
from typing import Any

from conformance.raw import Raw

RAW = True
# The deadline of each call, and how much before it the answer comes. Measured coarsely: a slow machine changes nothing.
SECONDS = 4.0


async def run(env: Any) -> Any:
    raw = Raw(env)
    queue = {"taskQueue": {"name": env.queue}, "identity": "raw"}
    await raw.start()
    flow = raw.execution()
    task = await raw.poll()
    # Nobody answers the task, so nothing happens any more.
    first = await raw.call("GetWorkflowExecutionHistory", execution=flow, waitNewEvent=True)
    token = first["nextPageToken"]
    update = raw.update_fields("update", stage="ACCEPTED")

    async def waited(rpc: str, **fields: Any) -> Any:
        begun = time.monotonic()
        answer = await raw.error(rpc, SECONDS, **fields)
        is_early = time.monotonic() - begun < 0.9
        response = answer.get("response", {})
        is_over = answer.get("code") in ("CANCELLED", "DEADLINE_EXCEEDED")
        # Whether server or client sees first that time is over is chance on a slow machine.
        if is_over or response == {} or ("nextPageToken" in response and not response["history"].get("events")):
            answer = "nothing came"
        return [rpc, "at once" if is_early else "later", answer]

    return {
        "too near": [
            await raw.error("PollWorkflowTaskQueue", 1, **queue),
            await raw.error("PollActivityTaskQueue", 1, **queue),
        ],
        "task": task.attempt,
        "waits": await asyncio.gather(
            waited("PollWorkflowTaskQueue", taskQueue={"name": f"{env.queue}-other"}, identity="raw"),
            waited("PollActivityTaskQueue", **queue),
            waited("GetWorkflowExecutionHistory", execution=flow, waitNewEvent=True, nextPageToken=token),
            waited("UpdateWorkflowExecution", **update),
            waited("QueryWorkflow", execution=flow, query={"queryType": "q"}),
        ),
    }
