"""What becomes of children when their parent ends: each parent-close policy, with each way of ending."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError

ENDS = ["returns", "fails", "continues", "is terminated"]


@workflow.defn(sandboxed=False)
class Child:
    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: bool(self.told))
        return self.told

    @workflow.signal
    def tell(self, what: str) -> None:
        self.told = what


@workflow.defn(sandboxed=False)
class Parent:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, policy: str, end: str) -> str:
        if workflow.info().continued_run_id:
            return "continued"
        await workflow.start_child_workflow(
            Child.run,
            id=f"{workflow.info().workflow_id}-child",
            parent_close_policy=workflow.ParentClosePolicy[policy],
        )
        await workflow.wait_condition(lambda: self.go)
        if end == "fails":
            raise ApplicationError("parent fails")
        if end == "continues":
            workflow.continue_as_new(args=[policy, end])
        return "parent returns"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def one(env: Any, policy: str, end: str) -> Any:
    handle = await env.start(Parent.run, policy, end, name=f"{policy}-{end}")
    await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
    child = env.client.get_workflow_handle(f"{handle.id}-child")
    # Both rest: what is terminated in the middle of a task has that in its history.
    await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
    await env.until_event(child, "WORKFLOW_TASK_COMPLETED")
    if end == "is terminated":
        await handle.terminate(reason="enough")
    else:
        await handle.signal(Parent.proceed)
    outcome = await env.outcome(handle.result())
    if policy == "ABANDON":
        await child.signal(Child.tell, "an orphan's signal")
    ended = await env.outcome(child.result())
    return handle, [outcome, ended, (await env.describe(child))["parent"].removeprefix(env.prefix)]


async def run(env: Any) -> Any:
    kinds = [(policy, end) for policy in ("TERMINATE", "REQUEST_CANCEL", "ABANDON") for end in ENDS]
    async with env.worker([Parent, Child]):
        ended = await asyncio.gather(*[one(env, policy, end) for policy, end in kinds])
    seen: dict[str, Any] = {}
    for (policy, end), (handle, observed) in zip(kinds, ended, strict=True):
        child = env.client.get_workflow_handle(f"{handle.id}-child")
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        seen[f"{policy} {end}"] = [observed, await env.history(first, "flow"), await env.history(child, "flow")]
    return seen
