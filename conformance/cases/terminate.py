"""Terminate ends a run at once, with a reason and details, and a closed run refuses what needs a running one."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.service import RPCError


@workflow.defn
class Endless:
    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(1000)

    @workflow.signal
    def poke(self) -> None:
        pass


async def refused(call: Any) -> list[str]:
    try:
        await call
    except RPCError as error:
        return [error.status.name, error.message]
    return ["accepted"]


async def run(env: Any) -> Any:
    async with env.worker([Endless]):
        handle = await env.start(Endless.run)
        await env.until_event(handle, "TIMER_STARTED")
        await handle.terminate("detail", 2, reason="enough")
        outcome = await env.outcome(handle.result())
        after = {
            "signal": await refused(handle.signal(Endless.poke)),
            "terminate": await refused(handle.terminate()),
            "cancel": await refused(handle.cancel()),
        }
    return {
        "outcome": outcome,
        "after": after,
        "history": await env.history(handle),
        "describe": await env.describe(handle),
    }
