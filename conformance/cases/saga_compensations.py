"""A saga: steps that succeeded are taken back in reverse order, with retries, and callers see the first failure."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError

STEP = timedelta(seconds=10)
SOON = RetryPolicy(initial_interval=timedelta(milliseconds=5), maximum_attempts=3)


@activity.defn
async def book(part: str) -> str:
    if part == "car":
        raise ApplicationError("no car is left", part, type="SoldOut", non_retryable=True)
    return f"{part}-17"


@activity.defn
async def cancel(booking: str) -> str:
    # The first attempt to take back the flight fails: compensations are retried as anything else.
    if booking == "flight-17" and activity.info().attempt == 1:
        raise ConnectionError("the airline does not answer")
    return f"{booking} cancelled"


@workflow.defn
class Trip:
    @workflow.run
    async def run(self, parts: list[str]) -> list[str]:
        undo: list[Callable[[], Awaitable[str]]] = []
        try:
            for part in parts:
                await self.take_step(part, undo)
        except ActivityError as error:
            taken_back = [await step() for step in reversed(undo)]
            raise ApplicationError("no trip", taken_back, type="Saga") from error
        return parts

    async def take_step(self, part: str, undo: list[Callable[[], Awaitable[str]]]) -> None:
        booking = await workflow.execute_activity(book, part, start_to_close_timeout=STEP, retry_policy=SOON)
        undo.append(lambda: workflow.execute_activity(cancel, booking, start_to_close_timeout=STEP, retry_policy=SOON))


async def run(env: Any) -> Any:
    async with env.worker([Trip], [book, cancel]):
        handle = await env.start(Trip.run, ["hotel", "flight", "car"])
        outcome = await env.outcome(handle.result())
        whole = await (await env.start(Trip.run, ["hotel"], name="whole")).result()
    return {"outcome": outcome, "whole": whole, "history": await env.history(handle)}
