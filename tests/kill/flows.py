"""The workflow of the kill test: activities and timers in turn, with a result that can be computed in advance."""

import asyncio
from datetime import timedelta

from everloop import activity, workflow
from everloop.common import RetryPolicy

QUEUE = "kill"
STEPS = 4
# Short, so that work lost with a killed process is given out again while the test still runs.
LOST_AFTER = timedelta(seconds=2)


@activity.defn
async def add(left: int, right: int) -> int:
    return left + right


@workflow.defn
class Sum:
    @workflow.run
    async def run(self, first: int) -> int:
        total = first
        for step in range(STEPS):
            total = await workflow.execute_activity(
                add,
                args=[total, step],
                start_to_close_timeout=LOST_AFTER,
                retry_policy=RetryPolicy(
                    initial_interval=timedelta(milliseconds=20), maximum_interval=timedelta(milliseconds=200)
                ),
            )
            await asyncio.sleep(0.02)
        return total


def expected(first: int) -> int:
    """Return what the workflow must result in."""
    return first + sum(range(STEPS))
