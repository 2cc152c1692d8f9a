"""A workflow for as long as its customer exists: `python examples/endless.py [ADDRESS]`.

One workflow per customer is a natural home for what belongs to them: its id finds it, its handlers run one at a
time, and it is there after any crash. Its history must not grow for ever, so now and then it continues as a new
run with what it knows.
"""

import asyncio
import sys
from dataclasses import dataclass

from everloop import workflow
from everloop.client import Client
from everloop.worker import Worker


@dataclass
class Points:
    balance: int = 0
    runs: int = 1


@workflow.defn
class Customer:
    @workflow.init
    def __init__(self, points: Points, events_max: int) -> None:
        self.points = points
        self.left = False

    @workflow.run
    async def run(self, points: Points, events_max: int) -> str:
        def too_long() -> bool:
            info = workflow.info()
            # The engine suggests it after thousands of events; a limit of one's own makes it visible here.
            return info.is_continue_as_new_suggested() or info.get_current_history_length() > events_max

        await workflow.wait_condition(lambda: (self.left or too_long()) and workflow.all_handlers_finished())
        if self.left:
            return f"left with {self.points.balance} points after {self.points.runs} runs"
        self.points.runs += 1
        workflow.continue_as_new(args=[self.points, events_max])

    @workflow.update
    def earn(self, points: int) -> int:
        self.points.balance += points
        return self.points.balance

    @workflow.signal
    def leave(self) -> None:
        self.left = True


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="customers", workflows=[Customer]):
        ada = await client.start_workflow(Customer.run, args=[Points(), 20], id="customer-ada", task_queue="customers")
        # The handle reaches whichever run is there, and its result is that of the last one.
        balances = [await ada.execute_update(Customer.earn, 10) for _ in range(12)]
        print(f"balance: {balances[-1]}")
        await ada.signal(Customer.leave)
        print(await ada.result())


if __name__ == "__main__":
    asyncio.run(main())
