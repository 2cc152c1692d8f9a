"""A worker stops in the middle of a workflow; another rebuilds it from its history and finishes it."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def step(name: str) -> str:
    return name.upper()


@workflow.defn
class Takeover:
    def __init__(self) -> None:
        self.go = False
        self.done: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        self.done.append(await workflow.execute_activity(step, "first", start_to_close_timeout=timedelta(seconds=10)))
        await asyncio.sleep(0.01)
        await workflow.wait_condition(lambda: self.go)
        self.done.append(await workflow.execute_activity(step, "second", start_to_close_timeout=timedelta(seconds=10)))
        return self.done

    @workflow.signal
    def proceed(self) -> None:
        self.go = True

    @workflow.query
    def progress(self) -> list[str]:
        return self.done


async def run(env: Any) -> Any:
    async with env.worker([Takeover], [step]):
        handle = await env.start(Takeover.run)
        await env.until_event(handle, "TIMER_FIRED")
        before = await handle.query(Takeover.progress)
    async with env.worker([Takeover], [step]):
        between = await handle.query(Takeover.progress)
        await handle.signal(Takeover.proceed)
        result = await handle.result()
    return {"before": before, "between": between, "result": result, "history": await env.history(handle, "flow")}
