"""`wait_condition` met by a signal, and one that times out."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.value = 0

    @workflow.run
    async def run(self) -> list[str]:
        log: list[str] = []
        try:
            await workflow.wait_condition(lambda: self.value > 100, timeout=timedelta(milliseconds=30))
        except asyncio.TimeoutError as error:
            log.append(f"{type(error).__name__} {error}")
        await workflow.wait_condition(lambda: self.value > 1, timeout=30, timeout_summary="until two")
        log.append(f"value {self.value}")
        return log

    @workflow.signal
    def add(self) -> None:
        self.value += 1


async def run(env: Any) -> Any:
    async with env.worker([Waits]):
        handle = await env.start(Waits.run)
        await env.until_event(handle, "TIMER_STARTED", 2)
        await handle.signal(Waits.add)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 3)
        await handle.signal(Waits.add)
        result = await handle.result()
    return {"result": result, "history": await env.history(handle)}
