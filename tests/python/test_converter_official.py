"""The default converter's bytes against those of the official SDK, over generated values, in both directions.

Values are drawn from a seeded generator; a failure names the seed.
"""

from __future__ import annotations

import dataclasses
import enum
import random
import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

import pytest
import temporalio.converter as official

from everloop.converter import PayloadConverter

OURS = PayloadConverter.default
THEIRS = official.PayloadConverter.default
TEXTS = [
    "",
    "a",
    "héllo",
    "日本語",
    "😀",
    '"quoted"\\',
    "line\nbreak\ttab",
    "\x00\x1f\x7f",
    "\u2028\u2029",
    "</script>",
]
FLOATS = [0.0, -0.0, 1.0, 0.1, 1e16, 1e-7, 123456789.123456789, 1.7976931348623157e308, 5e-324, -2.5]
INTS = [0, 1, -1, 2**31, -(2**63), 2**64, 10**40]


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


class Word(str, enum.Enum):
    YES = "yes"
    NO = "no"


@dataclasses.dataclass
class Inner:
    name: str
    size: Size
    weight: float
    tags: list[str]


@dataclasses.dataclass
class Outer:
    id: uuid.UUID
    made: datetime
    inner: Inner
    by_name: dict[str, Inner]
    maybe: Inner | None
    word: Word
    pair: tuple[int, str]
    numbers: set[int]
    note: str = "default"


def inner(draw: random.Random) -> Inner:
    return Inner(
        draw.choice(TEXTS),
        draw.choice(list(Size)),
        draw.choice([*FLOATS, draw.uniform(-1e9, 1e9)]),
        draw.choices(TEXTS, k=draw.randrange(4)),
    )


def outer(draw: random.Random) -> Outer:
    return Outer(
        uuid.UUID(int=draw.getrandbits(128)),
        moment(draw),
        inner(draw),
        {draw.choice(TEXTS): inner(draw) for _ in range(draw.randrange(4))},
        draw.choice([None, inner(draw)]),
        draw.choice(list(Word)),
        (draw.choice(INTS), draw.choice(TEXTS)),
        {draw.randrange(1000)},
    )


def moment(draw: random.Random) -> datetime:
    zone = draw.choice([timezone.utc, timezone(timedelta(hours=5, minutes=30)), None])
    naive = datetime(2000, 1, 1) + timedelta(microseconds=draw.randrange(10**15))
    return naive.replace(microsecond=draw.choice([0, naive.microsecond]), tzinfo=zone)


def plain(draw: random.Random, depth: int = 3) -> Any:
    leaves = [None, True, False, b"bytes", draw.choice(TEXTS), draw.choice(FLOATS), draw.choice(INTS), Size.LARGE]
    if depth == 0 or draw.random() < 0.3:
        return draw.choice(leaves[:3] + leaves[4:])
    if draw.random() < 0.5:
        return [plain(draw, depth - 1) for _ in range(draw.randrange(4))]
    return {draw.choice(TEXTS): plain(draw, depth - 1) for _ in range(draw.randrange(4))}


def any_value(draw: random.Random) -> Any:
    kinds: list[Callable[[], Any]] = [
        lambda: plain(draw),
        lambda: outer(draw),
        lambda: [inner(draw) for _ in range(3)],
        lambda: {"at": moment(draw), "id": uuid.UUID(int=draw.getrandbits(128))},
        lambda: draw.choice([None, b"", b"\x00\xff", "text", 1.5, Size.SMALL, Word.NO]),
        lambda: (draw.choice(INTS), draw.choice(TEXTS)),
        lambda: {draw.choice(INTS[:4]): draw.choice(TEXTS)},
        lambda: {draw.choice(FLOATS): None, True: 1},
    ]
    return draw.choice(kinds)()


def encoded(converter: Any, value: Any) -> Any:
    """The payload's content, or the kind of error."""
    try:
        payload = converter.to_payload(value)
    except Exception as error:
        return type(error).__name__
    return dict(payload.metadata), payload.data


def test_bytes_are_the_same() -> None:
    for seed in range(200):
        value = any_value(random.Random(seed))
        assert encoded(OURS, value) == encoded(THEIRS, value), f"seed {seed}"


@pytest.mark.parametrize(
    "value",
    [
        Colour.RED,
        date(2024, 2, 29),
        time(1, 2, 3),
        timedelta(seconds=3),
        float("nan"),
        float("inf"),
        "\ud800",
        2**70,
        complex(1, 2),
        object(),
        {(1, 2): 3},
        frozenset([1]),
    ],
)
def test_rare_values_are_the_same(value: Any) -> None:
    assert encoded(OURS, value) == encoded(THEIRS, value)


def test_what_was_encoded_comes_back_the_same() -> None:
    for seed in range(50):
        value = outer(random.Random(seed))
        payload = OURS.to_payload(value)
        theirs: Any = THEIRS.to_payload(value)
        ours_back, theirs_back = OURS.from_payload(payload, Outer), THEIRS.from_payload(theirs, Outer)
        assert ours_back == theirs_back == value, f"seed {seed}"
        assert OURS.from_payload(payload) == THEIRS.from_payload(theirs), f"seed {seed}"
