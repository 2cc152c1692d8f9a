"""Workflows with a retry policy: attempts, what ends them, what a later attempt knows, and the chain of runs."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError

KINDS = ["succeeds", "exhausts", "non retryable", "listed", "no time left", "delay", "run times out"]


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, kind: str) -> Any:
        info = workflow.info()
        if kind == "succeeds" and info.attempt == 3:
            return [
                info.attempt,
                info.continued_run_id is not None,
                info.first_execution_run_id != info.run_id,
                repr(workflow.get_last_failure()),
                workflow.has_last_completion_result(),
                dict(workflow.memo()),
                str(info.retry_policy),
            ]
        if kind == "delay" and info.attempt == 2:
            return "done without much ado"
        raise ApplicationError(
            f"attempt {info.attempt}",
            type="Listed" if kind == "listed" else "Again",
            non_retryable=kind == "non retryable",
            next_retry_delay=timedelta(milliseconds=10) if kind == "delay" else None,
        )


async def one(env: Any, kind: str) -> Any:
    slow = kind in ("no time left", "delay")
    handle = await env.start(
        Flow.run,
        kind,
        name=kind.replace(" ", "-"),
        task_queue=f"{env.queue}-nobody" if kind == "run times out" else env.queue,
        memo={"kept": True},
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=100 if slow else 0.01),
            maximum_interval=timedelta(seconds=100),
            maximum_attempts=2 if kind in ("exhausts", "run times out") else 5,
            non_retryable_error_types=["Listed"],
        ),
        run_timeout=timedelta(seconds=1) if kind == "run times out" else None,
        execution_timeout=timedelta(seconds=30),
    )
    return handle, await env.outcome(handle.result())


async def run(env: Any) -> Any:
    async with env.worker([Flow]):
        ended = await asyncio.gather(*[one(env, kind) for kind in KINDS])
    seen: dict[str, Any] = {}
    for kind, (handle, outcome) in zip(KINDS, ended, strict=True):
        first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
        last = env.client.get_workflow_handle(handle.id)
        seen[kind] = [outcome, await env.history(first, "flow"), await env.history(last, "flow")]
    return seen
