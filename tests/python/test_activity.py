"""`everloop.activity`: the decorator, and what its functions say outside of an activity."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import temporalio.activity

from everloop import activity
from everloop.activity._definition import Definition
from everloop.common import RawValue


@activity.defn
async def greet(name: str, times: int = 1) -> str:
    return name * times


class Greeter:
    @activity.defn(name="greet-method", no_thread_cancel_exception=True)
    def greet(self, name: str) -> str:
        return name

    @activity.defn
    async def __call__(self, name: str) -> str:
        return name


def test_a_function_keeps_its_name_and_types() -> None:
    definition = Definition.must_from_callable(greet)
    assert (definition.name, definition.is_async) == ("greet", True)
    assert (definition.arg_types, definition.ret_type) == ([str, int], str)


def test_a_method_is_bound_to_its_object() -> None:
    greeter = Greeter()
    definition = Definition.must_from_callable(greeter.greet)
    assert (definition.name, definition.is_async, definition.no_thread_cancel_exception) == (
        "greet-method",
        False,
        True,
    )
    assert definition.arg_types == [str]
    assert definition.fn("x") == "x"


def test_a_reference_resolves() -> None:
    assert Definition.resolve("any") == ("any", None)
    name, definition = Definition.resolve(greet)
    assert (name, definition and definition.ret_type) == ("greet", str)
    with pytest.raises(TypeError, match="Activity must be a string or callable"):
        Definition.resolve(1)  # type: ignore[arg-type]


def _keyword_only(*, name: str) -> None: ...


def _not_raw(name: str) -> None: ...


@pytest.mark.parametrize(
    ("decorate", "error", "text"),
    [
        (lambda: activity.defn(greet), ValueError, "Function already contains activity definition"),
        (lambda: activity.defn(_keyword_only), TypeError, "Activity cannot have keyword-only arguments"),
        (lambda: activity.defn(dynamic=True)(_not_raw), TypeError, "Dynamic activity must accept"),
        (lambda: Definition.must_from_callable(_not_raw), TypeError, "Activity _not_raw missing attributes"),
    ],
)
def test_what_is_no_activity_is_refused(decorate: Callable[[], Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        decorate()


def test_a_dynamic_activity_has_no_name() -> None:
    @activity.defn(dynamic=True)
    async def anything(args: Sequence[RawValue]) -> None: ...

    assert Definition.must_from_callable(anything).name is None


@pytest.mark.parametrize(
    "call",
    [activity.info, activity.heartbeat, activity.is_cancelled, activity.client, activity.cancellation_details],
)
def test_outside_of_an_activity_calls_raise(call: Callable[[], Any]) -> None:
    assert not activity.in_activity()
    with pytest.raises(RuntimeError, match="Not in activity context"):
        call()


@pytest.mark.parametrize("name", [name for name in activity.__all__ if name != "CallableType"])
def test_signatures_are_the_official_ones(name: str) -> None:
    ours, theirs = getattr(activity, name), getattr(temporalio.activity, name)
    if not callable(theirs):
        return
    shape = [(p.name, p.kind, p.default) for p in inspect.signature(theirs).parameters.values()]
    assert [(p.name, p.kind, p.default) for p in inspect.signature(ours).parameters.values()] == shape


def test_deferring_completion_needs_no_activity_around_it() -> None:
    """Code of activities can be called by tests as it is."""
    with pytest.raises(BaseException) as caught:
        activity.raise_complete_async()
    assert not isinstance(caught.value, Exception)
