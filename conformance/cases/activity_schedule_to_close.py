"""Retries end when the next one would not fit into schedule-to-close; nobody polling ends in schedule-to-start."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy


@activity.defn
async def never() -> None:
    raise ValueError("never works")


@workflow.defn
class NoTimeLeft:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            never,
            schedule_to_close_timeout=timedelta(seconds=2),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=5)),
        )


@workflow.defn
class NobodyPolls:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            never,
            task_queue=f"{workflow.info().task_queue}-nobody",
            schedule_to_start_timeout=timedelta(milliseconds=200),
            start_to_close_timeout=timedelta(seconds=5),
        )


async def run(env: Any) -> Any:
    async with env.worker([NoTimeLeft, NobodyPolls], [never]):
        short = await env.start(NoTimeLeft.run, name="short")
        nobody = await env.start(NobodyPolls.run, name="nobody")
        outcomes = [await env.outcome(short.result()), await env.outcome(nobody.result())]
    return {"outcomes": outcomes, "short": await env.history(short), "nobody": await env.history(nobody)}
