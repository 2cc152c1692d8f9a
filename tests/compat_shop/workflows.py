"""Orders: a saga over the stock, confirmed by an update, looked at by queries."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from .activities import Stock, price_in
    from .models import Line, Order, Receipt

SHORT = timedelta(seconds=30)
QUICKLY = RetryPolicy(initial_interval=timedelta(milliseconds=1))


@workflow.defn
class Pricing:
    """The sum of an order, as a child."""

    @workflow.run
    async def run(self, order: Order) -> Decimal:
        """Convert each price at once."""
        prices = await asyncio.gather(
            *(
                workflow.execute_activity(
                    price_in, args=[line.price, order.currency], start_to_close_timeout=SHORT, retry_policy=QUICKLY
                )
                for line in order.lines
            )
        )
        return sum((price * line.pieces for price, line in zip(prices, order.lines, strict=True)), Decimal(0))


@workflow.defn
class Ordering:
    """One order."""

    @workflow.init
    def __init__(self, order: Order) -> None:
        """Know the order before messages come."""
        self.order = order
        self.confirmed_by: str | None = None
        self.notes: list[str] = []

    @workflow.run
    async def run(self, order: Order) -> Receipt:
        """Reserve, wait for the confirmation, and charge; undo what was reserved if that fails."""
        reserved: list[Line] = []
        try:
            for line in order.lines:
                done = await workflow.execute_activity_method(Stock.reserve, line, start_to_close_timeout=SHORT)
                reserved.append(line)
                self.notes.append(done)
        except ActivityError:
            for line in reversed(reserved):
                await workflow.execute_activity_method(Stock.give_back, line, start_to_close_timeout=SHORT)
            raise
        total = await workflow.execute_child_workflow(Pricing.run, order, id=f"{workflow.info().workflow_id}-pricing")
        await workflow.wait_condition(lambda: self.confirmed_by is not None)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return Receipt(number=order.number, total=total, notes=[*self.notes, f"confirmed by {self.confirmed_by}"])

    @workflow.update
    async def confirm(self, who: str) -> int:
        """Let the order go on."""
        await asyncio.sleep(0.001)
        self.confirmed_by = who
        return len(self.order.lines)

    @confirm.validator
    def check(self, who: str) -> None:
        """Not everybody may."""
        if not who:
            raise ApplicationError("who are you?", type="Nobody")

    @workflow.query
    def state(self) -> list[str]:
        """What was done so far."""
        return self.notes
