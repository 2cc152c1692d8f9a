"""Talking to a workflow that runs, by signals, queries and updates: `python examples/messages.py [ADDRESS]`.

A signal is told and forgotten, a query only reads, and an update changes something and answers: it can be
refused before it leaves a trace, and whoever sent it gets its result or its error.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client, WorkflowUpdateFailedError
from everloop.worker import Worker

PRICES = {"tea": 4.5, "kettle": 39.0}


@activity.defn
async def look_up_price(item: str) -> float:
    return PRICES[item]


@workflow.defn
class Cart:
    def __init__(self) -> None:
        self.items: list[str] = []
        self.total = 0.0
        self.checked_out = False

    @workflow.run
    async def run(self) -> str:
        # Handlers that still await something are given the time to finish.
        await workflow.wait_condition(lambda: self.checked_out and workflow.all_handlers_finished())
        return f"{len(self.items)} items for {self.total:.2f}"

    @workflow.signal
    def check_out(self) -> None:
        self.checked_out = True

    @workflow.query
    def content(self) -> list[str]:
        return self.items

    @workflow.update
    async def add(self, item: str) -> float:
        """Add an item and return the new total; a handler may await activities as the workflow may."""
        price = await workflow.execute_activity(look_up_price, item, start_to_close_timeout=timedelta(seconds=10))
        self.items.append(item)
        self.total += price
        return self.total

    @add.validator
    def check_item(self, item: str) -> None:
        if item not in PRICES:
            raise ValueError(f"we do not sell {item}")


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="carts", workflows=[Cart], activities=[look_up_price]):
        cart = await client.start_workflow(Cart.run, id="cart", task_queue="carts")
        print("total after tea:   ", await cart.execute_update(Cart.add, "tea"))
        print("total after kettle:", await cart.execute_update(Cart.add, "kettle"))
        try:
            await cart.execute_update(Cart.add, "dragon")
        except WorkflowUpdateFailedError as error:
            print("refused:           ", error.cause)
        print("in the cart:       ", await cart.query(Cart.content))
        await cart.signal(Cart.check_out)
        print("checked out:       ", await cart.result())


if __name__ == "__main__":
    asyncio.run(main())
