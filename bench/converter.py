"""Measures how fast values become payloads and come back, and writes that section of docs/BENCHMARKS.md.

everloop's default converter and the official SDK's, side by side: ``python bench/converter.py [--seconds 1]``, with a
release build of everloop installed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["main"]

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.page import CONVERSION, write_section

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
    """Measure both and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each measurement takes")
    parser.add_argument("--print", action="store_true", help="only print the section")
    arguments = parser.parse_args()
    import temporalio.converter

    import everloop.converter

    our_encode, our_decode, text = calls(everloop.converter.PayloadConverter.default)
    their_encode, their_decode, their_text = calls(temporalio.converter.PayloadConverter.default)
    assert text == their_text
    lines = [
        f"Written by `python bench/converter.py`: a dataclass that holds others, {len(text)} bytes of JSON, and the",
        "default converters of both packages. The target is 3 times.",
        "",
        "| | everloop | official | ratio |",
        "|---|---|---|---|",
    ]
    for name, pair in (("encode", [our_encode, their_encode]), ("decode", [our_decode, their_decode])):
        our, their = per_call(pair, arguments.seconds)
        lines.append(f"| {name} | {our:.1f} µs | {their:.1f} µs | {their / our:.1f} times |")
    section = "\n".join(lines)
    print(section)
    if not arguments.print:
        write_section(CONVERSION, section)


if __name__ == "__main__":
    main()
