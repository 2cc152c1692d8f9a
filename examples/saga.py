"""A saga, steps that are taken back in reverse order when a later one fails: `python examples/saga.py [ADDRESS]`.

There is no transaction over a hotel, an airline and a car rental. What the workflow needs is a list of what to
undo; that it survives a crash between any two steps is everloop's part.
"""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client, WorkflowFailureError
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError
from everloop.worker import Worker

STEP = timedelta(seconds=10)


@activity.defn
async def book(what: str) -> str:
    if what == "car":
        raise ApplicationError("no car is left", non_retryable=True)
    print(f"booked    {what}")
    return f"{what}-17"


@activity.defn
async def cancel(booking: str) -> None:
    """Must do no harm when it runs twice: activities run at least once."""
    print(f"cancelled {booking}")


@workflow.defn
class Trip:
    @workflow.run
    async def run(self, parts: list[str]) -> list[str]:
        undo: list[Callable[[], Awaitable[None]]] = []
        bookings: list[str] = []
        try:
            for part in parts:
                bookings.append(await self.take_step(part, undo))
        except ActivityError:
            for step in reversed(undo):
                await step()
            raise
        return bookings

    async def take_step(self, part: str, undo: list[Callable[[], Awaitable[None]]]) -> str:
        once = RetryPolicy(maximum_attempts=3)
        booking = await workflow.execute_activity(book, part, start_to_close_timeout=STEP, retry_policy=once)
        # Taking back is tried until it succeeds, so it has no limit of attempts.
        undo.append(lambda: workflow.execute_activity(cancel, booking, start_to_close_timeout=STEP))
        return booking


async def main() -> None:
    logging.disable()  # the failure is part of the story
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="trips", workflows=[Trip], activities=[book, cancel]):
        try:
            await client.execute_workflow(Trip.run, ["hotel", "flight", "car"], id="trip", task_queue="trips")
        except WorkflowFailureError as error:
            assert isinstance(error.cause, ActivityError)
            print(f"no trip: {error.cause.cause}")


if __name__ == "__main__":
    asyncio.run(main())
