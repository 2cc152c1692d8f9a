"""Serve the shop, place three orders, and print what came of them as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from temporalio.client import Client, WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.worker import Replayer, Worker

from .activities import Stock, price_in
from .models import Currency, Line, Order
from .plugin import SHOP
from .tenants import tenant
from .workflows import Ordering, Pricing

PLACED = datetime(2026, 1, 2, tzinfo=timezone.utc)


def order(number: str, currency: Currency, **pieces: int) -> Order:
    """An order with a price of 1.25 for everything."""
    lines = [Line(sku=sku, pieces=count, price=Decimal("1.25")) for sku, count in pieces.items()]
    return Order(number=number, currency=currency, lines=lines, placed=PLACED)


def chain(error: BaseException | None) -> list[str]:
    """The classes and texts of an error and its causes."""
    links: list[str] = []
    while error is not None:
        links.append(f"{type(error).__name__}: {error}")
        error = error.__cause__
    return links


async def one(client: Client, wanted: Order) -> dict[str, Any]:
    """What becomes of one order."""
    handle = await client.start_workflow(Ordering.run, wanted, id=wanted.number, task_queue="shop")
    seen: dict[str, Any] = {"number": wanted.number}
    try:
        try:
            await handle.execute_update(Ordering.confirm, "")  # pyright: ignore[reportUnknownMemberType]
        except WorkflowUpdateFailedError as error:
            seen["refused"] = chain(error)
        seen["lines"] = await handle.execute_update(Ordering.confirm, "the boss")  # pyright: ignore[reportUnknownMemberType]
        receipt = await handle.result()
        seen["receipt"] = receipt.model_dump(mode="json")
        seen["state"] = await handle.query(Ordering.state)
    except WorkflowFailureError as error:
        seen["failed"] = chain(error)
        seen["details"] = [str(detail) for detail in getattr(error.cause.__cause__, "details", ())]
    history = await handle.fetch_history()
    # Their order depends on who is faster.
    seen["events"] = sorted({event["eventType"] for event in history.to_json_dict()["events"]})
    replayed = await Replayer(workflows=[Ordering, Pricing], plugins=[SHOP]).replay_workflow(history)
    seen["replayed"] = replayed.replay_failure is None
    return seen


async def main(target: str) -> None:
    """Serve and order."""
    client = await Client.connect(target, plugins=[SHOP])
    stock = Stock()
    with ThreadPoolExecutor(4) as threads:
        async with Worker(
            client,
            task_queue="shop",
            workflows=[Ordering, Pricing],
            activities=[stock.reserve, stock.give_back, price_in],
            activity_executor=threads,
            max_concurrent_activities=4,
        ):
            tenant.set("north")
            print(json.dumps(await one(client, order("first", Currency.EUR, pen=2))))
            tenant.set("south")
            print(json.dumps(await one(client, order("second", Currency.USD, pen=3, ink=1))))
            failing = order("third", Currency.EUR, pen=1, ink=1)
            handle = await client.start_workflow(Ordering.run, failing, id="third", task_queue="shop")
            try:
                await handle.result()
            except WorkflowFailureError as error:
                print(json.dumps({"failed": chain(error), "stock": stock.pieces}))


asyncio.run(main(sys.argv[1]))
