"""State in its less usual forms: ways to bind a global, and objects of the standard library that are mutable inside."""

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

Program = Callable[[str, str], list[Any]]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Runs a workflow twice, given its module's globals and its body; returns both results."""
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    name = f"forms_{tmp_path.name}"

    def run(before: str, body: str) -> list[Any]:
        flow = "\n@workflow.defn\nclass Flow:\n    @workflow.run\n    async def run(self):\n"
        flow += textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
        (tmp_path / f"{name}.py").write_text(f"from everloop import workflow\n{textwrap.dedent(before)}{flow}\n")
        importlib.invalidate_caches()
        flows = importlib.import_module(name)
        guard = Guard(SandboxRestrictions.default)
        guard.isolate(name)
        results: list[Any] = []
        for _ in range(2):
            (command,) = Run(flows.Flow, guard=guard).begin()
            assert command[0] == "complete", command
            results.append(command[1])
        return results

    yield run
    sys.modules.pop(name, None)


BINDINGS = {
    "an assignment expression": "[TOTAL := TOTAL + number for number in range(3)]",
    "a loop": "for TOTAL in range(TOTAL + 4): pass",
    "unpacking": "TOTAL, _ = TOTAL + 3, 0",
    "a with statement": "with contextlib.nullcontext(TOTAL + 3) as TOTAL: pass",
}


@pytest.mark.parametrize("how", BINDINGS)
def test_globals_are_bound_in_many_ways(program: Program, how: str) -> None:
    before = f"import contextlib\nTOTAL = 0\ndef bind():\n    global TOTAL\n    {BINDINGS[how]}\n    return TOTAL\n"
    assert program(before, "return [bind(), TOTAL]") == [[3, 3]] * 2


def test_a_global_may_be_bound_by_an_exception_handler(program: Program) -> None:
    before = """
        ERROR = None

        def divide():
            global ERROR
            try:
                return 1 / 0
            except ZeroDivisionError as ERROR:
                said = shown()
            try:
                return [said, ERROR]
            except NameError:
                return [said, "gone"]

        def shown():
            return str(ERROR)
    """
    assert program(before, "return [ERROR is None, divide()]") == [[True, ["division by zero", "gone"]]] * 2


def test_functions_and_classes_may_be_globals_that_functions_define(program: Program) -> None:
    before = """
        function = Class = None

        def define():
            global function, Class

            def function(number):
                return "one" if number else function(1)

            class Class:
                pass

        def use():
            return [function(0), Class.__name__]
    """
    assert (
        program(before, "none = function, Class\ndefine()\nreturn [none, use()]")
        == [[[None, None], ["one", "Class"]]] * 2
    )


OBJECTS = {
    "random.Random(3)": ("value.random()", 0.23796462709189137),
    "array.array('i')": ("(value.append(1), len(value))[1]", 1),
    "collections.UserDict()": ("(value.update({len(value): 1}), len(value))[1]", 1),
    "collections.UserList()": ("(value.append(1), len(value))[1]", 1),
    "collections.ChainMap({})": ("(value.update({len(value): 1}), len(value))[1]", 1),
    "asyncio.Event()": ("[value.is_set(), value.set()]", [False, None]),
    "asyncio.Queue()": ("(value.put_nowait(1), value.qsize())[1]", 1),
    "asyncio.Semaphore(2)": ("[await value.acquire(), value._value]", [True, 1]),
    "asyncio.Condition()": ("[await value.acquire(), value.locked(), value._lock.locked()]", [True, True, True]),
    "asyncio.Lock()": ("[value.locked(), await value.acquire()]", [False, True]),
}


@pytest.mark.parametrize("made", OBJECTS)
def test_objects_of_the_standard_library_that_change(program: Program, made: str) -> None:
    use, expected = OBJECTS[made]
    before = f"import array, asyncio, collections, random\nvalue = {made}\n"
    assert program(before, f"return {use}") == [expected] * 2


def test_caches_of_functions_are_each_runs_own(program: Program) -> None:
    before = """
        import functools
        calls = []

        @functools.cache
        def doubled(number):
            "Doubles."
            calls.append(number)
            return 2 * number

        class Shop:
            @functools.lru_cache(maxsize=2)
            def price(self, article):
                calls.append(article)
                return [article, self.factor]

            factor = 3
    """
    body = """
        doubled(1), doubled(1), doubled(2)
        shop = Shop()
        prices = shop.price("a"), shop.price("a")
        return [calls, doubled.cache_info()[:2], doubled.__name__, doubled.__doc__, prices, Shop.price.cache_info()[0]]
    """
    expected = [[1, 2, "a"], [1, 2], "doubled", "Doubles.", [["a", 3], ["a", 3]], 1]
    assert program(before, body) == [expected] * 2


def test_methods_that_are_kept_are_those_of_the_runs_object(program: Program) -> None:
    before = """
        class Counter:
            def __init__(self):
                self.count = 0

            def add(self):
                self.count += 1
                return self.count

        counter = Counter()
        handlers = {"add": counter.add}
    """
    assert program(before, 'return [handlers["add"](), counter.add()]') == [[1, 2]] * 2


def test_a_class_with_a_metaclass_of_the_users(program: Program) -> None:
    before = """
        class Meta(type):
            made = []

            def __new__(mcs, name, bases, namespace):
                mcs.made.append(name)
                return super().__new__(mcs, name, bases, namespace)

        class Shelf(metaclass=Meta):
            items = []
    """
    body = "class Local(Shelf): pass\nShelf.items.append(1)\nreturn [Meta.made, Shelf.items]"
    assert program(before, body) == [[["Shelf", "Local"], [1]]] * 2


def test_models_may_be_defined_in_a_workflow(program: Program) -> None:
    body = "class Line(pydantic.BaseModel):\n    price: int\nreturn Line(price='3').price"
    assert program("import pydantic\n", body) == [3, 3]


def test_everything_may_be_imported_of_a_module_some_of_whose_members_are_restricted(program: Program) -> None:
    assert program("from os.path import *\n", "return join('a', 'b')") == ["a/b"] * 2


DEFAULTS = {
    "an argument": """
        def seen(x, seen=[]):
            'Text.'
            seen.append(x)
            return list(seen)
    """,
    "a keyword": """
        def seen(x, *, seen={}):
            seen[x] = 1
            return list(seen)
    """,
    "a lambda": "seen = lambda x, seen=[]: [seen.append(x), list(seen)][1]",
    "a method": """
        class Seeing:
            def seen(self, x, seen=[]):
                seen.append(x)
                return list(seen)
        seen = Seeing().seen
    """,
    "a decorated function": """
        import functools

        def twice(function):
            return functools.wraps(function)(lambda x: function(x))

        @twice
        def seen(x, seen=[]):
            seen.append(x)
            return list(seen)
    """,
    "a nested function": """
        def seeing():
            def seen(x, seen=[]):
                return (lambda: seen.append(x) or list(seen))()
            return seen
        seen = seeing()
    """,
    "a list in a tuple": """
        def seen(x, seen=([], 1)):
            seen[0].append(x)
            return list(seen[0])
    """,
    "a global": """
        SEEN = []
        def seen(x, seen=SEEN):
            seen.append(x)
            return list(SEEN)
    """,
    "a generator": """
        def each(x, seen=[]):
            seen.append(x)
            yield from seen

        def seen(x):
            return list(each(x))
    """,
}


@pytest.mark.parametrize("how", DEFAULTS)
def test_default_arguments_are_each_runs_own(program: Program, how: str) -> None:
    assert program(DEFAULTS[how], "return [seen(1), seen(2)]") == [[[1], [1, 2]]] * 2


def test_what_is_passed_is_no_default(program: Program) -> None:
    before = "def add(x, seen=[]):\n    seen.append(x)\n    return seen\n"
    assert (
        program(before, "mine = [0]\nreturn [add(1, mine) is mine, add(2) is add(3), mine]")
        == [[True, True, [0, 1]]] * 2
    )


ATTRIBUTES = {
    "counting": ("def seen():\n    seen.count += 1\n    return seen.count\nseen.count = 0", [1, 2]),
    "a container": ("def seen():\n    seen.all.append(1)\n    return len(seen.all)\nseen.all = []", [1, 2]),
    "by name": (
        "def seen():\n    setattr(seen, 'count', getattr(seen, 'count', 0) + 1)\n    return seen.count",
        [1, 2],
    ),
    "deleting": (
        "def seen():\n    left = getattr(seen, 'left', 'gone')\n    if left != 'gone':\n        del seen.left\n"
        "    return left\nseen.left = 'left'",
        ["left", "gone"],
    ),
}


@pytest.mark.parametrize("how", ATTRIBUTES)
def test_attributes_of_functions_are_each_runs_own(program: Program, how: str) -> None:
    before, expected = ATTRIBUTES[how]
    assert program(before, "return [seen(), seen()]") == [expected] * 2


@pytest.mark.parametrize("of", ["[1, 2]", "(1, 2)", "range(1, 3)"])
def test_iterators_begin_anew(program: Program, of: str) -> None:
    assert program(f"each = iter({of})", "return [next(each), next(each), next(each, 'end')]") == [[1, 2, "end"]] * 2
