"""JSON payloads are byte for byte those of the official SDK, and are decoded to the same values."""

from __future__ import annotations

import collections
import dataclasses
import enum
import math
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

import pytest
import temporalio.converter
from hypothesis import given, settings
from hypothesis import strategies as st

import everloop.converter

OURS = everloop.converter.JSONPlainPayloadConverter()
THEIRS = temporalio.converter.JSONPlainPayloadConverter()


class Color(enum.IntEnum):
    RED = 1
    BLUE = 2


class Word(str, enum.Enum):
    YES = "yes"
    NO = "no"


class Pair(NamedTuple):
    left: int
    right: Any


@dataclasses.dataclass
class Leaf:
    text: str = "é"
    number: float = 1.5


@dataclasses.dataclass
class Tree:
    name: str
    leaf: Leaf
    more: list[Leaf] = dataclasses.field(default_factory=list)
    by_name: dict[str, Leaf] = dataclasses.field(default_factory=dict)
    anything: Any = None
    made: int = dataclasses.field(init=False, default=3)


class WithDict:
    def dict(self) -> Any:
        return {"b": Leaf(), "a": {1, 2}}


class Text(str):
    pass


class Number(int):
    def __repr__(self) -> str:
        return "no number"


class Steps:
    def __iter__(self) -> Iterator[int]:
        return iter((3, 1, 2))


@dataclasses.dataclass
class TextWithField(str):
    more: int = 1


def encode(converter: Any, value: Any) -> bytes | tuple[type, str]:
    try:
        data: bytes = converter.to_payload(value).data
    except Exception as error:
        return type(error), str(error)
    return data


def check(value: Any) -> None:
    assert encode(OURS, value) == encode(THEIRS, value)


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes(timezones=st.none() | st.just(timezone.utc))
    | st.uuids()
    | st.sampled_from(Color)
    | st.sampled_from(Word)
)
keys = st.text() | st.integers() | st.booleans() | st.none() | st.floats()


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(), inner)
        | st.builds(Leaf, text=st.text(), number=st.floats())
        | st.builds(
            Tree,
            name=st.text(),
            leaf=st.builds(Leaf),
            more=st.lists(st.builds(Leaf)),
            by_name=st.dictionaries(st.text(), st.builds(Leaf)),
            anything=inner,
        )
        | st.builds(Pair, st.integers(), inner)
        | st.builds(collections.OrderedDict, st.dictionaries(st.text(), inner))
        | st.sets(st.integers() | st.text(), max_size=8)
        | st.binary(max_size=8)
    )


@given(st.recursive(scalars, nested, max_leaves=20))
@settings(max_examples=400, deadline=None)
def test_every_value_has_the_official_bytes(value: Any) -> None:
    check(value)


@given(st.dictionaries(keys, st.integers(), max_size=5))
@settings(max_examples=200, deadline=None)
def test_keys_that_are_no_strings(value: dict[Any, int]) -> None:
    check(value)


@given(st.floats())
@settings(max_examples=1000, deadline=None)
def test_floats(value: float) -> None:
    check(value)


@pytest.mark.parametrize(
    "value",
    [
        '\x00\x1f \x7f\x80\u2028😀"\\/\b\f\n\r\t',
        "\ud800",
        {"\ud800": 1, "a": "\udc00"},
        -0.0,
        2**63,
        -(2**63) - 1,
        10**30,
        Number(7),
        Number(2**70),
        Text("x"),
        {Text("b"): 1, "a": 2},
        [Color.RED, Word.YES],
        {Color.RED: Word.YES},
        Pair(1, (2,)),
        Leaf,
        Tree("t", Leaf(), [Leaf("q")], {"z": Leaf(), "a": Leaf()}, anything={1, 2, 3}),
        Tree("t", Leaf(), anything=Pair(1, Leaf())),
        Tree("t", Leaf(), anything=collections.OrderedDict(b=1, a=Leaf())),
        Tree("t", Leaf(), anything=collections.defaultdict(list, b=[Leaf()])),
        Tree("t", Leaf(), anything=WithDict()),
        Tree("t", Leaf(), anything=Steps()),
        Tree("t", Leaf(), anything=TextWithField("x")),
        TextWithField("x"),
        [TextWithField("x")],
        WithDict(),
        [WithDict(), Steps(), range(3), frozenset([1]), b"ab", bytearray(b"ab"), collections.deque([1])],
        (number for number in range(2)),
        uuid.UUID(int=5),
        datetime(2020, 2, 3, 4, 5, 6, 7, timezone(timedelta(hours=1, minutes=30))),
        [],
        {},
        (),
        "",
        [[[]], {"a": {}}],
        object(),
        date(2020, 1, 1),
        timedelta(1),
        {"a": object()},
        {(1, 2): 3},
        {"a": 1, 2: 3},
        {None: 1},
        {True: 1, 2: 3, 0.5: 4},
        {math.nan: 1},
        complex(1),
        Leaf(text=object()),  # type: ignore[arg-type]
    ],
    ids=lambda value: repr(value)[:40],
)
def test_uncommon_values(value: Any) -> None:
    if not isinstance(value, Iterator):
        check(value)
    else:
        assert encode(OURS, value) == b"[0,1]"


def test_a_structure_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    check(loop)
    holder = {"a": 1}
    holder["b"] = holder  # type: ignore[assignment]
    check(holder)


def test_a_deep_structure_is_encoded() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    check(deep)
    assert OURS.from_payload(OURS.to_payload(deep)) == deep  # type: ignore[arg-type]


def decode(converter: Any, data: bytes) -> Any:
    payload = converter.to_payload(None)
    payload.data = data
    try:
        return converter.from_payload(payload)
    except Exception as error:
        return type(error), str(error), repr(error.__cause__)


def same(ours: Any, theirs: Any) -> bool:
    return repr(ours) == repr(theirs)


@given(st.recursive(scalars, nested, max_leaves=20))
@settings(max_examples=200, deadline=None)
def test_what_was_encoded_is_decoded_alike(value: Any) -> None:
    data = encode(OURS, value)
    if isinstance(data, bytes):
        assert same(decode(OURS, data), decode(THEIRS, data))


@given(st.text(alphabet='[]{}",:0123456789.eE+-\\untrfalsb NaIiy\t\n\u00e9', max_size=20))
@settings(max_examples=2000, deadline=None)
def test_texts_that_may_be_no_json(text: str) -> None:
    assert same(decode(OURS, text.encode()), decode(THEIRS, text.encode()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbf1",
        "1".encode("utf-16"),
        "[1]".encode("utf-32"),
        b'"\xff"',
        b'"\\ud83d\\ude00 \\ud800 \\u00e9"',
        b'{"a":1,"b":2,"a":3}',
        b"9" * 400,
        b"-9223372036854775808",
        b"9223372036854775808",
        b"-0",
        b"-0.0",
        b"1e400",
        b"[1,2",
        b"1 2",
        b"NaN",
        b"-Infinity",
        b" \t\r\n[ 1 , { } ]\n",
    ],
)
def test_uncommon_texts(data: bytes) -> None:
    assert same(decode(OURS, data), decode(THEIRS, data))
