"""Workflow tasks made for updates alone, by raw requests: unseen until they matter, dropped when all is refused."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    await raw.start()
    await raw.turn()

    async def update(name: str, **more: Any) -> Any:
        return await raw.error("UpdateWorkflowExecution", **raw.update_fields(name, **more))

    def shown(task: Any) -> Any:
        return {
            "attempt": task.attempt,
            "started": [task.started_event_id, task.previous_started_event_id],
            "events": [[event.event_id, event.event_type] for event in task.history.events],
            "messages": [[it.id, it.protocol_instance_id, it.event_id] for it in task.messages],
        }

    refused = asyncio.create_task(update("refused"))
    task = await raw.poll()
    seen["task"] = shown(task)
    seen["meanwhile"] = [event["type"] for event in await raw.history()]
    response = await raw.complete(task, messages=[raw.reject(task.messages[0])])
    seen["dropped"] = [response.reset_history_event_id, await refused]
    seen["no trace"] = [event["type"] for event in await raw.history()]
    again = asyncio.create_task(update("refused"))
    task = await raw.poll()
    seen["same ids"] = shown(task)
    await raw.complete(task, messages=[raw.accept(task.messages[0]), raw.respond(task.messages[0])])
    seen["accepted"] = await again
    seen["written"] = await raw.history()
    ignored = asyncio.create_task(update("ignored"))
    task = await raw.poll()
    await raw.complete(task)
    seen["ignored"] = await ignored
    refused = asyncio.create_task(update("refused with a timer"))
    task = await raw.poll()
    timer = {"startTimer": {"timerId": "t", "startToFireTimeout": "1000s"}}
    await raw.complete(task, timer, messages=[raw.reject(task.messages[0])])
    seen["kept"] = [await refused, (await raw.history())[-6:]]
    joined = asyncio.create_task(update("joined"))
    task = await raw.poll()
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s", input=text("x"))
    await raw.complete(task, messages=[raw.reject(task.messages[0])])
    seen["signaled"] = [await joined, [event["type"] for event in await raw.history()][-6:]]
    await raw.turn({"completeWorkflowExecution": {}})
    seen["history"] = await raw.history()
    seen["after the end"] = [await update("refused"), await update("other")]
    return seen
