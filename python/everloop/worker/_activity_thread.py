"""Cancellation of plain functions: an exception thrown into the thread that runs them."""

from __future__ import annotations

import threading
from types import TracebackType

from everloop._bridge.worker import clear_thread_exception, raise_in_thread
from everloop.exceptions import CancelledError

__all__ = ["ThreadCancellation"]


class ThreadCancellation:
    """Throws `CancelledError` into a thread, once, while the thread is in the activity and unshielded.

    It is a context manager around the activity's code, and `shield` gives those inside of it.
    """

    __slots__ = ("_is_pending", "_lock", "_shields", "_thread_id")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread_id: int | None = None
        self._is_pending = False
        self._shields = 0

    def __enter__(self) -> None:
        with self._lock:
            self._thread_id = threading.get_ident()
            self._throw_if_due()

    def __exit__(self, *args: object) -> None:
        with self._lock:
            thread_id, self._thread_id = self._thread_id, None
        if thread_id is not None:
            # What was thrown and has not arrived must not arrive in somebody else's code.
            clear_thread_exception(thread_id)

    def cancel(self) -> None:
        """Throw as soon as the activity is in its thread and unshielded."""
        with self._lock:
            self._is_pending = True
            self._throw_if_due()

    def shield(self) -> Shield:
        """A block in which nothing is thrown."""
        return Shield(self)

    def add_shields(self, count: int) -> None:
        """Enter (1) or leave (-1) a shielded block."""
        with self._lock:
            self._shields += count
            self._throw_if_due()

    def _throw_if_due(self) -> None:
        if self._is_pending and self._shields == 0 and self._thread_id is not None:
            self._is_pending = False
            raise_in_thread(self._thread_id, CancelledError)


class Shield:
    """A block in which nothing is thrown into the thread."""

    __slots__ = ("_cancellation",)

    def __init__(self, cancellation: ThreadCancellation) -> None:
        self._cancellation = cancellation

    def __enter__(self) -> None:
        self._cancellation.add_shields(1)

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._cancellation.add_shields(-1)
