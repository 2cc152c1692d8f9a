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

    __slots__ = ("abort",)

    abort: Callable[[], None]
    """Drops the Rust future; there is none if that was ready at once."""

    def cancel(self, msg: Any = None) -> bool:
        """Cancel the future and drop the Rust future behind it."""
        cancelled = super().cancel(msg)
        if cancelled and hasattr(self, "abort"):
            self.abort()
        return cancelled
