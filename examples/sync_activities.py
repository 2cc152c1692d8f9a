"""Activities that are plain functions, in threads: `python examples/sync_activities.py [ADDRESS]`.

Whatever blocks (database drivers, requests, file work) belongs into a function without `async`. The worker runs
it in the executor that you give it, as many at once as you allow; heartbeats and cancellation work as in async
ones.
"""

import asyncio
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker

PARALLEL = 8


class Archive:
    """Activities can be methods: what they need, such as a connection, is made once and shared."""

    def __init__(self) -> None:
        self.threads: set[str] = set()

    @activity.defn
    def compress(self, page: int) -> int:
        self.threads.add(threading.current_thread().name)
        time.sleep(0.2)  # it blocks, and that is fine here
        return page * 100


@workflow.defn
class Compression:
    @workflow.run
    async def run(self, pages: int) -> int:
        sizes = await asyncio.gather(
            *[
                workflow.execute_activity_method(Archive.compress, page, start_to_close_timeout=timedelta(seconds=30))
                for page in range(pages)
            ]
        )
        return sum(sizes)


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    archive = Archive()
    with ThreadPoolExecutor(PARALLEL) as executor:
        async with Worker(
            client,
            task_queue="archive",
            workflows=[Compression],
            activities=[archive.compress],
            activity_executor=executor,
            max_concurrent_activities=PARALLEL,
        ):
            size = await client.execute_workflow(Compression.run, 16, id="archive", task_queue="archive")
    print(f"{size} bytes of 16 pages, in {len(archive.threads)} threads")


if __name__ == "__main__":
    asyncio.run(main())
