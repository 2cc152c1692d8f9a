"""Payloads by way of pydantic are those of the official SDK."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pydantic
import pytest
import temporalio.contrib.pydantic

import everloop.contrib.pydantic

OURS = everloop.contrib.pydantic.pydantic_data_converter.payload_converter
THEIRS = temporalio.contrib.pydantic.pydantic_data_converter.payload_converter


class Model(pydantic.BaseModel):
    x: int
    when: datetime = datetime(2020, 1, 1)
    wait: timedelta = timedelta(seconds=90)


@dataclasses.dataclass
class Holder:
    model: Model
    numbers: set[int]


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"x",
        Model(x=1),
        [Model(x=1)],
        {"b": 1, "a": Model(x=2)},
        date(2020, 1, 1),
        uuid.UUID(int=1),
        Holder(Model(x=1), {3}),
        "é",
        float("nan"),
        {1: 2},
    ],
    ids=str,
)
def test_payloads_are_the_official_ones(value: Any) -> None:
    ours, theirs = OURS.to_payload(value), THEIRS.to_payload(value)
    assert ours.SerializeToString(deterministic=True) == theirs.SerializeToString(deterministic=True)
    assert repr(OURS.from_payload(ours, type(value))) == repr(THEIRS.from_payload(theirs, type(value)))
    assert repr(OURS.from_payload(ours)) == repr(THEIRS.from_payload(theirs))


def test_what_is_not_valid_is_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="valid integer"):
        OURS.from_payload(OURS.to_payload({"x": "no"}), Model)


def test_options() -> None:
    converter = everloop.contrib.pydantic.PydanticPayloadConverter(
        everloop.contrib.pydantic.ToJsonOptions(exclude_unset=True), max_cached_type_adapters=1
    )
    payload = converter.to_payload(Model(x=1))
    assert payload.data == b'{"x":1}'
    assert converter.from_payload(payload, Model) == Model(x=1)
    assert converter.from_payload(payload, dict[str, int]) == {"x": 1}
    assert converter.from_payload(payload, Model) == Model(x=1)
