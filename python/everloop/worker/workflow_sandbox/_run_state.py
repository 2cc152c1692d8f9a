"""The state of users' modules, as each run has it.

Modules that are isolated have a `State` each, through which their rewritten functions find what is state. On a
workflow's thread that leads to the `Run`, which has copies of what it has used so far; everywhere else, to the module.
Copies are made of the `Baseline`: the state as it was when the last worker was made, or when the module was loaded if
that was later.
"""

# What it handles has no types: the values of users' globals.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportPrivateUsage=false

from __future__ import annotations

import ast
import threading
import weakref
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from everloop._bridge.sandbox import Globals, run_state

from ._copies import Copier

if TYPE_CHECKING:
    from ._class_state import ClassState
    from ._function_state import FunctionState
    from ._guard import Guard

__all__ = [
    "Baseline",
    "Run",
    "State",
    "current",
    "is_own",
    "isolated",
    "lock",
    "run_on_this_thread",
    "state_of",
]

lock = threading.RLock()
isolated: dict[str, State] = {}
_MISSING = object()
_latest: list[Baseline] = []


def is_own(kind: type) -> bool:
    """Whether objects of a class are state."""
    return kind.__module__ in isolated


def state_of(module: ModuleType) -> State:
    """The state of a module, which is isolated from now on at the latest."""
    state = isolated.get(module.__name__)
    if state is None or state.module is not module:
        # It may have been removed and loaded again.
        state = isolated[module.__name__] = State(module)
        for baseline in list(Baseline.every):
            baseline.forget(state.name)
    return state


class Baseline:
    """The state that runs begin with: as it was at one moment."""

    every: ClassVar[weakref.WeakSet[Baseline]] = weakref.WeakSet()
    """All that runs still begin with, or go on from."""

    def __init__(self) -> None:
        """Take the state of all modules as it is."""
        self.originals: dict[tuple[str, str], Any] = {}
        self.copier = Copier(is_own)
        self.extend()

    def take(self) -> None:
        """Let runs begin with this one from now on."""
        for state in isolated.values():
            for attribute in state.class_states:
                attribute.begin()
            for function in state.function_states:
                function.begin()
        Baseline.every.add(self)
        _latest[:] = [self]

    def extend(self, more: Iterable[Any] = ()) -> None:
        """Add the state, as it is now, of modules and names that were not known before, and further objects."""
        added: list[Any] = list(more)
        for module, state in list(isolated.items()):
            for name, value in state.values(self.copier):
                if (module, name) not in self.originals:
                    self.originals[module, name] = value
                    added.append(value)
            added.extend(state.of_classes)
            added.extend(state.of_functions.values())
            for function in state.function_states:
                added.extend(function.values())
        for original in added:
            self.copier.copy(original)

    def forget(self, module: str) -> None:
        """Know nothing of a module any more."""
        self.originals = {key: value for key, value in self.originals.items() if key[0] != module}

    def of(self, original: Any) -> Any:
        """What was of an object at that moment; what nobody had asked for then is as it is now."""
        with lock:
            return self.copier.copy(original)


class Run:
    """The state of one run."""

    def __init__(self) -> None:
        """Begin with the latest baseline."""
        if not _latest:
            Baseline().take()
        self.baseline = _latest[-1]
        self.copier = Copier(is_own, self.baseline.copier.flat)
        self.guard: Guard
        # The globals that the run has used, as they are in this run, by module and name; read by the compiled module.
        self.values: dict[str, dict[str, Any]] = {}
        # Those that it has deleted.
        self.deleted: set[tuple[str, str]] = set()
        # The modules that it has imported while it ran.
        self.entered: set[str] = set()
        # The attributes of classes that it has rebound, by what stands for them.
        self.of_classes: dict[ClassState, Any] = {}
        # What stands for functions of whose attributes it has its own.
        self.of_functions: dict[FunctionState, Any] = {}
        self.is_aside = False

    def load(self, state: State, name: str) -> Any:
        """A global of a module that this run has not used before."""
        if (state.name, name) in self.deleted:
            raise NameError(f"name {name!r} is not defined")
        source = state.imported.get(name)
        if source is not None and self.guard.is_passed_through(source):
            return state.original(name)
        value = self.baseline.originals.get((state.name, name), _MISSING)
        if value is _MISSING:
            value = state.original(name)
        value = self.view(value) if isinstance(value, ModuleType) else self.own(value)
        self.values.setdefault(state.name, {})[name] = value
        return value

    def own(self, original: Any) -> Any:
        """This run's copy of an object; the object itself if it is no state."""
        return self.copier.copy(self.baseline.of(original))

    def view(self, module: ModuleType) -> ModuleType:
        """A module as this run sees it."""
        state = isolated.get(module.__name__)
        return module if state is None or self.guard.is_passed_through(state.name) else state.view

    @contextmanager
    def aside(self) -> Generator[None]:
        """Let the code inside see and change what the rest of the program has, as if no run were there."""
        if self.is_aside:
            yield
            return
        kept = dict(self.values)
        self.values.clear()
        self.is_aside = True
        try:
            yield
        finally:
            self.is_aside = False
            self.values.update(kept)


def run_on_this_thread() -> Run | None:
    """The state of the run on this thread."""
    found = run_state(Run)
    if found is None:
        return None
    run, guard = found
    run.guard = guard
    return None if run.is_aside else run


def current(module: str) -> Run | None:
    """The state of the run on this thread, if the module is isolated for it."""
    run = run_on_this_thread()
    return run if run is not None and module in run.guard.isolated_modules else None


class State:
    """The state of one module: what `Globals` asks for names that the run on this thread has not used before."""

    def __init__(self, module: ModuleType) -> None:
        """Know of no names yet."""
        self.module = module
        self.name = module.__name__
        self.code: CodeType | None = None
        self.imported: dict[str, str] = {}
        """Names that the module imported, and from where."""
        self.names: set[str] = set()
        self.late: set[str] = set()
        """The modules that it imports inside of functions, and the members of modules, which may be modules too."""
        self.imports_in_functions = False
        """Whether its functions may get at modules otherwise than by its globals."""
        self.is_written = False
        """Whether functions of other modules rebind its globals."""
        self.of_classes: list[Any] = []
        """The attributes of its classes that are state."""
        self.class_states: list[ClassState] = []
        """What stands for them."""
        self.attributes_written: set[str] = set()
        """The attributes of classes that its functions rebind."""
        self.default_nodes: list[ast.expr] = []
        """The default arguments of its functions that are more than a constant."""
        self.defaults: dict[int, set[str]] = {}
        """The parameters that have some, by the first lines of their functions."""
        self.of_functions: dict[int, Any] = {}
        """Those defaults, by address."""
        self.attributes_of_names: set[str] = set()
        """The names whose attributes are written."""
        self.functions: set[str] = set()
        """The names of functions with attributes that are state."""
        self.function_states: list[FunctionState] = []
        """What stands for the attributes of its functions."""
        self.is_rewritten = False
        self.globals = Globals(self.name, vars(module), self)
        """What the module's functions find their globals through."""
        self.view = _View(self.name, self)

    def values(self, copier: Copier) -> Iterator[tuple[str, Any]]:
        """The globals that are state, also those that only other modules use."""
        for name, value in list(vars(self.module).items()):
            is_own = name not in self.imported and not name.startswith("__")
            if name in self.names or (is_own and copier.is_state(value)):
                yield name, value

    def load(self, name: str) -> Any:
        """A global."""
        run = current(self.name)
        return self.original(name) if run is None else run.load(self, name)

    def original(self, name: str) -> Any:
        """A global as it is outside of runs."""
        try:
            return vars(self.module)[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def store(self, name: str, value: Any) -> None:
        """Rebinds a global."""
        run = current(self.name)
        if run is None:
            vars(self.module)[name] = value
        else:
            run.values.setdefault(self.name, {})[name] = value
            run.deleted.discard((self.name, name))

    def delete(self, name: str) -> None:
        """Deletes a global."""
        run = current(self.name)
        if run is None:
            self.original(name)
            del vars(self.module)[name]
        else:
            run.values.get(self.name, {}).pop(name, None)
            run.deleted.add((self.name, name))


class _View(ModuleType):
    """A module as workflow code sees it: its state is the run's own."""

    def __init__(self, name: str, state: State) -> None:
        super().__init__(name)
        object.__setattr__(self, "_state", state)

    def __getattribute__(self, name: str) -> Any:
        state = object.__getattribute__(self, "_state")
        module = state.module
        if type(module) is not ModuleType:
            # It may not be for workflows to read.
            getattr(module, name, None)
        try:
            return getattr(state.globals, name)
        except (NameError, AttributeError):
            run = current(state.name)
            if run is not None and (state.name, name) in run.deleted:
                raise AttributeError(f"module {state.name!r} has no attribute {name!r}") from None
            return getattr(module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_state").store(name, value)

    def __delattr__(self, name: str) -> None:
        object.__getattribute__(self, "_state").delete(name)
