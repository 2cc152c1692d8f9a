"""The asyncio future that stands for a running Rust future.

Rust creates it, keeps it, and settles it on the loop's thread. It differs from its base in one way:
cancelling it drops the Rust future, so that the call behind it is abandoned at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

__all__ = ["Pending"]


class Pending(asyncio.Future[Any]):
    """A future whose cancellation reaches Rust."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop=loop)
        self.abort: Callable[[], None] | None = None

    def cancel(self, msg: Any = None) -> bool:
        """Cancel the future and drop the Rust future behind it."""
        cancelled = super().cancel(msg)
        if cancelled and self.abort is not None:
            self.abort()
        return cancelled

    def settle(self, value: Any) -> None:
        """Set the result, unless nobody waits any more."""
        if not self.done():
            self.set_result(value)

    def fail(self, error: BaseException) -> None:
        """Set the exception, unless nobody waits any more."""
        if not self.done():
            self.set_exception(error)
