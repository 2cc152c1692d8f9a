"""Batch operations that reset to the first and the last task, a given one, or a build's first, by raw requests."""

import asyncio
import uuid
from typing import Any

from conformance.raw import Raw

RAW = True
# One job at a time runs in a namespace.
ALONE = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def batch(why: str, *names: str, **operation: Any) -> None:
        job = str(uuid.uuid4())
        fields = {"jobId": job, "reason": "again", "executions": [raw.execution(name) for name in names]}
        reply = await raw.error("StartBatchOperation", **fields, **operation)
        # The official server learns late that the job before has ended.
        while reply.get("code") == "RESOURCE_EXHAUSTED":
            await asyncio.sleep(0.05)
            reply = await raw.error("StartBatchOperation", **fields, **operation)
        seen[why] = [reply]
        if "code" in reply:
            return
        while True:
            described = await raw.call("DescribeBatchOperation", jobId=job)
            if described["state"] != "BATCH_OPERATION_STATE_RUNNING":
                break
            await asyncio.sleep(0.02)
        counts = {k: v for k, v in described.items() if k.endswith("Count") or k == "state"}
        seen[why].append(counts)
        for name in names:
            if name != "none":
                seen[why].append(await types(name))

    async def types(name: str) -> Any:
        events = await raw.call("GetWorkflowExecutionHistory", execution=raw.execution(name))
        return [event["eventType"].removeprefix("EVENT_TYPE_") for event in events["history"]["events"]]

    async def reset(why: str, *names: str, **options: Any) -> None:
        await batch(why, *names, resetOperation={"identity": "operator", "options": options})

    async def grow(name: str, *builds: str) -> None:
        await raw.start(name)
        for build in builds:
            await raw.turn(workerVersionStamp={"buildId": build})
            await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="s")
        await raw.turn(workerVersionStamp={"buildId": builds[-1]})

    # Each in turn: a poll must find the task of the one workflow that has one.
    await grow("a", "one", "two", "two", "three")
    await reset("first", "a", firstWorkflowTask={})
    await raw.turn()
    await reset("last", "a", lastWorkflowTask={})
    await raw.turn()
    await reset("unknown build", "a", buildId="never")
    await grow("b", "one", "two", "two", "three")
    await reset("build", "b", "none", buildId="two")
    await raw.turn()
    await grow("c", "one", "two")
    await reset("task", "c", workflowTaskId="4")
    await raw.turn()
    await reset("wrong task", "c", workflowTaskId="5")
    await reset("zero task", "c", workflowTaskId="0")
    exclude = {"resetReapplyExcludeTypes": ["RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL"]}
    await grow("d", "one", "two")
    await reset("without signals", "d", firstWorkflowTask={}, **exclude)
    await raw.turn()
    old = {"identity": "operator", "resetType": "RESET_TYPE_LAST_WORKFLOW_TASK"}
    await batch("older fields", "d", resetOperation={**old, "resetReapplyType": "RESET_REAPPLY_TYPE_NONE"})
    await raw.start("fresh")
    await reset("no task yet", "fresh", firstWorkflowTask={})
    await reset("no last task yet", "fresh", lastWorkflowTask={})
    return seen
