"""`unsafe`: what workflow code may know and do at its own risk."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import everloop
from everloop._bridge import workflow as _core
from everloop._bridge.sandbox import is_guarded

if TYPE_CHECKING:
    import everloop.workflow

__all__ = ["is_module_passed_through", "unsafe"]


class _State(threading.local):
    unrestricted = False
    passed_through = False
    policy: everloop.workflow.SandboxImportNotificationPolicy | None = None


_state = _State()

# The modules that came into being inside of `imports_passed_through`, anywhere in this process, and those of which
# something was imported there. Modules named there stand for their submodules as well.
_passed_through: set[str] = set()
_passed_through_whole: set[str] = set()


def is_module_passed_through(module: str) -> bool:
    """Whether a module was imported inside of `imports_passed_through`."""
    if module in _passed_through:
        return True
    while module and _passed_through_whole:
        if module in _passed_through_whole:
            return True
        module = module.rpartition(".")[0]
    return False


def _note_imports(names: Mapping[str, Any], before: Mapping[str, Any], modules: set[str]) -> None:
    """Notes what a block imported.

    Args:
        names: The names of the scope around the block, after it.
        before: The same before it. What differs was imported.
        modules: The modules that were loaded before the block; later ones were loaded by it.
    """
    missing = object()
    for name, value in list(names.items()):
        if value is before.get(name, missing):
            continue
        if isinstance(value, ModuleType):
            _passed_through_whole.add(value.__name__)
        elif isinstance(value, type | FunctionType) and value.__module__ != names.get("__name__"):
            _passed_through.add(value.__module__)
    _passed_through.update(sys.modules.keys() - modules)


class unsafe:
    """A namespace of functions; it cannot be made."""

    def __init__(self) -> None:
        """Refuse to be made."""
        raise NotImplementedError("unsafe is a namespace and cannot be instantiated")

    @staticmethod
    def in_sandbox() -> bool:
        """Whether the running code is guarded against calls that break determinism."""
        return is_guarded()

    @staticmethod
    def is_replaying() -> bool:
        """Whether history is being replayed. Deciding by it breaks determinism."""
        return _core.is_replaying()

    @staticmethod
    def is_replaying_history_events() -> bool:
        """The same, but false in queries and validators, which are never replayed."""
        return _core.is_replaying() and not _core.is_read_only()

    @staticmethod
    def is_read_only() -> bool:
        """Whether a query or a validator is running."""
        return _core.is_read_only()

    @staticmethod
    def is_sandbox_unrestricted() -> bool:
        """Whether `sandbox_unrestricted` applies."""
        return _state.unrestricted

    @staticmethod
    @contextmanager
    def sandbox_unrestricted() -> Generator[None]:
        """Lets the code inside do what workflow code must not."""
        before = _state.unrestricted
        _state.unrestricted = True
        try:
            yield
        finally:
            _state.unrestricted = before

    @staticmethod
    def is_imports_passed_through() -> bool:
        """Whether `imports_passed_through` applies."""
        return _state.passed_through

    @staticmethod
    @contextmanager
    def imports_passed_through() -> Generator[None]:
        """Declares that modules imported inside may be shared between runs."""
        before = _state.passed_through
        _state.passed_through = True
        # Two frames up, past the context manager's own, is the scope of the `with` statement.
        scope = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
        names, modules = dict(scope.f_locals), set(sys.modules)
        try:
            yield
        finally:
            _state.passed_through = before
            _note_imports(scope.f_locals, names, modules)
            del scope

    @staticmethod
    def current_import_notification_policy_override() -> everloop.workflow.SandboxImportNotificationPolicy | None:
        """The policy that `sandbox_import_notification_policy` applies, if it does."""
        return _state.policy

    @staticmethod
    @contextmanager
    def sandbox_import_notification_policy(
        policy: everloop.workflow.SandboxImportNotificationPolicy,
    ) -> Generator[None]:
        """Applies another policy to imports inside.

        Args:
            policy: Which imports are made known, and how.
        """
        if is_guarded():
            from everloop.worker.workflow_sandbox._imports import watch_imports

            # Modules that are loaded already are imported unseen otherwise.
            watch_imports()
        before = _state.policy
        _state.policy = policy
        try:
            yield
        finally:
            _state.policy = before
