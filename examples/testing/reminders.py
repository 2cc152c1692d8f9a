"""A workflow that waits for weeks: it reminds a customer of an invoice until it is paid, and gives up in the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from everloop import activity, workflow


@dataclass
class Invoice:
    number: str
    customer: str


@activity.defn
async def send_mail(customer: str, text: str) -> None:
    print(f"to {customer}: {text}")


@workflow.defn
class Reminders:
    """One run per invoice."""

    def __init__(self) -> None:
        self.is_paid = False
        self.sent = 0

    @workflow.run
    async def run(self, invoice: Invoice) -> str:
        while self.sent < 3:
            try:
                await workflow.wait_condition(lambda: self.is_paid, timeout=timedelta(days=14))
                return f"paid after {self.sent} reminders"
            except asyncio.TimeoutError:
                self.sent += 1
                await workflow.execute_activity(
                    send_mail,
                    args=[invoice.customer, f"reminder {self.sent} for {invoice.number}"],
                    start_to_close_timeout=timedelta(minutes=1),
                )
        return "given up"

    @workflow.signal
    def paid(self) -> None:
        self.is_paid = True

    @workflow.query
    def reminders_sent(self) -> int:
        return self.sent
