"""A plain exception in workflow code fails the workflow task, not the workflow; it goes on once the code is right."""

from typing import Any

from everloop import workflow

BROKEN = {"broken": True}


@workflow.defn(sandboxed=False)
class Mended:
    @workflow.run
    async def run(self) -> str:
        if BROKEN["broken"]:
            raise ZeroDivisionError("not yet")
        return "mended"


async def run(env: Any) -> Any:
    async with env.worker([Mended]):
        handle = await env.start(Mended.run)
        await env.until_event(handle, "WORKFLOW_TASK_FAILED")
        BROKEN["broken"] = False
        result = await handle.result()
    failed = [event for event in await env.history(handle) if event["type"] == "EVENT_TYPE_WORKFLOW_TASK_FAILED"]
    return {"result": result, "failed": failed[0], "describe": await env.describe(handle)}
