"""What the import of a module does to the state of others: found once, and then done to each run that imports it.

A module that registers itself somewhere is executed once per process, yet each run that imports it must find it
registered, and no other. So the state of all modules is compared with what it was before the import. The rest of the
program has what was done, so it is undone in the state that runs of later workers begin with.
"""

# What it handles has no types: the values of users' globals.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator, MutableSequence
from types import ModuleType
from typing import Any

from everloop._dataclass import dataclass

from ._copies import Copier
from ._run_state import Baseline, Run, is_own, isolated

__all__ = ["Change", "Rebinding", "Snapshot"]

_GONE = object()


@dataclass(frozen=True)
class Change:
    """One change, as it is done to the state of a run, and undone in a baseline."""

    target: Any
    """The original that was changed, or the module's name and that of its global."""

    values: tuple[Any, ...]
    """The originals of what was put into it."""

    before: tuple[Any, ...]
    """The originals of what was there before."""

    do: Callable[[Any, list[Any], list[Any]], None]
    """Does it, given copies of the target, the values and what was before."""

    undo: Callable[[Any, list[Any], list[Any]], None]
    """Undoes it, given the same."""

    def apply(self, run: Run) -> None:
        """Do it to a run, unless the run has no copy of what was changed."""
        if run.baseline.copier.has(self.target):
            before = [run.own(value) for value in self.before]
            self.do(run.own(self.target), [run.own(value) for value in self.values], before)

    def revert(self, baseline: Baseline) -> None:
        """Undo it in what runs begin with."""
        copier = baseline.copier
        if copier.has(self.target):
            before = [copier.copy(value) for value in self.before]
            self.undo(copier.copy(self.target), [copier.copy(value) for value in self.values], before)


@dataclass(frozen=True)
class Rebinding:
    """A global that was rebound, or deleted."""

    module: str
    name: str
    now: Any
    before: Any

    @property
    def values(self) -> tuple[Any, ...]:
        """The originals of what there is now."""
        return () if self.now is _GONE else (self.now,)

    def apply(self, run: Run) -> None:
        """Do it to a run."""
        if self.now is _GONE:
            run.values.get(self.module, {}).pop(self.name, None)
            run.deleted.add((self.module, self.name))
        else:
            values = run.values.setdefault(self.module, {})
            current = values.get(self.name, run.baseline.originals.get((self.module, self.name)))
            values[self.name] = _moved(current, run.own(self.now), self.before)
            run.deleted.discard((self.module, self.name))

    def revert(self, baseline: Baseline) -> None:
        """Undo it in what runs begin with, unless somebody else has rebound it since."""
        key = (self.module, self.name)
        if baseline.originals.get(key, _GONE) is not self.now:
            return
        if self.before is _GONE:
            baseline.originals.pop(key, None)
        else:
            baseline.originals[key] = self.before
            baseline.copier.copy(self.before)


class Snapshot:
    """The state of all modules outside of runs, as it was at one moment."""

    def __init__(self) -> None:
        """Take it."""
        self._copier = Copier(is_own)
        # The originals by the addresses of their copies.
        self._originals: dict[int, Any] = {}
        self._globals: dict[tuple[str, str], Any] = {}
        for state in list(isolated.values()):
            self._globals.update(((state.name, name), _GONE) for name in state.names)
            for name, value in state.values(self._copier):
                self._globals[state.name, name] = value
                self._copier.copy(value)
            for value in state.of_classes:
                self._copier.copy(value)

    def changes(self) -> Iterator[Change | Rebinding]:
        """What has changed since."""
        for (module, name), before in self._globals.items():
            now = vars(isolated[module].module).get(name, _GONE)
            if now is not before and not isinstance(now, ModuleType):
                yield Rebinding(module, name, now, before)
        self._originals = {id(copy): original for original, copy in self._copier.pairs()}
        for original, copy in self._copier.pairs():
            if isinstance(original, dict):
                yield from self._in_dict(original, copy)
            elif isinstance(original, list | collections.deque):
                yield from self._in_sequence(original, copy)
            elif isinstance(original, set):
                yield from self._in_set(original, copy)
            elif isinstance(original, bytearray) and original != copy:
                yield Change(original, tuple(original), tuple(copy), _replace, _restore)
            yield from self._in_attributes(original, copy)

    def _is_same(self, now: Any, then: Any) -> bool:
        if type(now) is tuple and type(then) is tuple and len(now) == len(then):
            return all(map(self._is_same, now, then))
        return self._copier.copy_of(now) is then

    def _original(self, copy: Any) -> Any:
        return self._originals.get(id(copy), copy)

    def _in_dict(self, original: Any, copy: Any) -> Iterator[Change]:
        then = dict(copy)
        for key, value in list(original.items()):
            before = then.pop(self._copier.copy_of(key), _GONE)
            if not self._is_same(value, before):
                yield Change(original, (key, value), (self._original(before),), _set_item, _unset_item)
        for key, before in then.items():
            key_before, value_before = self._original(key), self._original(before)
            yield Change(original, (key_before,), (key_before, value_before), _delete_item, _undelete_item)

    def _in_sequence(self, original: Any, copy: Any) -> Iterator[Change]:
        now = list(original)
        if len(now) >= len(copy) and all(map(self._is_same, now, copy)):
            if len(now) > len(copy):
                yield Change(original, tuple(now[len(copy) :]), (), _extend, _remove)
        else:
            yield Change(original, tuple(now), tuple(map(self._original, copy)), _replace, _restore)

    def _in_set(self, original: Any, copy: Any) -> Iterator[Change]:
        now = {self._copier.copy_of(item): item for item in original}
        added = tuple(item for key, item in now.items() if key not in copy)
        removed = tuple(self._original(item) for item in copy if item not in now)
        if added or removed:
            yield Change(original, added, removed, _add, _add_back)
            yield Change(original, removed, added, _discard, _discard_again)

    def _in_attributes(self, original: Any, copy: Any) -> Iterator[Change]:
        now, then = dict(_attributes(original)), dict(_attributes(copy))
        for name, value in now.items():
            before = then.pop(name, _GONE)
            if not self._is_same(value, before):
                yield Change(original, (name, value), (self._original(before),), _set_attribute, _unset_attribute)
        for name, before in then.items():
            yield Change(original, (name,), (name, self._original(before)), _delete_attribute, _undelete_attribute)


def _attributes(value: Any) -> Iterator[tuple[str, Any]]:
    yield from getattr(value, "__dict__", {}).items()
    for base in type(value).__mro__:
        slots = vars(base).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                yield name, getattr(value, name)


def _moved(current: Any, now: Any, before: Any) -> Any:
    """What becomes of a value by a change from one to another: numbers count on, all else is replaced."""
    is_number = all(type(it) in (int, float) for it in (current, now, before))
    return current + (now - before) if is_number else now


def _set_item(target: Any, values: list[Any], before: list[Any]) -> None:
    target[values[0]] = _moved(target.get(values[0]), values[1], before[0])


def _unset_item(target: Any, values: list[Any], before: list[Any]) -> None:
    if before[0] is not _GONE:
        target[values[0]] = before[0]
    elif target.get(values[0], _GONE) is values[1]:
        del target[values[0]]


def _delete_item(target: Any, values: list[Any], before: list[Any]) -> None:
    target.pop(values[0], None)


def _undelete_item(target: Any, values: list[Any], before: list[Any]) -> None:
    target[before[0]] = before[1]


def _extend(target: MutableSequence[Any], values: list[Any], before: list[Any]) -> None:
    target.extend(values)


def _remove(target: MutableSequence[Any], values: list[Any], before: list[Any]) -> None:
    for value in reversed(values):
        # The last that is the same: others may have been added meanwhile.
        found = next((it for it in reversed(range(len(target))) if target[it] is value), None)
        if found is not None:
            del target[found]


def _replace(target: Any, values: list[Any], before: list[Any]) -> None:
    target.clear()
    target.extend(values)


def _restore(target: Any, values: list[Any], before: list[Any]) -> None:
    _replace(target, before, values)


def _add(target: set[Any], values: list[Any], before: list[Any]) -> None:
    target.update(values)


def _add_back(target: set[Any], values: list[Any], before: list[Any]) -> None:
    target.update(before)


def _discard(target: set[Any], values: list[Any], before: list[Any]) -> None:
    target.difference_update(values)


def _discard_again(target: set[Any], values: list[Any], before: list[Any]) -> None:
    target.difference_update(before)


def _set_attribute(target: Any, values: list[Any], before: list[Any]) -> None:
    object.__setattr__(target, values[0], _moved(getattr(target, values[0], None), values[1], before[0]))


def _unset_attribute(target: Any, values: list[Any], before: list[Any]) -> None:
    if before[0] is not _GONE:
        object.__setattr__(target, values[0], before[0])
    elif getattr(target, values[0], _GONE) is values[1]:
        object.__delattr__(target, values[0])


def _delete_attribute(target: Any, values: list[Any], before: list[Any]) -> None:
    if hasattr(target, values[0]):
        object.__delattr__(target, values[0])


def _undelete_attribute(target: Any, values: list[Any], before: list[Any]) -> None:
    object.__setattr__(target, *before)
