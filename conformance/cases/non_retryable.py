"""Failures that are not retried: by flag, by type in the policy, and a builtin exception named there."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError


@activity.defn
async def refuse(kind: str) -> None:
    if kind == "flag":
        raise ApplicationError("by flag", non_retryable=True)
    if kind == "type":
        raise ApplicationError("by type", type="Hopeless")
    raise LookupError("by class name")


@workflow.defn
class NoRetry:
    @workflow.run
    async def run(self, kind: str) -> None:
        await workflow.execute_activity(
            refuse,
            kind,
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(
                initial_interval=timedelta(seconds=2),
                maximum_interval=timedelta(seconds=10),
                non_retryable_error_types=["Hopeless", "LookupError"],
            ),
        )


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([NoRetry], [refuse]):
        for kind in ("flag", "type", "class"):
            handle = await env.start(NoRetry.run, kind, name=kind)
            seen[kind] = {"outcome": await env.outcome(handle.result()), "history": await env.history(handle)}
    return seen
