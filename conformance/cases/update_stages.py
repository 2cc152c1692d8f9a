"""Updates by stage: accepted and left, found again by id, told apart from others, beyond the caller's patience."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.client import WorkflowUpdateStage
from everloop.exceptions import ApplicationError


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False
        self.done = False
        self.seen: list[str] = []

    @workflow.run
    async def run(self) -> list[str]:
        await workflow.wait_condition(lambda: self.done)
        return self.seen

    @workflow.update
    async def wait(self, name: str) -> str:
        info = workflow.current_update_info()
        assert info is not None
        self.seen.append(f"{info.name} {info.id}")
        await workflow.wait_condition(lambda: self.go)
        if name == "fails":
            raise ApplicationError("failed after all", type="Late")
        return f"{name} done"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True

    @workflow.signal
    def finish(self) -> None:
        self.done = True


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    accepted, completed = WorkflowUpdateStage.ACCEPTED, WorkflowUpdateStage.COMPLETED
    async with env.worker([Flow]):
        handle = await env.start(Flow.run)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        first = await handle.start_update(Flow.wait, "first", id="one", wait_for_stage=accepted)
        second = await handle.start_update(Flow.wait, "fails", id="two", wait_for_stage=accepted)
        again = await handle.start_update(Flow.wait, "ignored", id="one", wait_for_stage=accepted)
        seen["handles"] = [[it.id, it.workflow_id == handle.id, it.workflow_run_id is None] for it in (first, again)]
        try:
            await handle.start_update(Flow.wait, "x", wait_for_stage=WorkflowUpdateStage.ADMITTED)
        except ValueError as error:
            seen["admitted"] = str(error)
        patience = timedelta(milliseconds=300)
        # Who noticed first, the client or the server, is left open.
        seen["impatient"] = (await env.outcome(first.result(rpc_timeout=patience)))["raised"][0]
        missing = handle.get_update_handle("missing")
        seen["missing"] = env.names(await env.outcome(missing.result()))
        waiting = asyncio.create_task(env.outcome(first.result()))
        await handle.signal(Flow.proceed)
        seen["waited"] = await waiting
        seen["results"] = [await env.outcome(it.result()) for it in (second, again)]
        by_id = handle.get_update_handle_for(Flow.wait, "one")
        seen["by id"] = await env.outcome(by_id.result())
        third = await handle.start_update(Flow.wait, "third", id="three", wait_for_stage=completed)
        seen["completed"] = await env.outcome(third.result())
        await handle.signal(Flow.finish)
        seen["result"] = await env.outcome(handle.result())
        seen["after the end"] = [
            await env.outcome(by_id.result()),
            await env.outcome(handle.execute_update(Flow.wait, "late", id="one")),
            env.names(await env.outcome(handle.execute_update(Flow.wait, "late", id="other"))),
        ]
    return {"seen": seen, "history": await env.history(handle, "flow")}
