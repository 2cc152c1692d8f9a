"""Updates that validators refuse: no trace in the history, ids free again, and what counts as a refusal."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.values: list[int] = []

    @workflow.run
    async def run(self) -> list[int]:
        await workflow.wait_condition(lambda: len(self.values) == 2)
        return self.values

    @workflow.update
    async def add(self, value: int) -> int:
        self.values.append(value)
        return len(self.values)

    @add.validator
    def check(self, value: int) -> None:
        if value == 1:
            raise ValueError("one is not welcome")
        if value == 2:
            raise ApplicationError("nor is two", {"why": value}, type="Refused", non_retryable=True)
        if value == 3:
            workflow.upsert_memo({"not": "allowed"})
        if value == 4:
            raise KeyError("four")

    @workflow.update
    def plain(self, value: int) -> int:
        raise ApplicationError("accepted, then failed", type="Failed")

    @workflow.query
    def ask(self) -> list[int]:
        return self.values


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Flow]):
        handle = await env.start(Flow.run)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        for value in (1, 2, 4):
            seen[f"refused {value}"] = await env.outcome(handle.execute_update(Flow.add, value, id="same"))
        seen["trace"] = await env.event_types(handle)
        seen["wrong type"] = await env.outcome(handle.execute_update("add", "text", id="same"))
        seen["no argument"] = await env.outcome(handle.execute_update("add", id="same"))
        seen["unknown"] = await env.outcome(handle.execute_update("nowhere", id="same"))
        seen["still no trace"] = await env.event_types(handle)
        seen["accepted"] = await env.outcome(handle.execute_update(Flow.add, 5, id="same"))
        seen["failed"] = await env.outcome(handle.execute_update(Flow.plain, 5, id="plain"))
        together = [handle.execute_update(Flow.add, value, id=str(value)) for value in (1, 2, 4)]
        seen["together"] = await asyncio.gather(*[env.outcome(it) for it in together])
        seen["last"] = await env.outcome(handle.execute_update(Flow.add, 6))
        seen["result"] = await env.outcome(handle.result())
    return {"seen": seen, "history": await env.history(handle, "flow")}
