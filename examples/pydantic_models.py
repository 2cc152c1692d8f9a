"""Arguments and results that pydantic checks and converts: `python examples/pydantic_models.py [ADDRESS]`.

One option of the client. Models, dates, decimals, paths and unions then arrive as what the annotations say, and
what does not fit them is refused where it arrives.
"""

import asyncio
import sys
from datetime import date, timedelta
from decimal import Decimal

from pydantic import BaseModel, Field

from everloop import activity, workflow
from everloop.client import Client
from everloop.contrib.pydantic import pydantic_data_converter
from everloop.worker import Worker


class Line(BaseModel):
    item: str
    price: Decimal = Field(gt=0)


class Invoice(BaseModel):
    customer: str
    issued: date
    lines: list[Line]


class Due(BaseModel):
    total: Decimal
    until: date


@activity.defn
async def add_up(lines: list[Line]) -> Decimal:
    return sum((line.price for line in lines), Decimal(0))


@workflow.defn
class Billing:
    @workflow.run
    async def run(self, invoice: Invoice) -> Due:
        total = await workflow.execute_activity(add_up, invoice.lines, start_to_close_timeout=timedelta(seconds=10))
        return Due(total=total, until=invoice.issued + timedelta(days=14))


async def main() -> None:
    target = sys.argv[1] if sys.argv[1:] else "embedded::memory:"
    client = await Client.connect(target, data_converter=pydantic_data_converter)
    async with Worker(client, task_queue="billing", workflows=[Billing], activities=[add_up]):
        lines = [Line(item="tea", price=Decimal("4.50")), Line(item="kettle", price=Decimal("39.10"))]
        invoice = Invoice(customer="Ada", issued=date(2026, 2, 20), lines=lines)
        due = await client.execute_workflow(Billing.run, invoice, id="invoice", task_queue="billing")
        print(f"{type(due).__name__}: {due.total} until {due.until}")


if __name__ == "__main__":
    asyncio.run(main())
