"""Copies of state: each run gets its own of what is mutable in its modules' globals, when it first touches it.

Only what plainly is state is copied: the standard containers, and objects of classes that are isolated themselves.
Everything else, such as classes, functions, clients and loggers, is shared.
"""

# What it handles has no types: the values of users' globals.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportPrivateUsage=false

from __future__ import annotations

import array
import ast
import asyncio
import collections
import copy
import functools
import itertools
import random
import types
from collections.abc import Callable, Set
from enum import Enum
from typing import Any, cast

__all__ = ["CONTAINERS", "Copier", "is_container"]

_CONTAINERS: frozenset[type] = frozenset(
    {
        list,
        dict,
        set,
        bytearray,
        collections.deque,
        collections.defaultdict,
        collections.OrderedDict,
        collections.Counter,
        types.SimpleNamespace,
        itertools.count,
    }
)
# Copied attribute by attribute. Those of asyncio belong to the loop that used them first, and each run has its own.
_OBJECTS: frozenset[type] = frozenset(
    {
        asyncio.BoundedSemaphore,
        asyncio.Condition,
        asyncio.Event,
        asyncio.LifoQueue,
        asyncio.Lock,
        asyncio.PriorityQueue,
        asyncio.Queue,
        asyncio.Semaphore,
        collections.ChainMap,
        collections.UserDict,
        collections.UserList,
    }
)
_CACHED: type = type(functools.cache(lambda: None))
# Copied as a whole.
_WHOLE: dict[type, Callable[[Any], Any]] = {
    array.array: lambda value: value[:],
    bytearray: bytearray,
    itertools.count: lambda value: _copy_of_count(value),
    random.Random: lambda value: _copy_of_generator(value),
    _CACHED: lambda value: _copy_of_cached(value),
    # Those that go through what is not changed by it.
    **dict.fromkeys(map(type, (iter([]), iter(()), iter(range(0)), iter(""), iter(b""), reversed([]))), copy.copy),
}
_ATOMS: frozenset[type] = frozenset({type(None), bool, int, float, complex, str, bytes, type, types.FunctionType})


CONTAINERS = _CONTAINERS | _OBJECTS | _WHOLE.keys()
"""The standard classes whose objects are state."""


def is_container(value: object) -> bool:
    """Whether a value is one of the standard mutable containers, or has a mutable inside as they do."""
    return type(value) in CONTAINERS


class Copier:
    """Copies graphs of state; what was copied before is the same copy again."""

    def __init__(self, is_own: Callable[[type], bool], known_flat: Set[int] = frozenset()) -> None:
        """Make one with no copies.

        Args:
            is_own: Whether a class is of an isolated module, so that its objects are state.
            known_flat: The addresses of containers that are known to hold nothing that is copied.
        """
        self._is_own = is_own
        self._known_flat = known_flat
        self.flat: set[int] = set()
        """The addresses of those among the copies."""

        # The original is kept with its copy, lest its address be used again.
        self._memo: dict[int, tuple[Any, Any]] = {}

    def is_state(self, value: object) -> bool:
        """Whether a value is copied rather than shared."""
        kind = type(value)
        if kind in CONTAINERS:
            return True
        if kind in _ATOMS or isinstance(value, type | Enum | BaseException):
            return False
        if kind is tuple:
            return any(map(self.is_state, cast("tuple[Any, ...]", value)))
        if kind is types.MethodType:
            return self.is_state(cast("types.MethodType", value).__self__)
        return self._is_own(kind) and (hasattr(value, "__dict__") or hasattr(kind, "__slots__"))

    def copy(self, value: Any) -> Any:
        """The copy of a value, or the value if it is shared."""
        found = self._memo.get(id(value))
        if found is not None:
            return found[1]
        if not self.is_state(value):
            return value
        return self._fill(value)

    def note(self, original: object, copy: object) -> None:
        """Let `copy` be the copy of `original`."""
        self._memo[id(original)] = (original, copy)

    def has(self, original: object) -> bool:
        """Whether an object has been copied."""
        return id(original) in self._memo

    def copy_of(self, value: Any) -> Any:
        """The copy of an object if it has been copied; the object itself otherwise."""
        found = self._memo.get(id(value))
        return value if found is None else found[1]

    def pairs(self) -> list[tuple[Any, Any]]:
        """All objects that have been copied, with their copies."""
        return list(self._memo.values())

    def _fill(self, value: Any) -> Any:
        kind: Any = type(value)
        if kind is tuple:
            return tuple(self.copy(item) for item in value)
        if kind is types.MethodType:
            return types.MethodType(value.__func__, self.copy(value.__self__))
        copied: Any
        if kind in (list, dict, set) and (
            id(value) in self._known_flat or all(type(item) in _ATOMS for item in _items(value))
        ):
            # The usual case, at C's speed.
            copied = value.copy()
            self.flat.add(id(copied))
            self.note(value, copied)
            return copied
        if kind in _WHOLE:
            copied = _WHOLE[kind](value)
            self.note(value, copied)
            return copied
        if kind is collections.defaultdict:
            copied = collections.defaultdict(value.default_factory)
        elif kind is collections.deque:
            copied = collections.deque(maxlen=value.maxlen)
        else:
            copied = kind.__new__(kind)  # pyright: ignore[reportArgumentType]
        # Noted before it is filled: it may contain itself.
        self.note(value, copied)
        self._copy_items(value, copied)
        self._copy_attributes(value, copied)
        return copied

    def _copy_items(self, value: Any, copied: Any) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                copied[self.copy(key)] = self.copy(item)
        elif isinstance(value, list | collections.deque):
            copied.extend(self.copy(item) for item in value)
        elif isinstance(value, set):
            copied.update(self.copy(item) for item in value)

    def _copy_attributes(self, value: Any, copied: Any) -> None:
        attributes: dict[str, Any] = getattr(value, "__dict__", {})
        for name, item in attributes.items():
            copied.__dict__[name] = self.copy(item)
        for base in type(value).__mro__:
            slots = vars(base).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                    object.__setattr__(copied, name, self.copy(getattr(value, name)))


def _items(container: Any) -> Any:
    return itertools.chain(container, container.values()) if isinstance(container, dict) else container


def _copy_of_generator(generator: random.Random) -> random.Random:
    copied = random.Random(0)
    copied.setstate(generator.getstate())
    return copied


def _copy_of_cached(cached: Any) -> Any:
    """A function with a cache, which is empty: nobody can look into the other one."""
    copied: Any = functools.wraps(cached)(functools.lru_cache(**cached.cache_parameters())(cached.__wrapped__))
    copied.__wrapped__ = cached.__wrapped__
    return copied


def _copy_of_count(count: Any) -> Any:
    """A counter that goes on where another one is. Counters tell that only by how they are shown."""
    shown = repr(count).removeprefix("count(").removesuffix(")")
    try:
        return itertools.count(*ast.literal_eval(f"({shown},)"))
    except (SyntaxError, ValueError):
        # It counts in something else than numbers: it is shared.
        return count
