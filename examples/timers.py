"""Timers that survive restarts, written as plain asyncio: `python examples/timers.py [ADDRESS]`.

Every wait in a workflow is a timer in the engine: a second or a year, one or a thousand at once, at no cost
while it lasts. If the process ends meanwhile, another one goes on.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import workflow
from everloop.client import Client
from everloop.worker import Worker

MONTH = timedelta(days=30).total_seconds()


@workflow.defn
class Trial:
    """A free trial: a reminder before its end, unless the customer subscribes earlier."""

    def __init__(self) -> None:
        self.subscribed = False
        self.log: list[str] = []

    @workflow.run
    async def run(self, seconds: float) -> list[str]:
        reminder = asyncio.create_task(self.remind(seconds / 2))
        try:
            await workflow.wait_condition(lambda: self.subscribed, timeout=seconds)
            reminder.cancel()
            self.log.append("subscribed in time")
        except asyncio.TimeoutError:
            self.log.append("the trial is over")
        return self.log

    async def remind(self, seconds: float) -> None:
        await workflow.sleep(seconds, summary="until the reminder")
        self.log.append("reminded")

    @workflow.signal
    def subscribe(self) -> None:
        self.subscribed = True


@workflow.defn
class ManyTimers:
    @workflow.run
    async def run(self, count: int) -> str:
        begun = workflow.now()
        await asyncio.gather(*[asyncio.sleep(0.2) for _ in range(count)])
        took = (workflow.now() - begun).total_seconds()
        return f"{count} timers of 0.2 s at once, not {0.2 * count:.0f} s: {'yes' if took < 0.1 * count else 'no'}"


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="timers", workflows=[Trial, ManyTimers]):
        idle = await client.start_workflow(Trial.run, 0.4, id="trial-idle", task_queue="timers")
        eager = await client.start_workflow(Trial.run, MONTH, id="trial-eager", task_queue="timers")
        await eager.signal(Trial.subscribe)
        print(f"idle customer:  {', '.join(await idle.result())}")
        print(f"eager customer: {', '.join(await eager.result())}")
        print(await client.execute_workflow(ManyTimers.run, 100, id="many-timers", task_queue="timers"))


if __name__ == "__main__":
    asyncio.run(main())
