"""Values are decoded to type hints as the official SDK does, and what it refuses is refused in the same words."""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import enum
import json
import typing
import uuid
from datetime import datetime
from typing import Any, Literal, NewType, TypedDict, TypeVar

import pydantic.v1
import pytest
import temporalio.converter

import everloop.converter

T = TypeVar("T")
UserId = NewType("UserId", int)
Names = NewType("Names", list[str])


class Color(enum.IntEnum):
    RED = 1


class Word(str, enum.Enum):
    YES = "yes"


class Plain(enum.Enum):
    ONE = 1


class Movie(TypedDict):
    name: str
    year: int


class Partial(TypedDict, total=False):
    when: datetime


@dataclasses.dataclass
class Leaf:
    text: str
    number: float = 1.5


@dataclasses.dataclass(frozen=True)
class Tree:
    leaf: Leaf
    more: tuple[Leaf, ...] = ()
    by_name: dict[str, Leaf] = dataclasses.field(default_factory=dict)
    parent: Tree | None = None
    made: int = dataclasses.field(init=False, default=3)
    anything: Any = None


@dataclasses.dataclass
class Unresolvable:
    field: Missing  # type: ignore[name-defined]  # noqa: F821


@dataclasses.dataclass
class Picky:
    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("negative")


class Model(pydantic.v1.BaseModel):
    x: int


class Text(str):
    pass


class Custom:
    pass


VALUES: list[Any] = [
    None,
    True,
    0,
    1,
    -1,
    1.0,
    1.5,
    float("nan"),
    2**70,
    "",
    "a",
    "yes",
    "1",
    "2020-01-02T03:04:05Z",
    "2020-01-02T03:04:05.123456+01:30",
    "2020-01-02",
    str(uuid.UUID(int=7)),
    [],
    [1, 2],
    ["a", "b"],
    [1, "a"],
    [1, "a", None],
    [[1]],
    [300],
    {},
    {"a": 1},
    {"1": 2, "3": 4},
    {"true": 1},
    {"null": 1},
    {"1.5": "x"},
    {"name": "n", "year": 1999},
    {"name": "n", "year": "x"},
    {"when": "2020-01-02T03:04:05Z"},
    {"text": "t"},
    {"text": "t", "number": 2, "unknown": 1},
    {"text": 1},
    {"number": 1},
    {"leaf": {"text": "t"}, "more": [{"text": "u"}], "by_name": {"k": {"text": "v"}}, "made": 9},
    {"leaf": {"text": "t"}, "parent": {"leaf": {"text": "p"}}, "anything": {"text": 1}},
    {"leaf": {"text": "t"}, "made": "x"},
    {"value": 1},
    {"value": -1},
    {"x": 1},
    {"x": "no"},
    [{"text": "t"}, {"text": "u", "number": 1}],
]

HINTS: list[Any] = [
    Any,
    int,
    float,
    bool,
    str,
    bytes,
    type(None),
    datetime,
    uuid.UUID,
    object,
    list,
    dict,
    tuple,
    set,
    frozenset,
    collections.deque,
    UserId,
    Names,
    Color,
    Word,
    Plain,
    Movie,
    Partial,
    Leaf,
    Tree,
    Unresolvable,
    Picky,
    Model,
    Text,
    Custom,
    list,
    dict,
    typing.Optional[int],  # noqa: UP045 - another object than int | None
    typing.Union[str, int],  # noqa: UP007
    int | None,
    Leaf | Movie | None,
    Picky | int | dict[str, int],
    list[int],
    list[int | None],
    list[Leaf],
    list[T],
    list[str],
    typing.Sequence[Leaf],
    typing.Iterable[Any],
    typing.Collection[int],
    typing.AbstractSet[int],
    collections.abc.Sequence[int],
    collections.abc.Mapping[str, int],
    tuple[int, str],
    tuple[int, ...],
    tuple[()],
    tuple[int, str],
    set[int],
    frozenset[str],
    collections.deque[int],
    collections.deque[int],
    dict[str, int],
    dict[str, Any],
    dict[int, int],
    dict[float, str],
    dict[bool, int],
    dict[None, int],
    dict[Color, int],
    dict[Word, int],
    dict[UserId, int],
    dict[Any, int],
    dict[str, T],
    dict[int | str, int],
    dict[str, Leaf],
    typing.Mapping[str, Any],
    typing.MutableMapping[str, int],
    collections.OrderedDict[str, int],
    collections.Counter[str],
    Literal["a", "b"],
    Literal["a", 1],
    Literal[True, None],
    typing.Annotated[int, "x"],
    type[int],
    "int",
    T,
]


def outcome(convert: Any, hint: Any, value: Any) -> tuple[Any, ...]:
    try:
        result = convert(hint, value)
    except Exception as error:
        causes = []
        link: BaseException | None = error
        while link is not None:
            causes.append((type(link), str(link)))
            link = link.__cause__
        return ("raised", causes)
    return ("returned", type(result), repr(result))


@pytest.mark.parametrize("hint", HINTS, ids=repr)
def test_python_rules_are_the_official_ones(hint: Any) -> None:
    for value in VALUES:
        theirs = outcome(temporalio.converter.value_to_type, hint, value)
        assert outcome(everloop.converter.value_to_type, hint, value) == theirs, value


@pytest.mark.parametrize("hint", HINTS, ids=repr)
def test_the_extension_has_the_same_rules(hint: Any) -> None:
    ours = everloop.converter.JSONPlainPayloadConverter()
    theirs = temporalio.converter.JSONPlainPayloadConverter()

    def from_ours(hint: Any, value: Any) -> Any:
        return ours.from_payload(ours.to_payload(value), hint)  # type: ignore[arg-type]

    def from_theirs(hint: Any, value: Any) -> Any:
        return theirs.from_payload(theirs.to_payload(value), hint)  # type: ignore[arg-type]

    for value in VALUES:
        for _ in range(2):  # the second time by a plan that is already known
            assert outcome(from_ours, hint, value) == outcome(from_theirs, hint, value), value


def test_custom_converters_come_first() -> None:
    class Upper(everloop.converter.JSONTypeConverter):
        def to_typed_value(self, hint: type, value: Any) -> Any:
            return value.upper() if hint is str else everloop.converter.JSONTypeConverter.Unhandled

    converter = everloop.converter.JSONPlainPayloadConverter(custom_type_converters=[Upper()])
    payload = converter.to_payload({"text": "t"})
    assert payload is not None
    assert converter.from_payload(payload, Leaf) == Leaf("T")
    assert everloop.converter.value_to_type(list[str], ["a"], [Upper()]) == ["A"]


def test_custom_encoder_and_decoder() -> None:
    class Encoder(json.JSONEncoder):
        def default(self, o: Any) -> Any:
            return "custom"

    class Decoder(json.JSONDecoder):
        def decode(self, s: str, *args: Any) -> Any:  # type: ignore[override]
            return ["decoded", s]

    converter = everloop.converter.JSONPlainPayloadConverter(encoder=Encoder, decoder=Decoder, encoding="my/json")
    payload = converter.to_payload(object())
    assert payload is not None
    assert (payload.metadata["encoding"], payload.data) == (b"my/json", b'"custom"')
    assert converter.from_payload(payload) == ["decoded", '"custom"']


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-01-02T03:04:05Z", "2020-01-02 03:04:05+00:00"),
        ("20200102T030405.5+0130", "2020-01-02 03:04:05.500000+01:30"),
        ("2020-01-02T03:04:05.123456789-02:00", "2020-01-02 03:04:05.123456-02:00"),
        ("2020-01-02", "2020-01-02 00:00:00"),
        ("2020-01-02 03", "2020-01-02 03:00:00"),
    ],
)
def test_datetimes_of_python_3_10(text: str, expected: str) -> None:
    from everloop.converter import _iso_datetime

    assert str(_iso_datetime.parse(text)) == expected
    assert str(_iso_datetime.parse(text)) == str(everloop.converter.value_to_type(datetime, text))
