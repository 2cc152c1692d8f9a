"""Exceptions in handlers: of signals, which end the workflow, of queries, and arguments that do not fit."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.tries = 0

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.tries > 100)
        return "never"

    @workflow.signal
    def fail(self) -> None:
        raise ApplicationError("the handler fails", type="InHandler")

    @workflow.signal
    async def fail_later(self) -> None:
        await asyncio.sleep(0.001)
        raise ApplicationError("the handler fails later", type="InHandler")

    @workflow.signal
    async def cancelled(self) -> None:
        raise asyncio.CancelledError

    @workflow.signal
    def typed(self, value: int) -> None:
        raise ApplicationError(f"heard {value}")

    @workflow.query
    def broken(self) -> str:
        raise ValueError("no answer")

    @workflow.query
    def broken_application(self) -> str:
        raise ApplicationError("no answer either", type="Custom")

    @workflow.query
    def acting(self) -> str:
        workflow.upsert_memo({"not": "allowed"})
        return "acted"


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Flow]):
        for signal in ("fail", "fail_later"):
            handle = await env.start(Flow.run, name=signal)
            await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
            await handle.signal(signal)
            seen[signal] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
        handle = await env.start(Flow.run, name="queries")
        for query in (Flow.broken, Flow.broken_application, Flow.acting):
            seen[query.__name__] = await env.outcome(handle.query(query))
        seen["missing"] = await env.outcome(handle.query("missing"))
        await handle.signal("unheard")
        await handle.signal("typed", "no number")
        await handle.signal("typed", 5)
        seen["typed"] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
        handle = await env.start(Flow.run, name="cancelled")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal("cancelled")
        seen["cancelled"] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
    return seen
