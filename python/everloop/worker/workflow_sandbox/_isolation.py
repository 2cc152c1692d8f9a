"""Isolation of state: what workflows keep in the globals of their modules is each run's own.

When a worker is made, the modules of its workflows and those that they import are searched for state: globals that are
mutable, or that some function rebinds. Most modules have none, and nothing happens to them. Where there is some, the
functions that use it are rewritten to find it through an object of the module (see `_rewrite`), which on a workflow's
thread gives the run's own copy and everywhere else the original. Functions and classes stay the same objects, and
nothing is executed anew for a run.

A run begins with the state as it was when the last worker was made. Standard and installed packages are not
searched, nor what is passed through.
"""

# What it handles has no types: the values of users' globals.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportPrivateUsage=false

from __future__ import annotations

import dis
import importlib.util
import logging
import sys
import sysconfig
import threading
from abc import ABCMeta
from collections.abc import Callable, Iterator
from enum import Enum
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from everloop._bridge.sandbox import Globals, run_state
from everloop.converter import EncodingPayloadConverter, FailureConverter, PayloadConverter

from ._copies import Copier, is_container
from ._rewrite import STATE, functions_of, replace_code, rewritten_codes
from ._source import source_of

if TYPE_CHECKING:
    from ._guard import Guard

__all__ = ["isolate", "rewrite_for_guards"]

_logger = logging.getLogger(__name__)
_lock = threading.RLock()
_CONVERTERS = (PayloadConverter, EncodingPayloadConverter, FailureConverter)
_isolated: dict[str, _State] = {}
# The functions that ask before anything else, by module and first line, and what they ask about.
_guards: dict[str, dict[int, str]] = {}
_shared_packages = tuple({sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")})


class _Baseline:
    """The state that runs begin with: as it was at one moment."""

    def __init__(self) -> None:
        self.originals: dict[tuple[str, str], Any] = {}
        self.copier = Copier(_is_own)
        for module, state in _isolated.items():
            for name in state.names & vars(state.module).keys():
                self.originals[module, name] = vars(state.module)[name]
        for original in self.originals.values():
            self.copier.copy(original)

    def of(self, original: Any) -> Any:
        """What was of an object at that moment; what nobody had asked for then is as it is now."""
        with _lock:
            return self.copier.copy(original)


class _Run:
    """The state of one run."""

    def __init__(self) -> None:
        self.copier = Copier(_is_own, _latest[-1].copier.flat)
        self.guard: Guard
        self._baseline = _latest[-1]
        # The globals that the run has used, as they are in this run, by module and name; read by the compiled module.
        self.values: dict[str, dict[str, Any]] = {}
        # Those that it has deleted.
        self.deleted: set[tuple[str, str]] = set()

    def load(self, state: _State, name: str) -> Any:
        """A global of a module that this run has not used before."""
        if (state.name, name) in self.deleted:
            raise NameError(f"name {name!r} is not defined")
        source = state.imported.get(name)
        if source is not None and self.guard.is_passed_through(source):
            return state.original(name)
        value = self._baseline.originals.get((state.name, name), _MISSING)
        if value is _MISSING:
            value = state.original(name)
        if isinstance(value, ModuleType):
            inner = _isolated.get(value.__name__)
            value = value if inner is None else _View(value.__name__, inner)
        else:
            value = self.own(value)
        self.values.setdefault(state.name, {})[name] = value
        return value

    def own(self, original: Any) -> Any:
        """This run's copy of an object; the object itself if it is no state."""
        return self.copier.copy(self._baseline.of(original))


_MISSING = object()
_latest: list[_Baseline] = []


def _is_own(kind: type) -> bool:
    return kind.__module__ in _isolated


def _current(module: str) -> _Run | None:
    """The state of the run on this thread, if the module is isolated for it."""
    found = run_state(_Run)
    if found is None:
        return None
    run, guard = found
    run.guard = guard
    return run if module in guard.isolated_modules else None


class _State:
    """The state of one module: what `Globals` asks for names that the run on this thread has not used before."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.name = module.__name__
        self.code: CodeType | None = None
        # Names that the module imported, and from where.
        self.imported: dict[str, str] = {}
        self.names: set[str] = set()
        self.globals = Globals(self.name, vars(module), self)
        """What the module's functions find their globals through."""

    def load(self, name: str) -> Any:
        """A global."""
        run = _current(self.name)
        return self.original(name) if run is None else run.load(self, name)

    def original(self, name: str) -> Any:
        """A global as it is outside of runs."""
        try:
            return vars(self.module)[name]
        except KeyError:
            raise NameError(f"name {name!r} is not defined") from None

    def store(self, name: str, value: Any) -> None:
        """Rebinds a global."""
        run = _current(self.name)
        if run is None:
            vars(self.module)[name] = value
        else:
            run.values.setdefault(self.name, {})[name] = value
            run.deleted.discard((self.name, name))

    def delete(self, name: str) -> None:
        """Deletes a global."""
        run = _current(self.name)
        if run is None:
            self.original(name)
            del vars(self.module)[name]
        else:
            run.values.get(self.name, {}).pop(name, None)
            run.deleted.add((self.name, name))


class _View(ModuleType):
    """A module as workflow code sees it: its state is the run's own."""

    def __init__(self, name: str, state: _State) -> None:
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
            return getattr(module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_state").store(name, value)

    def __delattr__(self, name: str) -> None:
        object.__getattribute__(self, "_state").delete(name)


class _ClassState:
    """A mutable attribute of a class: on a workflow's thread, the run's own copy of it."""

    def __init__(self, module: str, value: Any) -> None:
        self._module = module
        self._value = value

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        run = _current(self._module)
        return self._value if run is None else run.own(self._value)


def isolate(root: str, is_passed_through: Callable[[str], bool]) -> set[str]:
    """Isolate the state of a workflow's module and of those that it imports.

    Args:
        root: The module's name.
        is_passed_through: Whether a module, by name, is shared with the rest of the program.

    Returns:
        The names of the modules whose state is isolated.
    """
    with _lock:
        modules = list(_reachable(root, is_passed_through))
        pending: dict[int, list[CodeType]] = {}
        for module in modules:
            _prepare_module(module, pending)
        if pending:
            outside = set(_converter_methods(modules))
            for function in functions_of(pending):
                if function not in outside:
                    replace_code(function, pending[id(function.__globals__)])
        _latest[:] = [_Baseline()]
        return {module.__name__ for module in modules}


def rewrite_for_guards(function: FunctionType, path: str) -> bool:
    """Let a function ask about itself before anything else; returns whether that could be done.

    Args:
        function: The function.
        path: What it asks about.
    """
    module = sys.modules.get(function.__module__)
    source = None if module is None or vars(module) is not function.__globals__ else source_of(module)
    if module is None or source is None:
        return False
    with _lock:
        guards = _guards.setdefault(module.__name__, {})
        guards[function.__code__.co_firstlineno] = path
        state = _isolated.get(module.__name__)
        names = set() if state is None else state.names
        try:
            codes = rewritten_codes(source, module.__file__ or "", names, guards)
        except (SyntaxError, ValueError):
            return False
        before = function.__code__
        replace_code(function, codes)
        return function.__code__ is not before


def _converter_methods(modules: list[ModuleType]) -> Iterator[FunctionType]:
    """The methods of converters: a client's converter works in runs, but its state is the program's, not the runs'."""
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, type) and issubclass(value, _CONVERTERS):
                yield from (it for it in vars(value).values() if isinstance(it, FunctionType))


def _reachable(root: str, is_passed_through: Callable[[str], bool]) -> Iterator[ModuleType]:
    waiting, seen = [root], {root}
    top = root.partition(".")[0]
    while waiting:
        module = sys.modules.get(waiting.pop())
        if module is None or not _is_searched(module, top, is_passed_through):
            continue
        _isolated.setdefault(module.__name__, _State(module))
        yield module
        for value in list(vars(module).values()):
            name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if isinstance(name, str) and name not in seen:
                seen.add(name)
                waiting.append(name)
        for name in _imports_of(module):
            if name not in seen:
                seen.add(name)
                waiting.append(name)


def _imports_of(module: ModuleType) -> set[str]:
    """The modules that a module imports from, also those of mere values; notes which names are whose."""
    code = _code_of(module)
    found: set[str] = set()
    if code is None:
        return found
    package: str = getattr(module, "__package__", None) or ""
    before: list[Any] = []
    source = ""
    for instruction in dis.get_instructions(code):
        if instruction.opname == "IMPORT_NAME":
            level = next((it for it in reversed(before) if isinstance(it, int)), 0)
            try:
                source = importlib.util.resolve_name("." * level + str(instruction.argval), package)
            except ImportError:
                source = ""
            found.add(source)
        elif instruction.opname == "STORE_NAME" and before and source:
            # Right after an `IMPORT_FROM`, whose name is the one before.
            _isolated[module.__name__].imported[instruction.argval] = source
        if instruction.opname not in ("IMPORT_NAME", "IMPORT_FROM", "STORE_NAME"):
            source = ""
        before = [*before[-3:], instruction.argval]
    return found


def _is_searched(module: ModuleType, top: str, is_passed_through: Callable[[str], bool]) -> bool:
    name = module.__name__
    file = getattr(module, "__file__", None)
    if file is None or not file.endswith(".py") or is_passed_through(name) or name.partition(".")[0] == "everloop":
        return False
    return name.partition(".")[0] == top or not file.startswith(_shared_packages)


def _code_of(module: ModuleType) -> CodeType | None:
    state = _isolated.get(module.__name__)
    if state is not None and state.code is not None:
        return state.code
    source = source_of(module)
    try:
        code = None if source is None else compile(source, module.__file__ or "", "exec", dont_inherit=True)
    except SyntaxError:
        code = None
    if state is not None:
        state.code = code
    return code


def _prepare_module(module: ModuleType, pending: dict[int, list[CodeType]]) -> None:
    state = _isolated[module.__name__]
    code = _code_of(module)
    if code is None:
        return
    names = _state_names(module, code)
    _isolate_classes(module)
    if names <= state.names:
        return
    source = source_of(module)
    state.names.update(names)
    try:
        guards = _guards.get(module.__name__, {})
        codes = rewritten_codes(source or "", module.__file__ or "", state.names, guards)
    except (SyntaxError, ValueError) as error:
        _logger.warning("the state of module %s cannot be isolated: %s", module.__name__, error)
        return
    vars(module)[STATE] = state.globals
    pending[id(vars(module))] = codes


def _state_names(module: ModuleType, code: CodeType) -> set[str]:
    """The globals of a module that are state and that its functions use."""
    namespace, copier = vars(module), Copier(_is_own)
    loaded: set[str] = set()
    found: set[str] = set()
    for function in _functions_in(code):
        previous = ""
        for instruction in dis.get_instructions(function):
            if instruction.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                found.add(instruction.argval)
            elif instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                loaded.add(instruction.argval)
            elif instruction.opname == "STORE_ATTR" and isinstance(namespace.get(previous), ModuleType):
                found.add(previous)
            previous = instruction.argval if instruction.opname == "LOAD_GLOBAL" else ""
    for name in loaded:
        value = namespace.get(name)
        if name.startswith("__") or value is None:
            continue
        if isinstance(value, ModuleType):
            # Its state may be all in names that only others use.
            if value.__name__ in _isolated and _has_state(value, copier):
                found.add(name)
        elif copier.is_state(value):
            found.add(name)
    return found


def _functions_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _functions_in(constant)


def _has_state(module: ModuleType, copier: Copier) -> bool:
    return any(not name.startswith("__") and copier.is_state(value) for name, value in list(vars(module).items()))


def _isolate_classes(module: ModuleType) -> None:
    for value in list(vars(module).values()):
        if type(value) not in (type, ABCMeta) or value.__module__ != module.__name__ or issubclass(value, Enum):
            continue
        for name, attribute in list(vars(value).items()):
            if is_container(attribute) and not name.startswith(("__", "_abc_")):
                setattr(value, name, _ClassState(module.__name__, attribute))
