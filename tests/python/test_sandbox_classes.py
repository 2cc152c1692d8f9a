"""Attributes of classes that functions rebind: each run's own, while the classes stay what they are."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from everloop.worker.workflow_sandbox import SandboxRestrictions
from everloop.worker.workflow_sandbox._guard import Guard

from .workflow_probe import Run

CLASSES = """
    from everloop import workflow

    class Base:
        count = 0
        label = "base"
        items = []
        _only = None

        def __init__(self):
            self.own = 1

        @classmethod
        def bump(cls):
            cls.count += 1
            cls.last = cls.count
            return cls.count

        @classmethod
        def only(cls):
            if cls._only is None:
                cls._only = cls()
            return cls._only

        def rename(self, label):
            type(self).label = label
            self.__class__.renamed = True
            self.own += 1
            return [self.label, self.own]

        def greet(self):
            return "hello"

    class Derived(Base):
        pass

    class Slotted:
        __slots__ = ("x",)

    def rest():
        return [Base.count, Base.label, Base.items, hasattr(Base, "last"), Derived.label, Base().greet()]

    def bump_by(by):
        Base.count += by

    def begun():
        return Base.count, Base.only()

"""

Program = Callable[[str], Any]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Imports a module with the classes and a workflow, given its body."""
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    name = f"classes_{tmp_path.name}"

    def write(body: str) -> Any:
        flow = "@workflow.defn\nclass Flow:\n    @workflow.run\n    async def run(self):\n"
        flow += textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
        (tmp_path / f"{name}.py").write_text(f"{textwrap.dedent(CLASSES)}{flow}\n")
        importlib.invalidate_caches()
        return importlib.import_module(name)

    yield write
    sys.modules.pop(name, None)


def results(flows: Any, runs: int = 2) -> list[Any]:
    guard = Guard(SandboxRestrictions.default)
    guard.isolate(flows.__name__)
    found: list[Any] = []
    for _ in range(runs):
        (command,) = Run(flows.Flow, guard=guard).begin()
        assert command[0] == "complete", command
        found.append(command[1])
    return found


UNCHANGED: list[Any] = [0, "base", [], False, "base", "hello"]

BODIES = {
    "a counter": ("return [Base.bump(), Base.bump(), Base.count, Derived.count, Base().last]", [1, 2, 2, 2, 2]),
    "a subclass's own": ("return [Derived.bump(), Derived.count, Base.count]", [1, 1, 0]),
    "a singleton": (
        "Base.only().own += 1\nreturn [Base.only().own, Base.only() is Base.only(), type(Base.only()) is Base]",
        [2, True, True],
    ),
    "by an instance": ('return [Derived().rename("new"), Derived.label, Base.label]', [["new", 2], "new", "base"]),
    "by setattr": (
        'setattr(Base, "label", "new")\nsetattr(Base, "added", 1)\nreturn [Base.label, Base.added]',
        ["new", 1],
    ),
    "deletion": (
        'Derived.label = "derived"\nbefore = Derived.label\ndel Derived.label\nreturn [before, Derived.label]',
        ["derived", "base"],
    ),
    "a mutable one": (
        "Base.items.append(1)\nBase.items = [*Base.items, 2]\nreturn [Base.items, Derived().items]",
        None,
    ),
    "a method": ('Base.greet = lambda self: f"bye {self.own}"\nreturn [Derived().greet()]', ["bye 1"]),
    "instances": (
        "base = Base()\nbase.count = 5\nslotted = Slotted()\nslotted.x = 1\nreturn [base.count, slotted.x]",
        [5, 1],
    ),
    "what only looks like a class": ("Thing = Base()\nThing.own = 3\nsetattr(Thing, 'label', 1)\nreturn Thing.own", 3),
}


@pytest.mark.parametrize("what", BODIES)
def test_each_run_has_its_own(program: Program, what: str) -> None:
    body, expected = BODIES[what]
    flows = program(body)
    expected = [[1, 2], [1, 2]] if expected is None else expected
    assert results(flows) == [expected] * 2
    assert flows.rest() == UNCHANGED


def test_names_that_runs_have_added_are_not_there_for_others(program: Program) -> None:
    flows = program('before = hasattr(Base, "extra"), hasattr(Base(), "extra")\nBase.extra = 1\nreturn before')
    assert results(flows) == [[False, False]] * 2
    with pytest.raises(AttributeError, match="type object 'Base' has no attribute 'extra'"):
        _ = flows.Base.extra


def test_runs_begin_with_what_there_was_when_the_worker_was_made(program: Program) -> None:
    flows = program("return [Base.count, Base.bump()]")
    flows.bump_by(5)
    guard = Guard(SandboxRestrictions.default)
    guard.isolate(flows.__name__)
    flows.bump_by(2)
    for _ in range(2):
        (command,) = Run(flows.Flow, guard=guard).begin()
        assert command[1] == [5, 6]
    assert flows.Base.count == 7
    assert results(flows) == [[7, 8]] * 2


def test_classes_that_nobody_writes_are_left_alone(program: Program) -> None:
    flows = program("return 1")
    greet, slot = flows.Base.greet, flows.Slotted.x
    results(flows)
    assert flows.Base.greet is greet
    assert flows.Slotted.x is slot
    assert type(flows.Base) is type
