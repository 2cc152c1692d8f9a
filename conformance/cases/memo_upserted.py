"""A workflow changes its memo: keys are set, replaced and removed, and describe and lists show the outcome."""

from typing import Any

from conformance import attributes
from everloop import workflow


@workflow.defn
class Memory:
    @workflow.run
    async def run(self) -> dict[str, Any]:
        workflow.upsert_memo({"kept": 2, "removed": None, "added": {"a": [1]}})
        return {key: workflow.memo_value(key) for key in sorted(workflow.memo())}


async def run(env: Any) -> Any:
    async with env.worker([Memory]):
        handle = await env.start(Memory.run, memo={"kept": 1, "removed": "x", "same": True})
        result = await handle.result()
    query = f"WorkflowId = '{handle.id}' AND CloseTime IS NOT NULL"
    await attributes.until_listed(env, query, 1)
    listed = [await found.memo() async for found in env.client.list_workflows(query)]
    described = dict(await (await handle.describe()).memo())
    return {"result": result, "listed": listed, "described": described, "history": await env.history(handle)}
