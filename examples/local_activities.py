"""Quick steps without a way through a task queue: `python examples/local_activities.py [ADDRESS]`.

A local activity runs in the worker that has the workflow, and is recorded with its next task. Take one for what
lasts milliseconds (a look-up, a calculation, a cache); for anything long or rate-limited take an activity.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker


@activity.defn
async def convert(celsius: float) -> float:
    return celsius * 9 / 5 + 32


@workflow.defn
class Conversion:
    @workflow.run
    async def run(self, temperatures: list[float], local: bool) -> list[float]:
        results: list[float] = []
        for celsius in temperatures:
            execute = workflow.execute_local_activity if local else workflow.execute_activity
            results.append(await execute(convert, celsius, start_to_close_timeout=timedelta(seconds=5)))
        return results


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="weather", workflows=[Conversion], activities=[convert]):
        for local in (True, False):
            handle = await client.start_workflow(
                Conversion.run, args=[[0.0, 20.0, 37.0], local], id=f"weather-{local}", task_queue="weather"
            )
            result = await handle.result()
            events = len((await handle.fetch_history()).events)
            print(f"{'local activities' if local else 'activities'}: {result} in {events} events")


if __name__ == "__main__":
    asyncio.run(main())
