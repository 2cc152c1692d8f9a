"""Who stops waiting for an update, by cancelling or by a deadline, gets one class of error; the update goes on."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn
class Slow:
    def __init__(self) -> None:
        self.released = False
        self.finished: list[int] = []

    @workflow.run
    async def run(self) -> list[int]:
        await workflow.wait_condition(lambda: self.released and workflow.all_handlers_finished())
        return self.finished

    @workflow.update
    async def wait(self, number: int) -> int:
        await workflow.wait_condition(lambda: self.released)
        self.finished.append(number)
        return number

    @workflow.signal
    def release(self) -> None:
        self.released = True


async def run(env: Any) -> Any:
    async with env.worker([Slow]):
        handle = await env.start(Slow.run)
        cancelled = asyncio.ensure_future(handle.execute_update(Slow.wait, 1))
        await env.until_event(handle, "WORKFLOW_EXECUTION_UPDATE_ACCEPTED", 1)
        cancelled.cancel()
        seen = [await env.outcome(cancelled)]
        late = asyncio.ensure_future(handle.execute_update(Slow.wait, 2, rpc_timeout=timedelta(seconds=2)))
        late_outcome = await env.outcome(late)
        # What the deadline of a call is called differs between servers.
        seen.append({"raised": [link["class"] for link in late_outcome["raised"]]})
        await handle.signal(Slow.release)
        result = await handle.result()
    return {"seen": seen, "result": result}
