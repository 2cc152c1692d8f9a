"""Our data classes are data classes to everybody, and cost little to define."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from dataclasses import field
from typing import Any, get_type_hints

import pytest

from everloop._dataclass import dataclass
from everloop.common import RetryPolicy


@dataclass
class Plain:
    """One of each kind of field."""

    name: str
    count: int = 3
    tags: list[str] = field(default_factory=list[str])
    hidden: str = field(default="h", repr=False, compare=False)
    derived: str = field(init=False)

    def __post_init__(self) -> None:
        self.derived = f"{self.name}!"


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """Cannot be changed."""

    left: int
    right: int = 2


@dataclass(frozen=True, eq=False)
class Unequal:
    """Compared by identity."""

    value: int


@dataclass
class Holder:
    """Contains itself."""

    inner: Any = None


def originals() -> list[tuple[Any, Any]]:
    """Our classes beside what `dataclasses` makes of the same bodies."""

    def original(cls: Any, **options: bool) -> Any:
        body: dict[str, Any] = {"__annotations__": cls.__annotations__, "__qualname__": cls.__qualname__}
        for it in dataclasses.fields(cls):
            body[it.name] = field(
                default=it.default,
                default_factory=it.default_factory,  # type: ignore[arg-type]
                init=it.init,
                repr=it.repr,
                compare=it.compare,
            )
        if hasattr(cls, "__post_init__"):
            body["__post_init__"] = cls.__post_init__
        return dataclasses.dataclass(**options)(type(cls.__name__, (), {**body, "__module__": __name__}))

    return [
        (Plain, original(Plain)),
        (Frozen, original(Frozen, frozen=True, kw_only=True)),
        (Unequal, original(Unequal, frozen=True, eq=False)),
        (Holder, original(Holder)),
    ]


@pytest.mark.parametrize(("ours", "theirs"), originals())
def test_to_readers_of_the_class(ours: Any, theirs: Any) -> None:
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert inspect.signature(ours.__init__) == inspect.signature(theirs.__init__)
    assert get_type_hints(ours.__init__) == get_type_hints(theirs.__init__)
    assert ours.__init__.__qualname__ == f"{ours.__qualname__}.__init__"
    assert ours.__match_args__ == theirs.__match_args__
    assert repr(ours.__dataclass_params__) == repr(theirs.__dataclass_params__)
    assert [(it.name, it.type) for it in dataclasses.fields(ours)] == [
        (it.name, it.type) for it in dataclasses.fields(theirs)
    ]
    assert (ours.__hash__ is None) == (theirs.__hash__ is None)


def test_instances() -> None:
    one = Plain("a")
    assert repr(one) == "Plain(name='a', count=3, tags=[], derived='a!')"
    assert one == Plain("a", hidden="other")
    assert one != Plain("b") and one != "a"
    assert one.tags is not Plain("a").tags
    assert dataclasses.replace(one, name="b").derived == "b!"
    assert dataclasses.asdict(one) == {"name": "a", "count": 3, "tags": [], "hidden": "h", "derived": "a!"}
    match one:
        case Plain(name, count):
            assert (name, count) == ("a", 3)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Plain()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unhashable type"):
        hash(one)


def test_frozen_instances() -> None:
    one = Frozen(left=1)
    assert hash(one) == hash(Frozen(left=1)) and one == Frozen(left=1)
    assert {one: "found"}[Frozen(left=1)] == "found"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'left'"):
        one.left = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'left'"):
        delattr(one, "left")
    with pytest.raises(TypeError):
        Frozen(1)  # type: ignore[call-arg, misc]
    assert Unequal(1) != Unequal(1)


def test_a_value_within_itself_is_shown() -> None:
    one = Holder()
    one.inner = one
    assert repr(one) == "Holder(inner=...)"


def test_copies_and_pickles() -> None:
    for one in (Plain("a"), Frozen(left=1), RetryPolicy(maximum_attempts=3)):
        assert copy.copy(one) == copy.deepcopy(one) == pickle.loads(pickle.dumps(one)) == one


def test_a_pickle_comes_before_the_first_instance() -> None:
    script = f"import pickle, sys; print(repr(pickle.loads({pickle.dumps(RetryPolicy(maximum_attempts=3))!r})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(RetryPolicy(maximum_attempts=3))


def test_subclasses() -> None:
    @dataclass
    class Base:
        first: int

    @dataclasses.dataclass
    class Theirs(Base):
        second: int = 2

    @dataclass
    class Ours(Base):
        second: int = 2

    class Bare(Base):
        def __init__(self) -> None:
            super().__init__(7)

    assert Theirs(1) == Theirs(1, 2) and Ours(1) == Ours(1, 2)
    assert Bare().first == 7 and repr(Bare()).endswith("Bare(first=7)")
    with pytest.raises(TypeError, match="cannot inherit frozen"):
        dataclass(frozen=True)(type("Cold", (Base,), {"__annotations__": {}}))


def test_methods_of_the_class_itself_stay() -> None:
    @dataclass(frozen=True)
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

    assert repr(Named("x")) == "x"
    assert hash(Named("x")) == hash(Named("x"))


IMPORT = """
import asyncio, sys
compiled = []
sys.addaudithook(lambda event, args: compiled.append(args[1]) if event == "compile" else None)
import everloop.client, everloop.worker, everloop.workflow, everloop.activity
ours = sum(name.split(".")[0] == "everloop" for name in sys.modules)
print(ours, compiled.count("<string>"), *sorted(name for name in sys.modules if "." not in name))
"""

RARE = {"google", "httpx", "multiprocessing", "nexusrpc", "pydantic", "tempfile", "typing_extensions", "zoneinfo"}


def test_an_import_loads_and_compiles_little() -> None:
    """Most of what an import costs is modules, and source that is compiled as they run."""
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    ours, compiled, *others = done.stdout.split()
    assert int(ours) <= 120
    assert int(compiled) <= 90
    assert not RARE & set(others)
