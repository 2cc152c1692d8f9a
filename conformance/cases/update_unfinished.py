"""What becomes of updates that are not done when their workflow closes, continues, fails or is terminated."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.client import WorkflowUpdateStage
from everloop.exceptions import ApplicationError

ENDS = ["returns", "fails", "continues", "is cancelled", "is terminated", "answers last"]


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.end = ""
        self.answer = False

    @workflow.run
    async def run(self) -> str:
        if workflow.info().continued_run_id:
            return "continued"
        await workflow.wait_condition(lambda: bool(self.end))
        if self.end == "answers last":
            self.answer = True
            await workflow.wait_condition(workflow.all_handlers_finished)
        if self.end == "fails":
            raise ApplicationError("the workflow fails")
        if self.end == "continues":
            workflow.continue_as_new()
        return "done"

    @workflow.update(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def wait(self) -> str:
        await workflow.wait_condition(lambda: self.answer)
        return "answered"

    @workflow.signal
    def finish(self, how: str) -> None:
        self.end = how


async def one(env: Any, end: str) -> Any:
    handle = await env.start(Flow.run, name=end.replace(" ", "-"))
    update = await handle.start_update(Flow.wait, id="the one", wait_for_stage=WorkflowUpdateStage.ACCEPTED)
    if end == "is cancelled":
        await handle.cancel()
    elif end == "is terminated":
        await handle.terminate()
    else:
        await handle.signal(Flow.finish, end)
    return handle, [env.names(await env.outcome(update.result())), await env.outcome(handle.result())]


async def run(env: Any) -> Any:
    async with env.worker([Flow]):
        ended = await asyncio.gather(*[one(env, end) for end in ENDS])
    seen = {}
    for end, (handle, outcome) in zip(ENDS, ended, strict=True):
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        seen[end] = [outcome, await env.history(first, "flow")]
    return seen
