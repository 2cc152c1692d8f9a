"""What the shop speaks of, validated by pydantic."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum

from pydantic import BaseModel, Field


class Currency(str, Enum):
    """What prices are in."""

    EUR = "eur"
    USD = "usd"


class Line(BaseModel):
    """Some pieces of one article."""

    sku: str
    pieces: int = Field(gt=0)
    price: Decimal


class Order(BaseModel):
    """What a customer wants."""

    number: str
    currency: Currency = Currency.EUR
    lines: list[Line]
    placed: datetime


class Receipt(BaseModel):
    """What a customer gets."""

    number: str
    total: Decimal
    notes: list[str] = []
