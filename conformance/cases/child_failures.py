"""How a child's end reaches its parent and the parent's caller: failed, cancelled, terminated, timed out, two deep."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError

KINDS = ["fails", "deep", "is cancelled", "is terminated", "times out", "retries", "cannot retry"]


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self, kind: str) -> str:
        if kind in ("fails", "deep"):
            raise ApplicationError("child fails", {"detail": 1}, type="Custom", non_retryable=kind == "deep")
        if kind in ("retries", "cannot retry"):
            raise ApplicationError(f"attempt {workflow.info().attempt}", type="Again")
        await asyncio.sleep(1000)
        return "never"


@workflow.defn(sandboxed=False)
class Parent:
    @workflow.run
    async def run(self, kind: str) -> str:
        own = workflow.info().workflow_id
        if kind == "deep":
            return await workflow.execute_child_workflow(Middle.run, id=f"{own}-middle")
        retry = RetryPolicy(
            initial_interval=timedelta(milliseconds=10),
            maximum_attempts=2,
            non_retryable_error_types=["Again"] if kind == "cannot retry" else None,
        )
        return await workflow.execute_child_workflow(
            Child.run,
            kind,
            id=f"{own}-child",
            run_timeout=timedelta(seconds=1) if kind == "times out" else None,
            retry_policy=retry if kind in ("retries", "cannot retry") else None,
        )


@workflow.defn(sandboxed=False)
class Middle:
    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_child_workflow(Child.run, "deep", id=f"{workflow.info().workflow_id}-child")


async def one(env: Any, kind: str) -> Any:
    handle = await env.start(Parent.run, kind, name=kind.replace(" ", "-"))
    child = env.client.get_workflow_handle(f"{handle.id}-child")
    if kind in ("is cancelled", "is terminated"):
        await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_STARTED")
        await env.until_event(child, "WORKFLOW_TASK_COMPLETED")
        await (child.cancel() if kind == "is cancelled" else child.terminate("detail", reason="enough"))
    return handle, await env.outcome(handle.result())


async def run(env: Any) -> Any:
    async with env.worker([Parent, Middle, Child]):
        ended = await asyncio.gather(*[one(env, kind) for kind in KINDS])
    return {
        kind: [outcome, await env.history(handle, "flow")] for kind, (handle, outcome) in zip(KINDS, ended, strict=True)
    }
