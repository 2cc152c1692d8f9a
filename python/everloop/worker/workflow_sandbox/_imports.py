"""Imports by workflow code: which are refused, and which are made known.

What is imported while a workflow runs goes through a finder that finds nothing: it is there to be asked. Python asks
finders only for modules that are not loaded yet. Whoever forbids modules wants to know of the others as well: from then
on the import statement itself asks first, in the whole process, for that is the only door it has.
"""

from __future__ import annotations

import builtins
import importlib.machinery
import importlib.util
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any, cast

from everloop._bridge.sandbox import ask, is_guarded

__all__ = ["call_when_loaded", "record_loading", "watch_imports", "watch_loading"]

_lock = threading.Lock()
_when_loaded: dict[str, Callable[[], None]] = {}
# What records; see `_late`.
_recorders: list[Callable[[ModuleType], AbstractContextManager[None]]] = []
# Modules that are recorded whoever loads them; see `_late`.
_recorded: set[str] = set()


class _Finder:
    """Asks the guard of the run on this thread about modules that are about to be loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        guarded = is_guarded()
        if guarded:
            ask("judge_loading", name)
        return _spec_of(name, path, target) if guarded or name in _recorded or name in _when_loaded else None


class _Loader:
    """Loads a module as its own loader does, lets be recorded what that does, and then tells who waits for it."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self._own.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._own
        if module.__spec__ is not None:
            module.__spec__.loader = self._own
        with _recorders[-1](module):
            self._own.exec_module(module)
        then = _when_loaded.pop(module.__name__, None)
        if then is not None:
            then()


def _spec_of(name: str, path: Sequence[str] | None, target: ModuleType | None) -> importlib.machinery.ModuleSpec | None:
    for finder in sys.meta_path:
        find = getattr(finder, "find_spec", None)
        spec: Any = find(name, path, target) if find is not None and not isinstance(finder, _Finder) else None
        if spec is not None:
            if hasattr(spec.loader, "exec_module"):
                spec.loader = _Loader(spec.loader)
            return cast("importlib.machinery.ModuleSpec", spec)
    return None


def call_when_loaded(module: str, then: Callable[[], None]) -> None:
    """Have a function called as soon as a module has been loaded, once."""
    watch_loading()
    _when_loaded[module] = then


def record_loading(module: str) -> None:
    """Have it recorded what a module does when it is loaded, whoever loads it."""
    watch_loading()
    _recorded.add(module)


def watch_loading() -> None:
    """Have guards asked before workflow code loads a module that was not loaded before."""
    from ._late import recorded

    with _lock:
        _recorders[:] = [recorded]
        if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
            sys.meta_path.insert(0, cast("Any", _Finder()))


def watch_imports() -> None:
    """Have guards asked before workflow code imports a module that is loaded already, too."""
    with _lock:
        original = builtins.__import__
        if getattr(original, "_is_everloops", False):
            return

        def asking(
            name: str,
            globals: Mapping[str, object] | None = None,
            locals: Mapping[str, object] | None = None,
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> ModuleType:
            if is_guarded():
                _ask_for_loaded(name, globals or {}, fromlist or (), level)
            return original(name, globals, locals, fromlist or (), level)

        setattr(asking, "_is_everloops", True)
        builtins.__import__ = asking


def _ask_for_loaded(name: str, namespace: Mapping[str, object], names: Sequence[str], level: int) -> None:
    if level:
        package = namespace.get("__package__") or str(namespace.get("__name__", "")).rpartition(".")[0]
        name = importlib.util.resolve_name("." * level + name, str(package))
    for module in (name, *(f"{name}.{one}" for one in names)):
        if module in sys.modules:
            ask("judge_import", module)
