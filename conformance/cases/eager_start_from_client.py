"""A client beside its worker starts a workflow eagerly: the first task needs no poll, and the history says so."""

import asyncio
from typing import Any

from everloop import workflow


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        await asyncio.sleep(0.001)
        return text


async def run(env: Any) -> Any:
    async with env.worker([Echo], []):
        eager = await env.start(Echo.run, "one", request_eager_start=True)
        result = await eager.result()
        elsewhere = await env.client.start_workflow(
            Echo.run, "two", id=env.id("other"), task_queue=env.queue + "-other", request_eager_start=True
        )
        events = [event async for event in elsewhere.fetch_history_events()]
        accepted = events[0].workflow_execution_started_event_attributes.eager_execution_accepted
        await elsewhere.terminate()
        history = await env.history(eager, "flow")
    return {"result": result, "elsewhere": accepted, "history": history}
