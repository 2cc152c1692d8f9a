"""A long activity that goes on where its last attempt stopped: `python examples/heartbeats.py [ADDRESS]`.

A heartbeat says "I live, and I got this far". If the worker dies, the missing heartbeat is noticed within
`heartbeat_timeout`, however long the whole may take, and the next attempt reads how far the last one came.
"""

import asyncio
import logging
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.common import RetryPolicy
from everloop.worker import Worker

ROWS = [f"row {number}" for number in range(10)]


@activity.defn
async def import_rows(rows: list[str]) -> int:
    """Import rows one by one; the first attempt hangs in the middle."""
    info = activity.info()
    begin = int(info.heartbeat_details[0]) if info.heartbeat_details else 0
    print(f"attempt {info.attempt} begins at row {begin}")
    for number in range(begin, len(rows)):
        if number == 6 and info.attempt == 1:
            print(f"attempt {info.attempt} hangs at row {number}")
            await asyncio.sleep(3600)
        activity.heartbeat(number + 1)
    return len(rows) - begin


@workflow.defn
class Import:
    @workflow.run
    async def run(self) -> str:
        last = await workflow.execute_activity(
            import_rows,
            ROWS,
            start_to_close_timeout=timedelta(hours=2),
            heartbeat_timeout=timedelta(milliseconds=500),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=10)),
        )
        return f"all {len(ROWS)} rows are there, the last attempt imported {last}"


async def main() -> None:
    logging.disable()  # the attempt that times out is part of the story
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="imports", workflows=[Import], activities=[import_rows]):
        print(await client.execute_workflow(Import.run, id="import", task_queue="imports"))


if __name__ == "__main__":
    asyncio.run(main())
