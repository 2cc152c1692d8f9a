"""What decides about the next attempt of an activity: delays in the failure, kinds of errors, timeouts by name."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError, ApplicationErrorCategory

KINDS = ["delay", "delay too long", "category", "timeout listed", "cancelled by itself", "type listed", "cause listed"]


class Unlucky(Exception):
    """An error of the activity's own."""


@activity.defn
async def work(kind: str) -> str:
    attempt = activity.info().attempt
    if attempt > 1 and kind != "delay too long":
        return f"done at {attempt}"
    if kind == "delay":
        raise ApplicationError("soon", next_retry_delay=timedelta(milliseconds=10))
    if kind == "delay too long":
        raise ApplicationError("later", next_retry_delay=timedelta(hours=1))
    if kind == "category":
        raise ApplicationError(
            "harmless", category=ApplicationErrorCategory.BENIGN, next_retry_delay=timedelta(milliseconds=1)
        )
    if kind == "timeout listed":
        await asyncio.sleep(30)
    if kind == "cancelled by itself":
        raise asyncio.CancelledError
    if kind == "type listed":
        raise Unlucky("listed")
    raise ApplicationError("outer", type="Outer") from Unlucky("inner")


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self, kind: str) -> Any:
        try:
            return await workflow.execute_activity(
                work,
                kind,
                start_to_close_timeout=timedelta(milliseconds=500 if kind == "timeout listed" else 20_000),
                schedule_to_close_timeout=timedelta(seconds=30),
                retry_policy=RetryPolicy(
                    initial_interval=timedelta(milliseconds=20 if kind == "cancelled by itself" else 100_000),
                    maximum_interval=timedelta(hours=1),
                    non_retryable_error_types=["TemporalTimeout:StartToClose", "Unlucky", "Outer"],
                ),
            )
        except ActivityError as error:
            assert error.retry_state is not None
            return [str(error), error.retry_state.name, type(error.cause).__name__, str(error.cause)]


async def run(env: Any) -> Any:
    async with env.worker([Flow], [work]):
        handles = [await env.start(Flow.run, kind, name=kind.replace(" ", "-")) for kind in KINDS]
        outcomes = [await env.outcome(handle.result()) for handle in handles]
    return {
        kind: [outcome, await env.history(handle, "flow")]
        for kind, outcome, handle in zip(KINDS, outcomes, handles, strict=True)
    }
