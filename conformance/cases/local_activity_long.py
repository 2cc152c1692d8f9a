"""A local activity that outlasts the workflow task keeps the task alive; signals and queries still come through."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow

may_end = asyncio.Event()


@activity.defn
async def long() -> str:
    await may_end.wait()
    return "long one done"


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        result = await workflow.execute_local_activity(long, start_to_close_timeout=timedelta(seconds=20))
        return [result, *self.heard]

    @workflow.signal
    def tell(self, what: str) -> None:
        self.heard.append(what)

    @workflow.query
    def ask(self) -> list[str]:
        return self.heard


async def run(env: Any) -> Any:
    may_end.clear()
    async with env.worker([Flow], [long]):
        handle = await env.start(Flow.run, task_timeout=timedelta(seconds=1))
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(Flow.tell, "meanwhile")

        async def heard() -> bool:
            return bool(await handle.query(Flow.ask))

        await env.until(heard)
        may_end.set()
        outcome = await env.outcome(handle.result())
    kinds = [event["type"] for event in await env.history(handle, "flow")]
    return {"outcome": outcome, "kinds": kinds}
