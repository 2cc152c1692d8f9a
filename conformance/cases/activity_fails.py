"""An activity fails for good: the caller sees the whole chain, down to the cause of the cause."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError


class CardRefused(Exception):
    pass


@activity.defn
async def charge(amount: int) -> None:
    try:
        raise CardRefused(f"cannot charge {amount}")
    except CardRefused as error:
        raise ApplicationError("payment failed", {"amount": amount}, "second", type="Payment") from error


@workflow.defn
class Fails:
    @workflow.run
    async def run(self, amount: int) -> None:
        await workflow.execute_activity(
            charge,
            amount,
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2),
        )


async def run(env: Any) -> Any:
    async with env.worker([Fails], [charge]):
        handle = await env.start(Fails.run, 7)
        outcome = await env.outcome(handle.result())
    return {"outcome": outcome, "history": await env.history(handle), "describe": await env.describe(handle)}
