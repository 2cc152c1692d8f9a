"""`unsafe`: what workflow code may know and do at its own risk."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from everloop._bridge import workflow as _core

if TYPE_CHECKING:
    from ._sandbox_policy import SandboxImportNotificationPolicy


__all__ = ["unsafe"]


class _State(threading.local):
    unrestricted = False
    passed_through = False
    policy: SandboxImportNotificationPolicy | None = None
    in_sandbox = False


_state = _State()


class unsafe:
    """A namespace of functions; it cannot be made."""

    def __init__(self) -> None:
        """Refuse to be made."""
        raise NotImplementedError("unsafe is a namespace and cannot be instantiated")

    @staticmethod
    def in_sandbox() -> bool:
        """Whether the running code is guarded against calls that break determinism."""
        return _state.in_sandbox

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
        try:
            yield
        finally:
            _state.passed_through = before

    @staticmethod
    def current_import_notification_policy_override() -> SandboxImportNotificationPolicy | None:
        """The policy that `sandbox_import_notification_policy` applies, if it does."""
        return _state.policy

    @staticmethod
    @contextmanager
    def sandbox_import_notification_policy(policy: SandboxImportNotificationPolicy) -> Generator[None]:
        """Applies another policy to imports inside.

        Args:
            policy: Which imports are made known, and how.
        """
        before = _state.policy
        _state.policy = policy
        try:
            yield
        finally:
            _state.policy = before
