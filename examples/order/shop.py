"""An order: reserve, charge, wait for a person's approval, let the parcel rest for a moment, ship, send a receipt.

The workflow is ordinary Python. What makes it durable is that everloop records each step; after a crash it is run again
from the start, and every step that is on record returns at once with what it returned before.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from everloop import activity, workflow
from everloop.common import RetryPolicy

STEP = timedelta(seconds=10)


@dataclass
class Order:
    """What a customer wants."""

    number: str
    item: str
    price: float


def say(text: str) -> None:
    """Print a line for the person who watches the demo."""
    print(f"      {text}", flush=True)


@activity.defn
async def reserve(order: Order) -> str:
    """Take the item from the shelf."""
    say(f"activity  reserve   {order.item} is put aside")
    return f"shelf 7, {order.item}"


@activity.defn
async def charge(order: Order) -> str:
    """Charge the card; the bank answers at the second attempt only."""
    attempt = activity.info().attempt
    if attempt == 1:
        say("activity  charge    the bank does not answer: this attempt fails, and is retried for us")
        raise ConnectionError("the bank does not answer")
    say(f"activity  charge    {order.price:.2f} charged, at attempt {attempt}")
    return f"receipt-{order.number}"


@activity.defn
async def ship(place: str) -> str:
    """Hand the parcel to the carrier."""
    say(f"activity  ship      parcel taken from {place}")
    return "parcel-4711"


@activity.defn
async def send_receipt(receipt: str) -> None:
    """Tell the customer."""
    say(f"activity  send      {receipt} sent to the customer")


@workflow.defn
class OrderWorkflow:
    """One order, from the shelf to the customer's door."""

    def __init__(self) -> None:
        """Begin without an approval."""
        self._approved_by: str | None = None
        self._status = "new"

    @workflow.run
    async def run(self, order: Order) -> str:
        """Run the order."""
        self._status = "reserving"
        place = await workflow.execute_activity(reserve, order, start_to_close_timeout=STEP)
        self._status = "charging"
        receipt = await workflow.execute_activity(
            charge,
            order,
            start_to_close_timeout=STEP,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=200)),
        )
        self._status = "waiting for approval"
        await workflow.wait_condition(lambda: self._approved_by is not None)
        self._status = "resting"
        await asyncio.sleep(1.0)
        self._status = "shipping"
        parcel = await workflow.execute_activity(ship, place, start_to_close_timeout=STEP)
        await workflow.execute_activity(send_receipt, receipt, start_to_close_timeout=STEP)
        self._status = "done"
        return f"{parcel} is on its way, approved by {self._approved_by}"

    @workflow.signal
    def approve(self, name: str) -> None:
        """Take note of a person's approval."""
        self._approved_by = name

    @workflow.query
    def status(self) -> str:
        """Say where the order is."""
        return self._status
