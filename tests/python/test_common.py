"""Policies, priorities, versions, raw values, search attributes and metrics, held against the official SDK."""

from __future__ import annotations

import dataclasses
import enum
import pickle
from datetime import timedelta
from typing import Any

import pytest
import temporalio.api.common.v1
import temporalio.api.workflow.v1
import temporalio.common

import everloop.api.common.v1
import everloop.common
from everloop.common import (
    AutoUpgradeVersioningOverride,
    MetricMeter,
    OneTimeVersioningOverride,
    PinnedVersioningOverride,
    Priority,
    RawValue,
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkerDeploymentVersion,
)

ENUMS = [
    name
    for name, value in vars(temporalio.common).items()
    if isinstance(value, enum.EnumMeta) and value.__module__ == "temporalio.common"
]


@pytest.mark.parametrize("name", ENUMS)
def test_enums_have_the_official_members(name: str) -> None:
    ours, theirs = getattr(everloop.common, name), getattr(temporalio.common, name)
    assert [(member.name, member.value) for member in ours] == [(member.name, member.value) for member in theirs]


POLICIES: list[dict[str, Any]] = [
    {},
    {"initial_interval": timedelta(milliseconds=1500), "backoff_coefficient": 1.0},
    {"maximum_interval": timedelta(hours=1), "maximum_attempts": 3, "non_retryable_error_types": ["A", "B"]},
    {"maximum_attempts": 1, "backoff_coefficient": 0.1},
    {"initial_interval": timedelta(seconds=-1)},
    {"backoff_coefficient": 0.9},
    {"maximum_interval": timedelta(seconds=-1)},
    {"maximum_interval": timedelta(milliseconds=1)},
    {"maximum_attempts": -1},
]


@pytest.mark.parametrize("options", POLICIES, ids=str)
def test_retry_policies(options: dict[str, Any]) -> None:
    def outcome(package: Any, api: Any) -> Any:
        message = api.RetryPolicy()
        try:
            package.RetryPolicy(**options).apply_to_proto(message)
        except ValueError as error:
            return str(error)
        return str(message), dataclasses.asdict(package.RetryPolicy.from_proto(message))

    ours = outcome(everloop.common, everloop.api.common.v1)
    assert ours == outcome(temporalio.common, temporalio.api.common.v1)


def test_priorities() -> None:
    assert Priority() == Priority.default
    with pytest.raises(TypeError, match="must be an integer"):
        Priority(priority_key="1")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="must be a positive integer"):
        Priority(priority_key=0)
    for options in ({}, {"priority_key": 2}, {"fairness_key": "k", "fairness_weight": 0.5}):
        message = Priority(**options)._to_proto()  # type: ignore[arg-type]
        assert str(message) == str(temporalio.common.Priority(**options)._to_proto())  # type: ignore[arg-type]
        assert Priority._from_proto(message) == Priority(**options)  # type: ignore[arg-type]


def test_versions() -> None:
    version = WorkerDeploymentVersion.from_canonical_string("name.build.1")
    assert version == WorkerDeploymentVersion("name", "build.1")
    assert version.to_canonical_string() == "name.build.1"
    with pytest.raises(ValueError, match="Cannot parse version string: nodot"):
        WorkerDeploymentVersion.from_canonical_string("nodot")
    official = temporalio.common.WorkerDeploymentVersion("name", "build.1")
    assert str(PinnedVersioningOverride(version)._to_proto()) == str(
        temporalio.common.PinnedVersioningOverride(official)._to_proto()
    )
    assert str(OneTimeVersioningOverride(version)._to_proto()) == str(
        temporalio.common.OneTimeVersioningOverride(official)._to_proto()
    )
    assert str(AutoUpgradeVersioningOverride()._to_proto()) == str(
        temporalio.common.AutoUpgradeVersioningOverride()._to_proto()
    )


def test_raw_values() -> None:
    payload = everloop.api.common.v1.Payload(metadata={"encoding": b"e"}, data=b"d")
    raw = RawValue(payload)
    assert (raw, raw.payload) == (RawValue(payload), payload)
    assert pickle.loads(pickle.dumps(raw)) == raw
    assert "payload" in repr(raw)
    with pytest.raises(dataclasses.FrozenInstanceError):
        raw.payload = payload  # type: ignore[misc]
    with pytest.raises(AttributeError, match="'RawValue' object has no attribute 'other'"):
        _ = raw.other
    with pytest.raises(ValueError, match="Bad version prefix"):
        object.__new__(RawValue).__setstate__(b"2")
    with pytest.raises(TypeError, match="Expected bytes state"):
        object.__new__(RawValue).__setstate__("1")


def test_typed_search_attributes() -> None:
    number, text = SearchAttributeKey.for_int("n"), SearchAttributeKey.for_text("a")
    attributes = TypedSearchAttributes([SearchAttributePair(number, 1), SearchAttributePair(text, "x")])
    assert [pair.key.name for pair in attributes] == ["a", "n"]
    assert (len(attributes), attributes[number], attributes.get(text), text in attributes) == (2, 1, "x", True)
    other = SearchAttributeKey.for_keyword("n")
    assert (other in attributes, attributes.get(other), attributes.get(other, "d")) == (False, None, "d")
    with pytest.raises(KeyError):
        attributes[other]
    updated = attributes.updated(
        SearchAttributePair(other, "k"), SearchAttributePair(SearchAttributeKey.for_bool("z"), True)
    )
    assert [(pair.key, pair.value) for pair in updated][1] == (other, "k")
    assert len(updated) == 3
    assert TypedSearchAttributes.empty == TypedSearchAttributes([])
    with pytest.raises(ValueError, match="Duplicate search attribute entries found for key n"):
        TypedSearchAttributes([SearchAttributePair(number, 1), SearchAttributePair(other, "x")])
    assert (number.value_set(3).value, number.value_unset().value, number.value_set(3).key) == (3, None, number)
    assert (
        SearchAttributeKey.for_keyword_list("l").origin_value_type
        is not SearchAttributeKey.for_keyword_list("l").value_type
    )


@pytest.mark.parametrize("values", [[], ["a"], ["a", "b"], [1], [True], [1.5], [1, 2]])
def test_keys_are_guessed_as_the_official_sdk_does(values: Any) -> None:
    ours = SearchAttributeKey._guess_from_untyped_values("n", values)
    theirs = temporalio.common.SearchAttributeKey._guess_from_untyped_values("n", values)
    assert (ours and ours.indexed_value_type) == (theirs and theirs.indexed_value_type)


def test_the_meter_that_records_nothing() -> None:
    meter = MetricMeter.noop.with_additional_attributes({"a": 1})
    counter = meter.create_counter("c", "description", "unit")
    counter.with_additional_attributes({"b": True}).add(1, {"c": "d"})
    assert (counter.name, counter.description, counter.unit) == ("c", "description", "unit")
    meter.create_histogram("h").record(1)
    meter.create_histogram_float("h").record(1.5)
    meter.create_histogram_timedelta("h").record(timedelta(1))
    meter.create_gauge("g").set(1)
    meter.create_gauge_float("g").set(1.5)


def test_retry_policy_is_a_plain_dataclass() -> None:
    assert RetryPolicy() == dataclasses.replace(RetryPolicy())
