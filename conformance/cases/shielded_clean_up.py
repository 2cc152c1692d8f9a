"""A shielded clean-up: the cancellation of the workflow, and of its task once more, does not reach it."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow


@activity.defn
async def tidy(what: str) -> str:
    return f"tidied {what}"


@workflow.defn
class Cleans:
    def __init__(self) -> None:
        self.log: list[str] = []

    @workflow.run
    async def run(self) -> None:
        main = asyncio.current_task()
        try:
            await asyncio.sleep(1000)
        finally:
            clean_up = asyncio.create_task(self.clean_up())
            # Somebody is impatient and cancels the task that waits for the clean-up.
            asyncio.get_running_loop().call_soon(main.cancel if main else clean_up.cancel)
            try:
                await asyncio.shield(clean_up)
            except asyncio.CancelledError:
                self.log.append("wait cancelled")
                await clean_up
            self.log.append("clean")

    async def clean_up(self) -> None:
        await asyncio.sleep(0.01)
        self.log.append(await workflow.execute_activity(tidy, "desk", start_to_close_timeout=timedelta(seconds=10)))

    @workflow.query
    def seen(self) -> list[str]:
        return self.log


async def run(env: Any) -> Any:
    async with env.worker([Cleans], [tidy]):
        handle = await env.start(Cleans.run)
        await env.until_event(handle, "TIMER_STARTED")
        await handle.cancel()
        outcome = await env.outcome(handle.result())
        log = await handle.query(Cleans.seen)
    return {"outcome": outcome, "log": log, "history": await env.history(handle)}
