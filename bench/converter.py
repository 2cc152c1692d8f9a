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

CALLS = 10


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


def per_call(calls: list[Callable[[], object]], seconds: float) -> list[float]:
    """Microseconds that each of several calls takes.

    They are measured in turns and in short rounds, of which the best counts: what else the machine does disturbs some
    of the rounds, and all of the calls alike.
    """
    best = [float("inf")] * len(calls)
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for index, call in enumerate(calls):
            begun = time.perf_counter()
            for _ in range(CALLS):
                call()
            best[index] = min(best[index], (time.perf_counter() - begun) / CALLS)
    return [it * 1e6 for it in best]


def calls(convert: Any) -> tuple[Callable[[], object], Callable[[], object], bytes]:
    """What encodes and what decodes the value, and the JSON text."""
    value = order()
    [payload] = convert.to_payloads([value])
    assert convert.from_payloads([payload], [Order]) == [value]
    return (
        lambda: convert.to_payloads([value]),
        lambda: convert.from_payloads([payload], [Order]),
        payload.data,
    )


def main() -> None:
    """Measure both and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement takes")
    seconds: float = parser.parse_args().seconds
    import temporalio.converter

    import everloop.converter

    our_encode, our_decode, text = calls(everloop.converter.PayloadConverter.default)
    their_encode, their_decode, their_text = calls(temporalio.converter.PayloadConverter.default)
    assert text == their_text
    print(f"{'':10}{'everloop':>12}{'official':>12}{'times':>8}   ({len(text)} bytes)")
    for name, pair in (("encode", [our_encode, their_encode]), ("decode", [our_decode, their_decode])):
        our, their = per_call(pair, seconds)
        print(f"{name:10}{our:12.1f}{their:12.1f}{their / our:8.1f}")


if __name__ == "__main__":
    main()
