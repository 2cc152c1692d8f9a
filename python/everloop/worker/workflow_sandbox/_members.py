"""Members of users' and other packages that a worker's restrictions name: guarded where they are defined.

What is named is found when a worker is made, or when its module is loaded. It stays the same object for everybody:

- a function of Python gets a first statement that asks;
- a built-in function is guarded like those of the standard library, see `_functions`;
- a class asks in its constructor, and in its methods;
- an attribute of a class or a module is read through the class or the module, which ask.

The asking names the member's path; whether a worker forbids it is judged by its guard, at each call.
"""

# What it handles has no types: the members of other packages.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import functools
import logging
import sys
import threading
from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from everloop._bridge.sandbox import ask, guard_functions, is_guarded

from ._imports import call_when_loaded
from ._isolation import rewrite_for_guards
from ._matcher import SandboxMatcher
from ._rewrite import GUARD

__all__ = ["ask_call", "guard_members"]

_logger = logging.getLogger(__name__)
_lock = threading.RLock()
# What asks already, by path.
_done: set[str] = set()


def guard_members(members: SandboxMatcher, known: SandboxMatcher) -> None:
    """Guard what a matcher names.

    Args:
        members: The matcher, whose children are packages.
        known: What is guarded anyhow: children that are the same are left out.
    """
    for name, child in members.children.items():
        if known.children.get(name) is not child and not name.startswith("__"):
            _guard_module(name, child)


def _guard_module(name: str, matcher: SandboxMatcher) -> None:
    module = sys.modules.get(name)
    if module is None:
        call_when_loaded(name, lambda: _guard_module(name, matcher))
        return
    with _lock:
        for member, asks_on_access in _named(vars(module), matcher):
            value = vars(module).get(member)
            if isinstance(value, ModuleType) or f"{name}.{member}" in sys.modules:
                continue
            if asks_on_access:
                _guard_reading(module, member)
            below = matcher.children.get(member) or SandboxMatcher.none
            _guard_value(value, f"{name}.{member}", below, is_named=member not in matcher.children or asks_on_access)
    for member, child in matcher.children.items():
        if isinstance(vars(module).get(member), ModuleType) or hasattr(module, "__path__"):
            _guard_module(f"{name}.{member}", child)


def _named(namespace: Any, matcher: SandboxMatcher) -> Iterator[tuple[str, bool]]:
    """The members that a matcher names, and whether their mere access is restricted."""
    everything = matcher.match_self or not {"*"}.isdisjoint(matcher.access | matcher.use)
    names = set(namespace) if everything else set()
    names |= matcher.access | matcher.use | matcher.children.keys()
    all_accesses = matcher.match_self or "*" in matcher.access
    for name in sorted(names - matcher.exclude - {"*"}):
        if not name.startswith("__"):
            child = matcher.children.get(name)
            yield name, all_accesses or name in matcher.access or (child is not None and child.match_self)


def _guard_value(value: Any, path: str, matcher: SandboxMatcher, *, is_named: bool) -> None:
    """Guard the calls of a member.

    Args:
        value: The member.
        path: Its name, with those of its module and classes.
        matcher: What is restricted below it.
        is_named: Whether it is restricted itself.
    """
    is_named = is_named or matcher.match_self or not {"__call__", "*"}.isdisjoint(matcher.use | matcher.access)
    is_named = is_named or "__call__" in matcher.children
    module = path.partition(".")[0]
    if isinstance(value, type):
        if value.__module__.partition(".")[0] == module:
            _guard_class(value, path, matcher, is_named=is_named)
    elif is_named and callable(value) and path not in _done:
        inner = _function_of(value)
        if inner is not None and inner.__module__.partition(".")[0] == module and _guard_python(inner, path):
            return
        if isinstance(value, BuiltinFunctionType):
            receiver = None if isinstance(value.__self__, ModuleType | type(None)) else value.__self__
            if guard_functions([(value, path, receiver)])[0]:
                return
        _logger.warning("calls of %s cannot be guarded: it is neither a function nor a class with source", path)


def _function_of(value: Any) -> FunctionType | None:
    """The function of Python in a member, if there is one and each call comes to it."""
    value = getattr(value, "__func__", value)
    return value if isinstance(value, FunctionType) else None


def _guard_python(function: FunctionType, path: str) -> bool:
    """Let a function ask first; returns whether it does."""
    if path in _done:
        return True
    if not rewrite_for_guards(function, path):
        return False
    function.__globals__[GUARD] = ask_call
    _done.add(path)
    return True


def _guard_class(cls: type, path: str, matcher: SandboxMatcher, *, is_named: bool) -> None:
    if is_named and path not in _done:
        constructor = vars(cls).get("__init__")
        if not (isinstance(constructor, FunctionType) and _guard_python(constructor, path)):
            _wrap_constructor(cls, path)
    for name, attribute in list(vars(cls).items()):
        child = matcher.children.get(name) or SandboxMatcher.none
        reads = name in matcher.access or "*" in matcher.access or child.match_self
        used = is_named or reads or not {name, "*"}.isdisjoint(matcher.use) or "__call__" in child.children
        if not used or name in matcher.exclude or (name.startswith("__") and name not in matcher.use):
            continue
        function = _function_of(attribute)
        if function is not None:
            _guard_python(function, f"{path}.{name}")
        elif reads and not isinstance(attribute, type) and f"{path}.{name}" not in _done:
            setattr(cls, name, _Attribute(attribute, f"{path}.{name}"))
            _done.add(f"{path}.{name}")


def _wrap_constructor(cls: Any, path: str) -> None:
    original = cls.__init__

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if type(self) is cls:
            ask("judge_call", path)
        # A class with a `__new__` of its own gives `object` arguments that it would refuse.
        if original is object.__init__ and cls.__new__ is not object.__new__:
            return
        original(self, *args, **kwargs)

    if original is not object.__init__:
        __init__ = functools.wraps(original)(__init__)
    try:
        cls.__init__ = __init__
    except TypeError:
        _logger.warning("the constructor of %s cannot be guarded: it is a built-in class", path)
        return
    _done.add(path)


def ask_call(path: str) -> None:
    """What functions of Python call first."""
    ask("judge_call", path)


class _Attribute:
    """An attribute of a class that asks when it is read."""

    def __init__(self, value: Any, path: str) -> None:
        self._value = value
        self._path = path

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        ask("judge_access", self._path)
        get = getattr(type(self._value), "__get__", None)
        return self._value if get is None else get(self._value, instance, owner)


_READ_GUARDED = "__everloop_read_guarded__"


class _GuardedModule(ModuleType):
    """A module some attributes of which ask when they are read, or written."""

    def __getattribute__(self, name: str) -> Any:
        if is_guarded() and name in object.__getattribute__(self, "__dict__").get(_READ_GUARDED, ()):
            ask("judge_access", f"{object.__getattribute__(self, '__name__')}.{name}")
        return super().__getattribute__(name)


def _guard_reading(module: ModuleType, name: str) -> None:
    vars(module).setdefault(_READ_GUARDED, set()).add(name)
    if not isinstance(module, _GuardedModule):
        try:
            module.__class__ = _GuardedModule
        except TypeError:
            _logger.warning("reading %s.%s cannot be guarded: its module has a class of its own", module.__name__, name)
