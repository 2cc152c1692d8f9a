"""What of users' modules is state, found in their namespaces and in their code.

State are globals that are mutable, or that some function rebinds. Nothing else of a module costs a run anything.
"""

# What it handles has no types: the values of users' globals.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportPrivateUsage=false

from __future__ import annotations

import dis
import importlib.util
import sys
import sysconfig
from collections.abc import Callable, Collection, Iterator
from types import CodeType, ModuleType

from ._class_state import isolate_classes
from ._copies import Copier
from ._function_state import find_defaults, find_functions, marks_of
from ._rewrite_classes import attributes_written
from ._run_state import State, is_own, isolated, state_of
from ._source import parse, source_of

__all__ = ["find_state", "is_users", "names_in", "reachable"]

_shared_packages = tuple({sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")})
_STANDARD = sys.stdlib_module_names | {"everloop"}
# By these, functions get at modules that they do not name.
_DYNAMIC = {"import_module", "__import__", "modules"}


def is_users(name: str, file: str | None, top: str) -> bool:
    """Whether a module is a user's, so that its state is each run's own unless it is passed through.

    Args:
        name: The module's name.
        file: Where it is.
        top: The package of the workflow, which may be an installed one.
    """
    if file is None or not file.endswith(".py") or name.partition(".")[0] in _STANDARD:
        return False
    return name.partition(".")[0] == top or not file.startswith(_shared_packages)


def reachable(root: str, top: str, is_passed_through: Callable[[str], bool]) -> Iterator[ModuleType]:
    """A module and those of the user's that it imports; they are known as isolated from then on."""
    waiting, seen = [root], {root}
    while waiting:
        name = waiting.pop()
        module = sys.modules.get(name)
        if module is None or is_passed_through(module.__name__):
            continue
        if not is_users(module.__name__, getattr(module, "__file__", None), top):
            continue
        state_of(module)
        yield module
        for name in (*_modules_of_values(module), *_imports_of(module)):
            if name not in seen:
                seen.add(name)
                waiting.append(name)


def _modules_of_values(module: ModuleType) -> Iterator[str]:
    for value in list(vars(module).values()):
        name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
        if isinstance(name, str):
            yield name


def _imports_of(module: ModuleType) -> set[str]:
    """The modules that a module imports from, also those of mere values; notes which names are whose."""
    state = isolated[module.__name__]
    code = _code_of(state)
    package: str = getattr(module, "__package__", None) or ""
    if code is None:
        return set()
    for function in _functions_in(code):
        state.imports_in_functions |= not _DYNAMIC.isdisjoint(function.co_names)
        for source, members in _imports_in(function, package):
            if source.partition(".")[0] not in _STANDARD:
                state.imports_in_functions = True
                state.late |= {source, *(f"{source}.{member}" for member, _ in members)}
    found: set[str] = set()
    for source, members in _imports_in(code, package):
        found.add(source)
        state.imported.update((stored, source) for _, stored in members)
    return found


def names_in(state: State) -> set[str]:
    """The modules that a module imports outside of functions, and the members of modules."""
    package: str = getattr(state.module, "__package__", None) or ""
    imports = [] if state.code is None else _imports_in(state.code, package)
    return {it for source, members in imports for it in (source, *(f"{source}.{member}" for member, _ in members))}


def _imports_in(code: CodeType, package: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each import of a block of code: the module, and what of it is imported by which names."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    before: list[object] = []
    source, members = "", list[tuple[str, str]]()
    for instruction in dis.get_instructions(code):
        value: object = instruction.argval
        if instruction.opname == "IMPORT_NAME":
            level = next((it for it in reversed(before) if isinstance(it, int)), 0)
            members = []
            try:
                source = importlib.util.resolve_name("." * level + str(value), package)
            except ImportError:
                source = ""
            if source:
                found.append((source, members))
        elif instruction.opname == "IMPORT_FROM":
            members.append((str(value), str(value)))
        elif instruction.opname.startswith("STORE_") and members and source:
            # Right after an `IMPORT_FROM`.
            members[-1] = (members[-1][0], str(value))
        else:
            source = ""
        before = [*before[-3:], value]
    return found


def _code_of(state: State) -> CodeType | None:
    if state.code is None:
        source, file = source_of(state.module), state.module.__file__ or ""
        try:
            if source is not None:
                tree = parse(source, file)
                state.attributes_written = attributes_written(tree)
                state.default_nodes, state.attributes_of_names = marks_of(tree)
                state.code = compile(tree, file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            pass
    return state.code


def find_state(states: Collection[State]) -> None:
    """Find the names of the modules that are state, and make the mutable attributes of their classes each run's own."""
    loaded: dict[str, set[str]] = {}
    written: set[str] = set()
    for state in states:
        _code_of(state)
        written |= state.attributes_written
    for state in states:
        isolate_classes(state, written)
    find_defaults(states)
    find_functions(states)
    for state in states:
        loaded[state.name] = _find_values(state)
    with_state = {name for name, state in isolated.items() if _has_state(state)}
    while True:
        more = {
            name
            for name, state in isolated.items()
            if name not in with_state and any(it in with_state for it in _modules_in(state.module))
        }
        if not more:
            break
        with_state |= more
    for state in states:
        for name in loaded[state.name]:
            value = vars(state.module).get(name)
            if isinstance(value, ModuleType) and value.__name__ in with_state:
                state.names.add(name)


def _find_values(state: State) -> set[str]:
    """Find the names of values that are state; returns all that the module's functions use."""
    code = _code_of(state)
    namespace, copier = vars(state.module), Copier(is_own)
    loaded: set[str] = set()
    if code is None:
        return loaded
    for function in _functions_in(code):
        previous = ""
        for instruction in dis.get_instructions(function):
            if instruction.opname in ("STORE_GLOBAL", "DELETE_GLOBAL"):
                state.names.add(instruction.argval)
            elif instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                loaded.add(instruction.argval)
            elif instruction.opname == "STORE_ATTR" and isinstance(namespace.get(previous), ModuleType):
                # Whoever else reads it there must see it.
                state.names.add(previous)
                written = isolated.get(namespace[previous].__name__)
                if written is not None:
                    written.is_written = True
            previous = instruction.argval if instruction.opname == "LOAD_GLOBAL" else ""
    loaded = {name for name in loaded if not name.startswith("__")}
    state.names.update(name for name in loaded if copier.is_state(namespace.get(name)))
    return loaded


def _functions_in(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _functions_in(constant)


def _has_state(state: State) -> bool:
    """Whether others may find state in a module. Packages may get some whenever a module of theirs is loaded."""
    if state.names or state.is_written or hasattr(state.module, "__path__"):
        return True
    return next(state.values(Copier(is_own)), None) is not None


def _modules_in(module: ModuleType) -> Iterator[str]:
    for value in list(vars(module).values()):
        if isinstance(value, ModuleType):
            yield value.__name__
