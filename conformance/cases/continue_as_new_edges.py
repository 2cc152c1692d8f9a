"""Continue-as-new from a signal handler with an activity pending, and when it is suggested."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def never() -> None:
    await asyncio.sleep(1000)


@workflow.defn(sandboxed=False)
class FromHandler:
    @workflow.run
    async def run(self, again: bool) -> str:
        if not again:
            return f"continued {workflow.info().continued_run_id is not None}"
        workflow.start_activity(never, task_queue="nobody-listens", start_to_close_timeout=timedelta(seconds=30))
        task = asyncio.create_task(asyncio.sleep(1000))
        await task
        return "not continued"

    @workflow.signal
    async def on(self) -> None:
        await asyncio.sleep(0)
        workflow.continue_as_new(False)


@workflow.defn(sandboxed=False)
class Big:
    def __init__(self) -> None:
        self.heard = 0
        self.size = 0

    @workflow.run
    async def run(self) -> list[Any]:
        before = workflow.info().is_continue_as_new_suggested()
        await workflow.wait_condition(lambda: self.heard == 4)
        await asyncio.sleep(0.001)
        info = workflow.info()
        return [before, info.is_continue_as_new_suggested(), self.size, info.get_current_history_size() > self.size]

    @workflow.signal
    def hear(self, what: str) -> None:
        self.heard += 1
        self.size += len(what)


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([FromHandler, Big], [never]):
        handle = await env.start(FromHandler.run, True, name="handler")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(FromHandler.on)
        outcome = await env.outcome(handle.result())
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        seen["handler"] = [outcome, await env.history(first, "flow")]
        big = await env.start(Big.run, name="big")
        for _ in range(4):
            await big.signal(Big.hear, "x" * 1_100_000)
        seen["big"] = await env.outcome(big.result())
    return seen
