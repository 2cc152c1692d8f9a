"""Waiting for something that cannot call back: `python examples/polling.py [ADDRESS]`.

Often, every few seconds or less: one activity that loops and heartbeats. Rarely, every few minutes or more: an
activity that fails as long as there is nothing, and the retry policy as its clock. Neither makes the history
longer while it waits.
"""

import asyncio
import logging
import sys
from collections import Counter
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError, ApplicationErrorCategory
from everloop.worker import Worker

asked: Counter[str] = Counter()


async def ask_printer(job: str) -> bool:
    """Stand for a service that is done when it has been asked five times."""
    asked[job] += 1
    return asked[job] >= 5


@activity.defn
async def wait_until_printed(job: str) -> None:
    while not await ask_printer(job):
        activity.heartbeat()
        await asyncio.sleep(0.05)


@activity.defn
async def check_printed(job: str) -> None:
    if not await ask_printer(job):
        # Benign: an expected failure, which the worker logs and counts as none.
        raise ApplicationError(f"{job} is not printed yet", category=ApplicationErrorCategory.BENIGN)


@workflow.defn
class OftenPolling:
    @workflow.run
    async def run(self, job: str) -> str:
        await workflow.execute_activity(
            wait_until_printed,
            job,
            start_to_close_timeout=timedelta(hours=1),
            heartbeat_timeout=timedelta(seconds=2),
        )
        return f"{job} is printed"


@workflow.defn
class RarePolling:
    @workflow.run
    async def run(self, job: str) -> str:
        await workflow.execute_activity(
            check_printed,
            job,
            start_to_close_timeout=timedelta(seconds=2),
            # A coefficient of 1 makes the interval a constant. Here it would rather be minutes.
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=50), backoff_coefficient=1),
        )
        return f"{job} is printed"


async def main() -> None:
    logging.disable()
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(
        client,
        task_queue="printer",
        workflows=[OftenPolling, RarePolling],
        activities=[wait_until_printed, check_printed],
    ):
        for polling, job in ((OftenPolling.run, "poster"), (RarePolling.run, "book")):
            handle = await client.start_workflow(polling, job, id=f"print-{job}", task_queue="printer")
            result = await handle.result()
            print(f"{result}: asked {asked[job]} times, {len((await handle.fetch_history()).events)} events")


if __name__ == "__main__":
    asyncio.run(main())
