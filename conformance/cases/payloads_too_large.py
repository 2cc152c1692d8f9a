"""Payloads over the server's limit fail the workflow task, or the activity, with an error that says so."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy

LARGE = 2 * 1024 * 1024


@activity.defn
async def large() -> str:
    return "x" * LARGE


@activity.defn
async def take(_: str) -> None: ...


@workflow.defn
class Flow:
    def __init__(self) -> None:
        # So that each workflow fails only once.
        self.size = LARGE if workflow.info().get_current_history_length() < 4 else 1

    @workflow.run
    async def run(self, kind: str) -> str:
        timeout = timedelta(seconds=20)
        if kind == "result of activity":
            retry = RetryPolicy(maximum_attempts=1)
            return str(await workflow.execute_activity(large, start_to_close_timeout=timeout, retry_policy=retry))
        if kind == "argument":
            await workflow.execute_activity(take, "x" * self.size, start_to_close_timeout=timeout)
        if kind == "memo":
            workflow.upsert_memo({"memo": "x" * self.size})
        return "x" * self.size if kind == "result" else "done"


async def run(env: Any) -> Any:
    async with env.worker([Flow], [large, take]):
        kinds = ["result of activity", "argument", "memo", "result"]
        handles = await asyncio.gather(*[env.start(Flow.run, kind, name=kind.replace(" ", "-")) for kind in kinds])
        outcomes = await asyncio.gather(*[env.outcome(handle.result()) for handle in handles])
        histories = [await env.history(handle, "flow") for handle in handles]
    return {
        kind: {"outcome": outcome, "history": history}
        for kind, outcome, history in zip(kinds, outcomes, histories, strict=True)
    }
