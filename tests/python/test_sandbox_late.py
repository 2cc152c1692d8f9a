"""Modules that are loaded while a workflow runs, or that functions import: their state is each run's own too."""

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

HEAD = """
    import importlib
    import sys
    from everloop import workflow
    {imports}

    def defined(body):
        class Flow:
            @workflow.run
            async def run(self):
                return body()
        return workflow.defn(Flow)
"""

SHELF = """
    count = 0
    items = []

    class Box:
        kinds = {}

        def __init__(self):
            self.names = set()

        def __init_subclass__(cls):
            Box.kinds[cls.__name__] = cls

        def named(self, function):
            self.names.add(function.__name__)
            items.append(function.__name__)
            return function

    box = Box()

    def put(item):
        global count
        count += 1
        items.append(item)
        return count
"""

Program = Callable[..., Any]

pytestmark = pytest.mark.filterwarnings("ignore:Module .* was imported after initial workflow load")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Writes modules and a workflow; returns what runs it, once per call, as often as wanted."""
    written: list[str] = []
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]

    def write(body: str, *, imports: str = "", runs: int = 2, guard: Guard | None = None, **modules: str) -> list[Any]:
        number = f"late_{len(list(tmp_path.iterdir()))}_{abs(hash(body)) % 10**6}"
        flow = textwrap.dedent(HEAD.format(imports=imports)) + textwrap.dedent(body)
        for name, source in {**modules, number: flow}.items():
            path = tmp_path / (name.replace("__in__", "/") + ".py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(textwrap.dedent(source))
            written.append(name.replace("__in__", ".").removesuffix(".__init__"))
        importlib.invalidate_caches()
        flows = importlib.import_module(number)
        guard = guard or Guard(SandboxRestrictions.default)
        guard.isolate(flows.Flow.__module__)
        return [outcome(Run(flows.Flow, guard=guard).begin()) for _ in range(runs)]

    yield write
    for name in written:
        sys.modules.pop(name, None)


def outcome(commands: list[Any]) -> Any:
    return commands[0][1] if commands[0][0] == "complete" else commands


FLOW = """
    @workflow.defn
    class Flow:
        @workflow.run
        async def run(self):
            {}
"""


def body(text: str) -> str:
    """A workflow that does that."""
    return FLOW.format(textwrap.indent(textwrap.dedent(text), " " * 12).strip())


def test_what_a_function_imports_is_each_runs_own(program: Program) -> None:
    text = body("""
        import shelf_a
        from shelf_a import items as kept, put
        shelf_a.put(1), put(2)
        shelf_a.extra = getattr(shelf_a, "extra", 0) + 1
        from shelf_a import count
        return [shelf_a.count, count, kept, shelf_a.items is kept, shelf_a.extra, isinstance(shelf_a.box, shelf_a.Box)]
    """)
    expected = [2, 2, [1, 2], True, 1, True]
    assert program(text, shelf_a=SHELF, runs=3) == [expected] * 3
    shelf = sys.modules["shelf_a"]
    assert (vars(shelf)["count"], vars(shelf)["items"], hasattr(shelf, "extra")) == (0, [], False)


def test_modules_are_imported_by_calls(program: Program) -> None:
    text = body("""
        by_call, inner = importlib.import_module("shelf_b"), __import__("shelf_c")
        by_call.put(1), inner.put(1)
        found = sys.modules["shelf_b"], sys.modules.get("shelf_c")
        return [by_call.count, inner.items, *[it.count for it in found], sys.modules.get("nothing")]
    """)
    assert program(text, shelf_b=SHELF, shelf_c=SHELF) == [[1, [1], 1, 1, None]] * 2


def test_a_name_that_a_function_imports_as_a_global_is_the_runs(program: Program) -> None:
    text = """
        shelf_d = None
        inner = None

        def loaded():
            global shelf_d, inner
            if shelf_d is None:
                import shelf_d
                import boxes_d.inner
                from boxes_d import inner
            return shelf_d
    """
    text = textwrap.dedent(text) + textwrap.dedent(
        body("return [shelf_d is None, loaded().put(1), loaded().put(1), shelf_d.count, inner.put(1)]")
    )
    modules = {"shelf_d": SHELF, "boxes_d__in____init__": "", "boxes_d__in__inner": SHELF}
    assert program(text, **modules) == [[True, 1, 2, 2, 1]] * 2


def test_packages_and_relative_imports(program: Program) -> None:
    package = "total = 0\n\ndef add():\n    global total\n    total += 1\n    return total\n"
    inner = "from . import add\nseen = []\n\ndef see():\n    from . import other\n    seen.append(1)\n"
    inner += "    return [add(), other.put(1)]\n"
    text = body("""
        import boxes_e.inner
        first = boxes_e.inner.see()
        import boxes_e.other as other
        return [first, boxes_e.total, boxes_e.inner.seen, other.count, boxes_e.other.items, other is boxes_e.other]
    """)
    modules = {"boxes_e__in____init__": package, "boxes_e__in__inner": inner, "boxes_e__in__other": SHELF}
    assert program(text, imports="import boxes_e", **modules) == [[[1, 1], 1, [1], 1, [1], True]] * 2


def test_modules_that_import_each_other(program: Program) -> None:
    text = body("""
        import ring_a, ring_b
        return [ring_a.act(), ring_b.act(), ring_a.state, ring_b.state]
    """)
    one = "state = []\nimport {0}\n\ndef act():\n    state.append(len({0}.state))\n    return {0}.name\nname = {1!r}\n"
    modules = {"ring_a": one.format("ring_b", "a"), "ring_b": one.format("ring_a", "b")}
    assert program(text, **modules) == [["b", "a", [0], [1]]] * 2


def test_an_import_that_fails_does_so_in_each_run(program: Program) -> None:
    text = body("""
        got = []
        for _ in range(2):
            try:
                import broken_f
            except ValueError as error:
                got.append(str(error))
            import shelf_f
            got.append(list(shelf_f.items))
        try:
            from shelf_f import nothing
        except ImportError as error:
            got.append(str(error)[:26])
        return got
    """)
    broken = "import shelf_f\nshelf_f.items.append('broken')\nraise ValueError('no')\n"
    expected = ["no", ["broken"], "no", ["broken", "broken"], "cannot import name 'nothing"[:26]]
    assert program(text, shelf_f=SHELF, broken_f=broken, runs=3) == [expected] * 3


PLUGIN = """
    {}
    from shelf_g import Box, box, put

    class {}(Box):
        pass

    @box.named
    def {}():
        pass

    put(0)
"""


def test_what_an_import_does_to_others_is_done_to_each_run_that_imports(program: Program) -> None:
    text = body("""
        def seen():
            return [sorted(shelf_g.Box.kinds), sorted(shelf_g.box.names), shelf_g.items, shelf_g.count]
        got = [repr(seen())]
        for name in ("plugin_b", "plugin_a", "plugin_b"):
            importlib.import_module(name)
            got.append(repr(seen()))
        return got
    """)
    plugins = {"plugin_a": PLUGIN.format("import plugin_b", "A", "a"), "plugin_b": PLUGIN.format("", "B", "b")}
    first, second = program(text, imports="import shelf_g", shelf_g=SHELF, **plugins)
    none, only_b = "[[], [], [], 0]", "[['B'], ['b'], ['b', 0], 1]"
    both = "[['A', 'B'], ['a', 'b'], ['b', 0, 'a', 0], 2]"
    assert first == second == [none, only_b, both, both]


def test_runs_of_later_workers_begin_without_it(program: Program) -> None:
    text = """
        def seen():
            return repr([sorted(shelf_g.Box.kinds), sorted(shelf_g.box.names), shelf_g.items, shelf_g.count])

        @workflow.defn
        class Flow:
            @workflow.run
            async def run(self):
                before = seen()
                import plugin_o
                return [before, seen()]
    """
    plugin = PLUGIN.format("", "O", "o")
    expected = ["[[], [], [], 0]", "[['O'], ['o'], ['o', 0], 1]"]
    assert program(text, imports="import shelf_g", shelf_g=SHELF, plugin_o=plugin) == [expected] * 2
    (flows,) = [it for name, it in sys.modules.items() if name.startswith("late_") and hasattr(it, "seen")]
    assert flows.seen() == expected[1]
    guard = Guard(SandboxRestrictions.default)
    guard.isolate(flows.__name__)
    assert [outcome(Run(flows.Flow, guard=guard).begin()) for _ in range(2)] == [expected] * 2


def test_the_rest_of_the_program_has_what_an_import_did(program: Program) -> None:
    text = body("import plugin_h\nreturn len(shelf_g.items)")
    plugin = PLUGIN.format("", "H", "h")
    assert program(text, imports="import shelf_g", shelf_g=SHELF, plugin_h=plugin, runs=1) == [2]
    assert vars(sys.modules["shelf_g"])["items"] == ["h", 0]


def test_a_module_that_others_loaded_first_begins_with_the_state_it_was_loaded_with(program: Program) -> None:
    text = """
        def used():
            import shelf_i
            return shelf_i.put(1)

        @workflow.defn
        class Flow:
            @workflow.run
            async def run(self):
                return used()
    """
    assert program(text, shelf_i=SHELF, runs=0) == []
    guard = Guard(SandboxRestrictions.default)
    (flows,) = [it for name, it in sys.modules.items() if name.startswith("late_") and hasattr(it, "used")]
    guard.isolate(flows.__name__)
    assert [flows.used(), flows.used()] == [1, 2]
    assert [outcome(Run(flows.Flow, guard=guard).begin()) for _ in range(2)] == [1, 1]
    assert flows.used() == 3


@pytest.mark.parametrize("is_loaded", [False, True])
def test_what_a_module_does_when_it_is_imported_is_guarded(program: Program, *, is_loaded: bool) -> None:
    text = """
        def load():
            import clock_j
            return clock_j

        if {}:
            with workflow.unsafe.sandbox_unrestricted():
                load()

        @workflow.defn
        class Flow:
            @workflow.run
            async def run(self):
                try:
                    load()
                except Exception as error:
                    return [type(error).__name__, str(error).split(". ")[0], error.line]
    """
    clock = "import time\n\nNOW = time.time()\n"
    expected = ["RestrictedWorkflowAccessError", "Cannot access time.time.__call__ from inside a workflow", 3]
    assert program(text.format(is_loaded), clock_j=clock) == [expected] * 2


def test_what_is_passed_through_stays_shared(program: Program) -> None:
    guard = Guard(SandboxRestrictions.default.with_passthrough_modules("shelf_k"))
    text = body("""
        import shelf_k
        with workflow.unsafe.imports_passed_through():
            import shelf_l
        return [shelf_k.put(1), shelf_l.put(1)]
    """)
    assert program(text, guard=guard, shelf_k=SHELF, shelf_l=SHELF) == [[1, 1], [2, 2]]


def test_a_module_of_mere_numbers_is_state_to_others(program: Program) -> None:
    text = body("numbers_m.add()\nreturn numbers_m.total")
    numbers = "total = 0\n\ndef add():\n    global total\n    total += 1\n"
    assert program(text, imports="import numbers_m", numbers_m=numbers) == [1, 1]


def test_functions_that_only_others_use_may_import_what_workflows_must_not(program: Program) -> None:
    text = """
        def activity():
            import clock_n
            return clock_n

        activity()

        @workflow.defn
        class Flow:
            @workflow.run
            async def run(self):
                return "well"
    """
    assert program(text, clock_n="import time\nNOW = time.time()\n") == ["well", "well"]
