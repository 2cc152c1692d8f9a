"""Batch operations over listed executions, by raw requests: what they do, what they tell, what they refuse."""

import asyncio
import uuid
from typing import Any

from conformance.raw import Raw, text

RAW = True
# One job at a time runs in a namespace.
ALONE = True


def scrub(value: Any) -> Any:
    """Leave out times."""
    if isinstance(value, dict):
        return {k: scrub(v) for k, v in value.items() if not k.endswith("Time")}
    if isinstance(value, list):
        return [scrub(item) for item in value]
    return value


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def start(**fields: Any) -> Any:
        return await raw.error("StartBatchOperation", **fields)

    async def ended(job: str) -> Any:
        while True:
            described = await raw.call("DescribeBatchOperation", jobId=job)
            if described["state"] != "BATCH_OPERATION_STATE_RUNNING":
                return scrub(env.names(described))
            await asyncio.sleep(0.02)

    def listed(*names: str) -> Any:
        return [raw.execution(name) for name in names]

    for name in ("a", "b", "c"):
        await raw.start(name)
    one = listed("a")
    seen["refused"] = [
        await start(),
        await start(reason="r", executions=one, terminationOperation={}),
        await start(jobId="j", executions=one, terminationOperation={}),
        await start(jobId="j", reason="r", executions=one),
        await start(jobId="j", reason="r", terminationOperation={}),
        await start(jobId="j", reason="r", executions=one, visibilityQuery="WorkflowId='x'", terminationOperation={}),
        await start(jobId="j", reason="r", executions=one, signalOperation={}),
        await start(jobId="j", reason="r", executions=one, resetOperation={}),
        await raw.error("DescribeBatchOperation"),
        await raw.error("DescribeBatchOperation", jobId="none"),
        await raw.error("StopBatchOperation", jobId="none", reason="r", identity="i"),
    ]
    first = str(uuid.uuid4())
    operation = {"terminationOperation": {"identity": "operator"}}
    seen["terminate"] = [
        await start(jobId=first, reason="tidy", executions=listed("a", "none"), **operation),
        await ended(first),
        (await raw.history("a"))[-1:],
    ]
    seen["again"] = await start(jobId=first, reason="tidy", executions=one, **operation)
    seen["stop"] = await raw.error("StopBatchOperation", jobId=first, reason="late", identity="operator")
    for operation in (
        {"signalOperation": {"signal": "s", "input": text("x"), "identity": "operator"}},
        {"cancellationOperation": {"identity": "operator"}},
    ):
        job = str(uuid.uuid4())
        seen[next(iter(operation))] = [
            await start(jobId=job, reason="r", executions=listed("b"), **operation),
            await ended(job),
        ]
    seen["b"] = (await raw.history("b"))[2:]
    await raw.turn()
    await raw.turn()
    job = str(uuid.uuid4())
    reset = {"resetOperation": {"identity": "operator", "options": {"firstWorkflowTask": {}}}}
    target = listed("b")
    seen["reset"] = [
        await start(jobId=job, reason="again", executions=target, **reset),
        await ended(job),
        (await raw.history("b"))[4:],
    ]
    job = str(uuid.uuid4())
    options = {
        "workflowExecutionOptions": {"versioningOverride": {"autoUpgrade": True}},
        "updateMask": "versioningOverride",
    }
    change = {"updateWorkflowOptionsOperation": {"identity": "operator", **options}}
    seen["options"] = [
        await start(jobId=job, reason="r", executions=listed("c"), **change),
        await ended(job),
        (await raw.history("c"))[-1:],
    ]
    page = await raw.call("ListBatchOperations", pageSize=2)
    # The official server's list is late to know what its descriptions say.
    while any(item["state"] == "BATCH_OPERATION_STATE_RUNNING" for item in page["operationInfo"]):
        await asyncio.sleep(0.05)
        page = await raw.call("ListBatchOperations", pageSize=2)
    seen["page"] = [scrub(env.names(page["operationInfo"])), "nextPageToken" in page]
    return seen
