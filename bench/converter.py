"""How fast values become payloads and come back: everloop's default converter and the official SDK's, side by side.

Run it as ``python bench/converter.py [--seconds 1]``, with a release build. It prints microseconds per value, and how
many times faster everloop is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["main"]


@dataclass
class Line:
    """A line of an order."""

    article: str
    count: int
    price: float
    options: list[str]


@dataclass
class Order:
    """About 1 KiB of JSON."""

    id: str
    customer: str
    paid: bool
    lines: list[Line]
    notes: dict[str, str]


def order() -> Order:
    """A value of the size that arguments often have."""
    lines = [Line(f"article-{number}", number, number * 9.99, ["blue", "gift wrap"]) for number in range(10)]
    return Order(
        "order-1234567890", "Ada Lovelace", True, lines, {f"note {number}": "text " * 4 for number in range(6)}
    )


def per_call(call: Callable[[], object], seconds: float) -> float:
    """Microseconds that a call takes, the best of five."""
    rounds = 1
    while True:
        begun = time.perf_counter()
        for _ in range(rounds):
            call()
        if time.perf_counter() - begun > seconds / 10:
            break
        rounds *= 2
    best = float("inf")
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(rounds):
            call()
        best = min(best, (time.perf_counter() - begun) / rounds)
    return best * 1e6


def measure(convert: Any, seconds: float) -> tuple[float, float, int]:
    """Microseconds to encode and to decode, and the size."""
    value = order()
    [payload] = convert.to_payloads([value])
    assert convert.from_payloads([payload], [Order]) == [value]
    return (
        per_call(lambda: convert.to_payloads([value]), seconds),
        per_call(lambda: convert.from_payloads([payload], [Order]), seconds),
        len(payload.data),
    )


def main() -> None:
    """Measure both and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement takes")
    seconds: float = parser.parse_args().seconds
    import temporalio.converter

    import everloop.converter

    theirs = measure(temporalio.converter.PayloadConverter.default, seconds)
    ours = measure(everloop.converter.PayloadConverter.default, seconds)
    print(f"{'':10}{'everloop':>12}{'official':>12}{'times':>8}   ({ours[2]} bytes)")
    for name, our, their in zip(("encode", "decode"), ours, theirs, strict=False):
        print(f"{name:10}{our:12.1f}{their:12.1f}{their / our:8.1f}")


if __name__ == "__main__":
    main()
