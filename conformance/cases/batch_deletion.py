"""Batch operations that delete open and closed runs, listed or found by a query, by raw requests."""

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
    kind = {"name": f"Deleted-{uuid.uuid4().hex}"}

    async def ended(job: str) -> Any:
        while True:
            described = await raw.call("DescribeBatchOperation", jobId=job)
            if described["state"] != "BATCH_OPERATION_STATE_RUNNING":
                described = {
                    k: v for k, v in described.items() if not k.endswith("Time") and k not in ("query", "jobId")
                }
                return env.names(described)
            await asyncio.sleep(0.02)

    async def delete(why: str, **which: Any) -> None:
        job = str(uuid.uuid4())
        fields = {"jobId": job, "reason": "tidy", "deletionOperation": {"identity": "operator"}, **which}
        reply = await raw.error("StartBatchOperation", **fields)
        # The official server learns late that the job before has ended.
        while reply.get("code") == "RESOURCE_EXHAUSTED":
            await asyncio.sleep(0.05)
            reply = await raw.error("StartBatchOperation", **fields)
        seen[why] = [reply, await ended(job)]

    async def count() -> int:
        return int(
            (await raw.call("CountWorkflowExecutions", query=f'WorkflowType = "{kind["name"]}"')).get("count", 0)
        )

    async def counted(wanted: int) -> bool:
        return await count() == wanted

    async def gone(name: str) -> bool:
        answer = await raw.error("DescribeWorkflowExecution", execution=raw.execution(name))
        return answer.get("code") == "NOT_FOUND"

    for name in ("open", "closed", "kept"):
        await raw.start(name, workflowType=kind)
    stopped = raw.execution("closed")
    await raw.call("TerminateWorkflowExecution", workflowExecution=stopped, reason="r", identity="i")
    await env.until(lambda: counted(3))
    await delete("listed", executions=[raw.execution("open"), raw.execution("closed"), raw.execution("none")])
    await env.until(lambda: gone("open"))
    await env.until(lambda: gone("closed"))
    await env.until(lambda: counted(1))
    await delete("found", visibilityQuery=f'WorkflowType = "{kind["name"]}"')
    await env.until(lambda: gone("kept"))
    await env.until(lambda: counted(0))
    await delete("nothing found", visibilityQuery=f'WorkflowType = "{kind["name"]}"')
    return seen
