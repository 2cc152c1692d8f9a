"""A parent cancels its child: each cancellation type, with a child that obeys and one that finishes all the same."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import CancelledError, ChildWorkflowError


@workflow.defn(sandboxed=False)
class Child:
    def __init__(self) -> None:
        self.told = False

    @workflow.run
    async def run(self, answer: str) -> str:
        try:
            await workflow.wait_condition(lambda: self.told)
        except asyncio.CancelledError:
            if answer == "obeys":
                raise
        return f"finished, told {self.told}"

    @workflow.signal
    def tell(self) -> None:
        self.told = True


@workflow.defn(sandboxed=False)
class Parent:
    def __init__(self) -> None:
        self.go = False
        self.end = False

    @workflow.run
    async def run(self, kind: str, answer: str) -> str:
        child = await workflow.start_child_workflow(
            Child.run,
            answer,
            id=f"{workflow.info().workflow_id}-child",
            cancellation_type=workflow.ChildWorkflowCancellationType[kind],
            parent_close_policy=workflow.ParentClosePolicy.ABANDON,
        )
        await workflow.wait_condition(lambda: self.go)
        child.cancel()
        try:
            ended = await child
        except ChildWorkflowError as error:
            cause = error.__cause__
            ended = f"{type(error).__name__} {isinstance(cause, CancelledError)} {cause}"
        except asyncio.CancelledError:
            ended = "asyncio cancelled"
        # A request on its way when the parent closes may or may not arrive.
        await workflow.wait_condition(lambda: self.end)
        return ended

    @workflow.signal
    def proceed(self) -> None:
        self.go = True

    @workflow.signal
    def finish(self) -> None:
        self.end = True


async def one(env: Any, kind: str, answer: str) -> Any:
    handle = await env.start(Parent.run, kind, answer, name=f"{kind}-{answer}")
    # The task after the child's start is over, so that the signal has one of its own.
    await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
    await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 2)
    child = env.client.get_workflow_handle(f"{handle.id}-child")
    await env.until_event(child, "WORKFLOW_TASK_COMPLETED")
    await handle.signal(Parent.proceed)
    if kind == "ABANDON":
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED", 3)
        await child.signal(Child.tell)
    ended = await env.outcome(child.result())
    await env.until_event(handle, f"CHILD_WORKFLOW_EXECUTION_{'COMPLETED' if 'result' in ended else 'CANCELED'}")
    await handle.signal(Parent.finish)
    return handle, child, [await env.outcome(handle.result()), ended]


async def run(env: Any) -> Any:
    kinds = [(kind.name, answer) for kind in workflow.ChildWorkflowCancellationType for answer in ("obeys", "swallows")]
    async with env.worker([Parent, Child]):
        ended = await asyncio.gather(*[one(env, kind, answer) for kind, answer in kinds])
    return {
        f"{kind} {answer}": [observed, await env.history(handle, "flow"), await env.history(child, "flow")]
        for (kind, answer), (handle, child, observed) in zip(kinds, ended, strict=True)
    }
