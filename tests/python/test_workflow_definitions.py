"""What is said of wrong workflow classes and handlers is what the official SDK says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import temporalio.common
import temporalio.workflow

import everloop.common
import everloop.workflow

PACKAGES = [(everloop.workflow, everloop.common), (temporalio.workflow, temporalio.common)]


def outcome(act: Callable[..., Any], workflow: Any, common: Any) -> tuple[str, str]:
    try:
        act(workflow, common)
    except Exception as error:
        return type(error).__name__, str(error)
    return "fine", ""


def base_of(workflow: Any) -> type:
    async def run(self: Any) -> None: ...
    def tell(self: Any) -> None: ...
    def ask(self: Any) -> None: ...

    for name, function in (("run", run), ("tell", tell), ("ask", ask)):
        function.__name__, function.__qualname__ = name, f"Base.{name}"
    return type("Base", (), {"run": workflow.run(run), "tell": workflow.signal(tell), "ask": workflow.query(ask)})


def inherits_run(workflow: Any, _: Any) -> None:
    workflow.defn(type("Derived", (base_of(workflow),), {}))


def loses_decorators(workflow: Any, _: Any) -> None:
    def lost(self: Any) -> None: ...

    workflow.defn(type("Derived", (base_of(workflow),), dict.fromkeys(("run", "tell", "ask"), lost)))


def nothing_at_all(workflow: Any, _: Any) -> None:
    workflow.defn(type("Empty", (), {}))


def name_that_is_no_text(workflow: Any, common: Any) -> None:
    def handler(self: Any, name: int, args: Any) -> None: ...

    handler.__annotations__["args"] = Sequence[common.RawValue]
    handler.__annotations__["name"] = int
    workflow.query(dynamic=True)(handler)


def name_without_a_hint(workflow: Any, common: Any) -> None:
    def handler(self: Any, name, args: Any) -> None: ...  # type: ignore[no-untyped-def]

    handler.__annotations__["args"] = Sequence[common.RawValue]
    workflow.signal(dynamic=True)(handler)


def dynamic_as_it_should_be(workflow: Any, common: Any) -> None:
    def handler(self: Any, name: str, args: Any) -> None: ...

    handler.__annotations__["args"] = Sequence[common.RawValue]
    handler.__annotations__["name"] = str
    workflow.update(dynamic=True)(handler)


def validated(validator: Callable[..., None]) -> Callable[[Any, Any], None]:
    """Define a workflow with an update ``(self, amount: int)`` and that validator."""

    def act(workflow: Any, _: Any) -> None:
        async def run(self: Any) -> None: ...
        def change(self: Any, amount: int) -> None: ...

        run.__qualname__, change.__qualname__ = "Validated.run", "Validated.change"
        update = workflow.update(change)
        update.validator(validator)
        workflow.defn(type("Validated", (), {"run": workflow.run(run), "change": update, "__module__": __name__}))

    return act


def test_validators_take_what_their_updates_take() -> None:
    def other_name(self: Any, by: int) -> None: ...
    def other_type(self: Any, amount: str) -> None: ...
    def no_hint(self: Any, amount) -> None: ...  # type: ignore[no-untyped-def]
    def a_default(self: Any, amount: int = 1) -> None: ...
    def one_more(self: Any, amount: int, by: int) -> None: ...
    def any_number(self: Any, *amount: int) -> None: ...

    validators: list[Callable[..., None]] = [other_name, other_type, no_hint, a_default, one_more, any_number]
    ours, theirs = ([outcome(validated(one), *package) for one in validators] for package in PACKAGES)
    assert ours == theirs
    assert [kind for kind, _ in ours] == ["fine", *["ValueError"] * 5]


def outside(workflow: Any, _: Any) -> None:
    workflow.upsert_search_attributes([])
    workflow.uuid4()


@pytest.mark.parametrize(
    "act",
    [
        inherits_run,
        loses_decorators,
        nothing_at_all,
        name_that_is_no_text,
        name_without_a_hint,
        dynamic_as_it_should_be,
        outside,
    ],
    ids=lambda act: act.__name__,
)
def test_the_official_words(act: Callable[..., Any]) -> None:
    ours, theirs = (outcome(act, *package) for package in PACKAGES)
    assert ours == theirs


def test_the_error_of_calls_outside_has_its_name() -> None:
    error: Any = getattr(everloop.workflow, "_NotInWorkflowEventLoopError")  # noqa: B009 - a private name
    with pytest.raises(error, match="Not in workflow event loop"):
        everloop.workflow.info()
