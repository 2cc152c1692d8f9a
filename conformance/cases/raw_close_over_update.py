"""A worker that answers an update and closes over news in one task, by raw requests: what becomes of the update."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    for name in ("accepted", "completed"):
        await raw.start(name)
        await raw.turn()
        update = asyncio.create_task(raw.error("UpdateWorkflowExecution", seconds=60, **raw.update_fields("u", name)))
        task = await raw.poll(seconds=20)
        await raw.call(
            "SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s", input=text("x")
        )
        messages = [raw.accept(task.messages[0])]
        if name == "completed":
            messages.append(raw.respond(task.messages[0]))
        commands = [{"protocolMessage": {"messageId": message.id}} for message in messages]
        request = raw.completion(task, *commands, {"completeWorkflowExecution": {}})
        request.messages.extend(messages)
        seen[f"{name} refused"] = await raw.outcome("RespondWorkflowTaskCompleted", request)
        task = await raw.poll(seconds=20)
        seen[f"{name} again"] = [task.attempt, [message.id for message in task.messages]]
        if task.messages:
            messages = [raw.accept(task.messages[0]), raw.respond(task.messages[0])]
            commands = [{"protocolMessage": {"messageId": message.id}} for message in messages]
            request = raw.completion(task, *commands, {"completeWorkflowExecution": {}})
            request.messages.extend(messages)
            seen[f"{name} taken"] = await raw.outcome("RespondWorkflowTaskCompleted", request)
        else:
            await raw.complete(task, {"completeWorkflowExecution": {}})
        seen[f"{name} update"] = env.names(await update)
        seen[f"{name} history"] = await raw.history(name)
    return seen
