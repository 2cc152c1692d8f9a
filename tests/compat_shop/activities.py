"""What touches the world: stock as a class with state, and prices as a plain function in a thread."""

from __future__ import annotations

from decimal import Decimal

from temporalio import activity
from temporalio.exceptions import ApplicationError

from .models import Currency, Line
from .tenants import tenant


class Stock:
    """How many pieces are there."""

    def __init__(self) -> None:
        """Begin with a few."""
        self.pieces = {"pen": 10, "ink": 1}

    @activity.defn
    async def reserve(self, line: Line) -> str:
        """Take pieces."""
        left = self.pieces.get(line.sku, 0) - line.pieces
        if left < 0:
            raise ApplicationError(f"no {line.sku} left", line, type="SoldOut", non_retryable=True)
        self.pieces[line.sku] = left
        return f"{line.pieces} {line.sku} for {tenant.get()}"

    @activity.defn
    async def give_back(self, line: Line) -> None:
        """Undo a reservation."""
        self.pieces[line.sku] += line.pieces


@activity.defn(name="price-in")
def price_in(price: Decimal, currency: Currency) -> Decimal:
    """Convert, at the third attempt."""
    if activity.info().attempt < 3:
        raise RuntimeError("rates are not there yet")
    return price * 2 if currency is Currency.USD else price
