"""Queries with each reject condition, on workflows of each status, and the client's default condition."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.client import WorkflowQueryRejectedError
from everloop.common import QueryRejectCondition
from everloop.exceptions import ApplicationError

ENDS = ["runs", "completes", "fails", "is cancelled", "is terminated", "continues"]


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, end: str) -> None:
        if workflow.info().continued_run_id:
            return
        await workflow.wait_condition(lambda: self.go or end not in ("runs", "is cancelled", "is terminated"))
        if end == "fails":
            raise ApplicationError("failed")
        if end == "continues":
            workflow.continue_as_new(end)

    @workflow.query
    def ask(self) -> str:
        return "answer"


async def asked(handle: Any, **options: Any) -> Any:
    try:
        return await handle.query(Flow.ask, **options)
    except WorkflowQueryRejectedError as error:
        return [str(error), error.status and error.status.name]


async def one(env: Any, end: str) -> Any:
    handle = await env.start(Flow.run, end, name=end.replace(" ", "-"))
    if end.startswith("is "):
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await (handle.cancel() if end == "is cancelled" else handle.terminate())
    if end != "runs":
        await env.outcome(handle.result())
    first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    seen = {condition.name: await asked(first, reject_condition=condition) for condition in QueryRejectCondition}
    strict = type(env.client)(
        **{**env.client.config(), "default_workflow_query_reject_condition": QueryRejectCondition.NOT_OPEN}
    )
    first = strict.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    seen["default"] = [await asked(first), await asked(first, reject_condition=QueryRejectCondition.NONE)]
    if end == "runs":
        await handle.terminate()
    return seen


async def run(env: Any) -> Any:
    async with env.worker([Flow]):
        ended = await asyncio.gather(*[one(env, end) for end in ENDS])
    return dict(zip(ENDS, ended, strict=True))
