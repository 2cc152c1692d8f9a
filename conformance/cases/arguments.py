"""Arguments and results keep their types: dataclasses, enums, uuids, optionals, nested containers and None."""

import enum
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from everloop import activity, workflow


class Colour(enum.IntEnum):
    RED = 1
    GREEN = 2


class Size(str, enum.Enum):
    SMALL = "small"


@dataclass
class Item:
    name: str
    price: float
    tags: list[str] = field(default_factory=list)


@dataclass
class Order:
    key: UUID
    items: dict[str, Item]
    colour: Colour
    size: Size
    note: str | None = None


@activity.defn
async def total(order: Order, factor: float, nothing: None) -> Item:
    assert isinstance(order.items["a"], Item)
    assert isinstance(order.colour, Colour)
    assert nothing is None
    return Item("total", sum(item.price for item in order.items.values()) * factor, ["sum", "é"])


@workflow.defn
class Typed:
    @workflow.run
    async def run(self, order: Order, factor: float) -> dict[str, Item]:
        assert isinstance(order.key, UUID)
        item = await workflow.execute_activity(
            total, args=[order, factor, None], start_to_close_timeout=timedelta(seconds=10)
        )
        assert isinstance(item, Item)
        return {"total": item}


async def run(env: Any) -> Any:
    order = Order(
        UUID(int=7),
        {"a": Item("apple", 1.25), "b": Item("bread", 2.5, ["x"])},
        Colour.GREEN,
        Size.SMALL,
    )
    async with env.worker([Typed], [total]):
        handle = await env.start(Typed.run, order, 2.0)
        result = await handle.result()
    return {"result": repr(result), "history": await env.history(handle)}
