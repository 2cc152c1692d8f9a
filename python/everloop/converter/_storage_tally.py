"""What external storage moves while payloads pass, for those who want to tell of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextvars import ContextVar

__all__ = ["StorageTally", "watched"]


class StorageTally:
    """Counts payloads that drivers store or retrieve."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._count = 0
        self._size = 0
        self._drivers: set[str] = set()
        self._began = float("inf")
        self._ended = 0.0

    def add(self, began: float, driver: str, sizes: Iterable[int]) -> None:
        """Count what one driver has moved.

        Args:
            began: When it was asked to, by the monotonic clock, in seconds.
            driver: Its name.
            sizes: Of the payloads, in bytes.
        """
        moved = list(sizes)
        self._count += len(moved)
        self._size += sum(moved)
        self._drivers.add(driver)
        self._began = min(self._began, began)
        self._ended = time.monotonic()

    def told(self) -> tuple[int, int, float, list[str]] | None:
        """Number, bytes, seconds from the first call to the last result, and drivers; None if nothing was moved."""
        if not self._count:
            return None
        return self._count, self._size, self._ended - self._began, sorted(self._drivers)


watched: ContextVar[StorageTally | None] = ContextVar("watched", default=None)
"""Where to count, if anybody asks."""
