"""State that functions carry: mutable default arguments, and attributes.

A default argument belongs to the function object. Functions that have a mutable one are rewritten to begin with
`seen = __everloop_default__(seen)`, which on a workflow's thread puts the run's copy in place of the default. Their
attributes are reached through `__everloop_function__(function).count`, which gives what the run has of them. Modules
without either are left alone.
"""

# What it handles has no types: the defaults and attributes of users' functions.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Collection, Iterator, Mapping
from types import FunctionType
from typing import Any

from ._copies import CONTAINERS, Copier
from ._rewrite import functions_of
from ._run_state import Run, State, current, is_own, isolated

__all__ = ["FunctionState", "attributes_of", "default_for", "find_defaults", "find_functions", "marks_of"]

# Functions with attributes that are state, by address.
_known: dict[int, FunctionState] = {}
_GONE = object()


def marks_of(tree: ast.AST) -> tuple[list[ast.expr], set[str]]:
    """What a module's source tells: defaults that are no constants, and the names whose attributes are written."""
    defaults: list[ast.expr] = []
    written: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            every = (*node.defaults, *node.kw_defaults)
            defaults.extend(it for it in every if it is not None and not isinstance(it, ast.Constant | ast.UnaryOp))
        elif (
            isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name)
        ):
            written.add(node.value.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
            written.update(it.id for it in node.args[:1] if isinstance(it, ast.Name))
    return defaults, written


def find_defaults(states: Collection[State]) -> None:
    """Find the mutable default arguments of the modules' functions."""
    copier = Copier(is_own)
    candidates: dict[int, State] = {}
    for state in states:
        namespace = vars(state.module)
        if any(_may_be_state(it, namespace, copier) for it in state.default_nodes):
            candidates[id(namespace)] = state
        state.default_nodes = []
    if not candidates:
        return
    for function in functions_of(candidates):
        state = candidates[id(function.__globals__)]
        for name, value in _defaults_of(function):
            if copier.is_state(value):
                state.defaults.setdefault(function.__code__.co_firstlineno, set()).add(name)
                state.of_functions[id(value)] = value


def _may_be_state(node: ast.expr, namespace: Mapping[str, Any], copier: Copier) -> bool:
    """Whether a default may be mutable: it is looked for among all functions there are, which takes its time."""
    if isinstance(node, ast.Tuple):
        return any(_may_be_state(it, namespace, copier) for it in node.elts)
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.Lambda | ast.Compare):
        return False
    made = _value_of(node.func, namespace) if isinstance(node, ast.Call) else None
    if isinstance(made, type):
        return is_own(made) or made in CONTAINERS
    if isinstance(node, ast.Name | ast.Attribute):
        value = _value_of(node, namespace)
        return value is None or copier.is_state(value)
    return True


def _value_of(node: ast.expr, namespace: Mapping[str, Any]) -> Any:
    """What a name, or an attribute of one, stands for; nothing if it cannot be told."""
    if isinstance(node, ast.Attribute):
        try:
            return getattr(_value_of(node.value, namespace), node.attr, None)
        except Exception:
            return None
    return namespace.get(node.id, getattr(builtins, node.id, None)) if isinstance(node, ast.Name) else None


def _defaults_of(function: FunctionType) -> Iterator[tuple[str, Any]]:
    code, defaults = function.__code__, function.__defaults__ or ()
    positional = code.co_varnames[: code.co_argcount]
    yield from zip(positional[len(positional) - len(defaults) :], defaults, strict=True)
    yield from (function.__kwdefaults__ or {}).items()


def default_for(state: State) -> Callable[[Any], Any]:
    """What the functions of a module pass through arguments whose defaults are mutable."""

    def own(value: Any) -> Any:
        if id(value) not in state.of_functions:
            return value
        run = current(state.name)
        return value if run is None else run.own(value)

    return own


def find_functions(states: Collection[State]) -> None:
    """Find the functions with attributes that are state, and the names by which modules know them."""
    copier = Copier(is_own)
    for state in states:
        for name, value in list(vars(state.module).items()):
            if type(value) is not FunctionType or value.__module__ not in isolated or id(value) in _known:
                continue
            attributes = (it for key, it in vars(value).items() if not key.startswith("__"))
            if name in state.attributes_of_names or any(map(copier.is_state, attributes)):
                known = _known[id(value)] = FunctionState(value)
                isolated[value.__module__].function_states.append(known)
    for state in states:
        namespace = vars(state.module)
        state.functions = {name for name, value in namespace.items() if id(value) in _known}


class FunctionState:
    """The attributes of one function."""

    def __init__(self, function: FunctionType) -> None:
        """Take them as they are."""
        self.function = function
        self.begun = dict(vars(function))

    def begin(self) -> None:
        """Let runs begin with what the rest of the program has now."""
        self.begun = dict(vars(self.function))

    def values(self) -> list[Any]:
        """The attributes' values."""
        return list(vars(self.function).values())


class _Attributes:
    """A function of whose attributes a run has its own."""

    __slots__ = ("_begun", "_function", "_own", "_run")

    def __init__(self, state: FunctionState, run: Run) -> None:
        object.__setattr__(self, "_function", state.function)
        object.__setattr__(self, "_begun", state.begun)
        object.__setattr__(self, "_own", {})
        object.__setattr__(self, "_run", run)

    def __getattribute__(self, name: str) -> Any:
        own, begun = object.__getattribute__(self, "_own"), object.__getattribute__(self, "_begun")
        if name not in own and name in begun:
            own[name] = object.__getattribute__(self, "_run").own(begun[name])
        value = own.get(name, _GONE)
        if value is not _GONE:
            return value
        function = object.__getattribute__(self, "_function")
        if name in own or name in vars(function):
            raise AttributeError(f"'function' object has no attribute {name!r}")
        return getattr(function, name)

    def __setattr__(self, name: str, value: Any) -> None:
        object.__getattribute__(self, "_own")[name] = value

    def __delattr__(self, name: str) -> None:
        getattr(self, name)
        object.__getattribute__(self, "_own")[name] = _GONE


def attributes_of(value: Any) -> Any:
    """What a function's attributes are to be reached through; everything else is itself."""
    state = _known.get(id(value))
    run = None if state is None else current(state.function.__module__)
    if state is None or run is None:
        return value
    found = run.of_functions.get(state)
    if found is None:
        found = run.of_functions[state] = _Attributes(state, run)
    return found
