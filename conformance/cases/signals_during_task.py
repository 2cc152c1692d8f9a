"""A signal that arrives while a workflow task runs waits for its end, and keeps the workflow from closing unheard."""

import time
from typing import Any

from everloop import workflow


@workflow.defn
class Busy:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        if not self.seen and not workflow.unsafe.is_replaying():
            with workflow.unsafe.sandbox_unrestricted():
                time.sleep(0.8)
        return self.seen

    @workflow.signal
    def add(self, value: str) -> None:
        self.seen.append(value)


async def run(env: Any) -> Any:
    async with env.worker([Busy]):
        handle = await env.start(Busy.run)
        await env.until_event(handle, "WORKFLOW_TASK_STARTED")
        await handle.signal(Busy.add, "heard")
        result = await handle.result()
    return {"result": result, "history": await env.history(handle, "flow")}
