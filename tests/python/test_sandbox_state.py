"""State in the globals of workflows' modules: each run has its own, and everything keeps its identity."""

from __future__ import annotations

import importlib
import inspect
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from everloop.worker.workflow_sandbox import SandboxRestrictions
from everloop.worker.workflow_sandbox._guard import Guard

from .workflow_probe import Run

FLOWS = """
    import collections
    import enum
    import itertools
    from dataclasses import dataclass, field

    from everloop import workflow

    import {name}_shelf
    from {name}_shelf import Box, box as kept, names

    COUNT = 0
    LIST = []
    NESTED = {{"a": [1], "b": (2, [3])}}
    NUMBERS = itertools.count()
    BY_NAME = collections.defaultdict(list)
    CONSTANT = (1, 2)
    cycle = []
    cycle.append(cycle)

    class Color(enum.Enum):
        RED = 1

    @dataclass
    class Point:
        x: int = 0
        tags: list = field(default_factory=list)

    POINT = Point()

    class Registry:
        items: list = []

        @classmethod
        def add(cls, item):
            cls.items.append(item)
            return len(cls.items)

    def bump(by=1):
        global COUNT
        COUNT += by
        return COUNT

    def shadow(LIST):
        LIST = [*LIST, 1]
        return [LIST for LIST in range(2)], (lambda LIST: LIST)(7)

    def closure():
        def inner():
            LIST.append("inner")
            return len(LIST)
        return inner

    def forget():
        global COUNT
        del COUNT
        try:
            return COUNT
        except NameError:
            return "gone"

    @workflow.defn
    class Flow:
        seen: list = []

        @workflow.run
        async def run(self):
            LIST.append(1)
            NESTED["b"][1].append(4)
            BY_NAME["x"].append(1)
            POINT.x += 1
            POINT.tags.append("t")
            self.seen.append(1)
            kept.items.append(1)
            names.append("n")
            {name}_shelf.total += 5
            return [
                bump(), bump(2), len(LIST), closure()(), len(NESTED["b"][1]), next(NUMBERS), len(BY_NAME["x"]),
                POINT.x, POINT.tags, Registry.add(1), len(Registry.items), len(self.seen), len(kept.items),
                {name}_shelf.names is names, {name}_shelf.total, {name}_shelf.put(3), cycle[0] is cycle,
                isinstance(POINT, Point), isinstance(kept, Box), type(self) is Flow, Color(1) is Color.RED,
                shadow([0]), CONSTANT, forget(),
            ]
"""

SHELF = """
    total = 0
    names = []
    _put = {}

    class Box:
        __slots__ = ("items",)

        def __init__(self):
            self.items = []

    box = Box()

    def put(key):
        _put[key] = True
        return len(_put)
"""


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A module of workflows with a good deal of state, and a second one that it imports."""
    name = f"flows_{abs(hash(request.node.name))}"
    (tmp_path / f"{name}.py").write_text(textwrap.dedent(FLOWS.format(name=name)))
    (tmp_path / f"{name}_shelf.py").write_text(textwrap.dedent(SHELF))
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    yield importlib.import_module(name)
    for one in (name, f"{name}_shelf"):
        del sys.modules[one]


def result(flows: Any, guard: Guard) -> Any:
    (command,) = Run(flows.Flow, guard=guard).begin()
    assert command[0] == "complete", command
    return command[1]


EXPECTED = [
    *(1, 3, 1, 2, 2, 0, 1),
    *(1, ["t"], 1, 1, 1, 1),
    *(True, 5, 1, True),
    *(True, True, True, True),
    *([[0, 1], 7], [1, 2], "gone"),
]


def isolated(flows: Any, restrictions: SandboxRestrictions = SandboxRestrictions.default) -> Guard:
    guard = Guard(restrictions)
    guard.isolate(flows.__name__)
    return guard


def test_each_run_has_its_own_state(flows: Any) -> None:
    guard = isolated(flows)
    assert result(flows, guard) == EXPECTED
    assert result(flows, guard) == EXPECTED


def test_the_rest_of_the_program_has_the_original(flows: Any) -> None:
    shelf = sys.modules[f"{flows.__name__}_shelf"]
    result(flows, isolated(flows))
    assert (flows.COUNT, flows.LIST, flows.Registry.items, flows.Flow.seen) == (0, [], [], [])
    assert (shelf.total, shelf.names, shelf.box.items) == (0, [], [])
    assert flows.bump() == 1
    assert flows.COUNT == 1
    assert flows.Registry.add("x") == 1
    assert flows.closure()() == 1
    assert flows.LIST == ["inner"]


def test_runs_begin_with_the_state_as_it_was_when_the_worker_was_made(flows: Any) -> None:
    flows.COUNT = 10
    flows.LIST.append("before")
    guard = isolated(flows)
    flows.COUNT = 20
    flows.LIST.append("after")
    got = result(flows, guard)
    assert got[0] == 11
    assert got[2] == 2


def test_state_lasts_as_long_as_the_run(flows: Any) -> None:
    guard = isolated(flows)
    first, second = Run(flows.Flow, guard=guard), Run(flows.Flow, guard=guard)
    assert first.begin() == second.begin()


def test_a_module_that_is_passed_through_keeps_its_state_for_all(flows: Any) -> None:
    shelf = f"{flows.__name__}_shelf"
    guard = isolated(flows, SandboxRestrictions.default.with_passthrough_modules(shelf))
    result(flows, guard)
    again = result(flows, guard)
    assert again[2] == 1
    assert again[12] == 2
    assert again[14] == 10
    assert sys.modules[shelf].names == ["n", "n"]


def test_all_modules_can_be_passed_through(flows: Any) -> None:
    guard = isolated(flows, SandboxRestrictions.default.with_passthrough_all_modules())
    assert guard.isolated_modules == set()


def test_functions_look_as_before(flows: Any) -> None:
    before = {name: getattr(flows, name) for name in ("bump", "closure", "shadow", "forget")}
    signature, line = inspect.signature(flows.bump), flows.bump.__code__.co_firstlineno
    isolated(flows)
    assert {name: getattr(flows, name) for name in before} == before
    assert inspect.signature(flows.bump) == signature
    assert flows.bump.__code__.co_firstlineno == line
    assert inspect.iscoroutinefunction(flows.Flow.run)


def test_modules_without_state_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "LIMITS = (1, 2)\n\ndef limit(n):\n    return LIMITS[n]\n"
    (tmp_path / "stateless_flows.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    module = importlib.import_module("stateless_flows")
    code = module.limit.__code__
    Guard(SandboxRestrictions.default).isolate("stateless_flows")
    assert module.limit.__code__ is code
    assert "__everloop_state__" not in vars(module)
