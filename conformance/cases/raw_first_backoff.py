"""What does not wait until a run may have its first workflow task, by raw requests: requests to cancel, and updates."""

import asyncio
from typing import Any

from conformance.raw import Json, Raw

RAW = True
LATER: dict[str, Json] = {
    "delayed": {"workflowStartDelay": "1000s"},
    "scheduled": {"cronSchedule": "0 0 1 1 *"},
    "tried again": {"retryPolicy": {"initialInterval": "1000s"}},
}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    failed = {"failWorkflowExecution": {"failure": {"message": "failed", "applicationFailureInfo": {"type": "T"}}}}
    for name, wait in LATER.items():
        await raw.start(name, **wait)
        if name == "tried again":
            await raw.turn(failed)
        target = raw.execution(name)
        await raw.call("SignalWorkflowExecution", workflowExecution=target, signalName="s")
        await raw.call("RequestCancelWorkflowExecution", workflowExecution=target, reason="enough")
        task = await raw.turn()
        seen[name] = [
            task.attempt,
            [event.pop("firstWorkflowTaskBackoff", "") for event in await raw.history(name)][1:],
        ]
        await raw.call("SignalWorkflowExecution", workflowExecution=target, signalName="s")
        seen[f"{name}, history"] = [event["type"] for event in await raw.history(name)]
        await raw.call("TerminateWorkflowExecution", workflowExecution=target)
    for name, answer in (("rejected", raw.reject), ("accepted", raw.accept)):
        await raw.start(name, **LATER["delayed"])
        call = asyncio.create_task(raw.error("UpdateWorkflowExecution", **raw.update_fields("u", name, "ACCEPTED")))
        task = await raw.poll()
        message = answer(task.messages[0])
        reply = await raw.complete(task, {"protocolMessage": {"messageId": message.id}}, messages=[message])
        seen[name] = [reply.reset_history_event_id, await call]
        await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s")
        seen[f"{name}, history"] = await raw.history(name)
        await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(name))
    return seen
