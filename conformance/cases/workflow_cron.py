"""A workflow with a cron schedule: each run knows the last result and the last failure, and cancellation ends it."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> int:
        last = workflow.get_last_completion_result(int) if workflow.has_last_completion_result() else 0
        failure = workflow.get_last_failure()
        if last == 1 and failure is None:
            raise ApplicationError("the second run fails")
        if last == 1:
            workflow.upsert_memo({"failure": repr(failure), "cron": workflow.info().cron_schedule})
            await asyncio.sleep(1000)
        return last + 1


async def run(env: Any) -> Any:
    async with env.worker([Flow]):
        handle = await env.start(Flow.run, cron_schedule="@every 1s", memo={"kept": True})
        latest = env.client.get_workflow_handle(handle.id)

        async def waiting() -> bool:
            return "failure" in await (await latest.describe()).memo()

        await env.until(waiting)
        last_run = (await latest.describe()).run_id
        await latest.cancel()
        outcome = await env.outcome(handle.result())
        memo = await (await latest.describe()).memo()
    first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    last = env.client.get_workflow_handle(handle.id, run_id=last_run)
    return {"outcome": outcome, "memo": memo, "histories": [await env.history(it, "flow") for it in (first, last)]}
