"""Attributes of classes that are state: mutable ones, and those that functions rebind.

Such an attribute is found through a `ClassState` in its place, which on a workflow's thread gives what the run has. To
rebind one, functions are rewritten to do it through what `class_to_write` makes of the class.
"""

# What it handles has no types: the attributes of users' classes.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

from abc import ABCMeta
from collections.abc import Set
from enum import Enum
from types import FunctionType
from typing import Any

from ._copies import is_container
from ._run_state import Run, State, current, is_own, isolated, run_on_this_thread

__all__ = ["ClassState", "class_to_write", "isolate_classes"]

_MISSING = object()


class ClassState:
    """Stands in a class for one of its attributes."""

    def __init__(self, cls: type, name: str, value: Any) -> None:
        """Take the place of an attribute, or of none yet."""
        self._cls = cls
        self._name = name
        self._value = value
        self._begun = value

    def begin(self) -> None:
        """Let runs begin with the value that the rest of the program has now."""
        self._begun = self._value

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        """The value, bound as any attribute of a class is."""
        run = current(self._cls.__module__)
        if run is None:
            value = self._value
        else:
            value = run.of_classes.get(self, _MISSING)
            if value is _MISSING and self not in run.of_classes:
                value = run.own(self._begun)
        if value is _MISSING:
            value = self._inherited(instance, owner)
        bind = getattr(type(value), "__get__", None)
        return value if bind is None else bind(value, instance, owner)

    def _inherited(self, instance: object, owner: type | None) -> Any:
        order = (owner or type(instance)).__mro__
        for base in order[order.index(self._cls) + 1 :]:
            if self._name in vars(base):
                return vars(base)[self._name]
        if instance is None:
            raise AttributeError(f"type object {self._cls.__name__!r} has no attribute {self._name!r}")
        raise AttributeError(f"{type(instance).__name__!r} object has no attribute {self._name!r}")

    def rebind(self, run: Run | None, value: Any = _MISSING) -> None:
        """Give the attribute another value, in a run or outside of runs; without one, delete it."""
        if run is None:
            self._value = value
        else:
            run.of_classes[self] = value


class _Writing:
    """A class whose attributes are rebound."""

    __slots__ = ("_cls", "_run")

    def __init__(self, cls: type, run: Run | None) -> None:
        object.__setattr__(self, "_cls", cls)
        object.__setattr__(self, "_run", run)

    def __getattribute__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_cls"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        cls, run = object.__getattribute__(self, "_cls"), object.__getattribute__(self, "_run")
        state = _state_of(cls, name, run)
        if state is None:
            setattr(cls, name, value)
        else:
            state.rebind(run, value)

    def __delattr__(self, name: str) -> None:
        cls, run = object.__getattribute__(self, "_cls"), object.__getattribute__(self, "_run")
        state = None if run is not None and not hasattr(cls, name) else _state_of(cls, name, run)
        if state is None:
            delattr(cls, name)
        else:
            state.rebind(run)


def _state_of(cls: type, name: str, run: Run | None) -> ClassState | None:
    """What stands for an attribute that is rebound; in a run something always does, but for special names."""
    found = vars(cls).get(name, _MISSING)
    if isinstance(found, ClassState):
        return found
    if run is None or name.startswith("__") or hasattr(type(found), "__set__"):
        return None
    state = ClassState(cls, name, found)
    type.__setattr__(cls, name, state)
    isolated[cls.__module__].class_states.append(state)
    return state


def class_to_write(value: Any) -> Any:
    """What a class is to be written through; everything else is itself."""
    if not isinstance(value, type) or not _is_isolated(value):
        return value
    run = run_on_this_thread()
    if run is not None and value.__module__ not in run.guard.isolated_modules:
        run = None
    return _Writing(value, run)


def _is_isolated(cls: type) -> bool:
    kind = type(cls)
    is_plain = kind in (type, ABCMeta) or (is_own(kind) and kind.__setattr__ is type.__setattr__)
    return is_plain and cls.__module__ in isolated and not issubclass(cls, Enum)


def isolate_classes(state: State, written: Set[str]) -> None:
    """Let the attributes of a module's classes be each run's own that are mutable, or are rebound by functions."""
    for cls in list(vars(state.module).values()):
        if not isinstance(cls, type) or cls.__module__ != state.name or not _is_isolated(cls):
            continue
        for name, value in list(vars(cls).items()):
            if name.startswith(("__", "_abc_")) or isinstance(value, FunctionType | ClassState):
                continue
            if is_container(value) or (name in written and not hasattr(type(value), "__set__")):
                own = ClassState(cls, name, value)
                type.__setattr__(cls, name, own)
                state.class_states.append(own)
                state.of_classes.append(value)
