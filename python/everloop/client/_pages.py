"""What the lists of a client have in common: items that are fetched page by page as they are wanted."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

__all__ = ["Pages"]

_Item = TypeVar("_Item")
_Self = TypeVar("_Self", bound="Pages[Any]")


class Pages(ABC, Generic[_Item]):
    """An asynchronous iterator over the items of a list."""

    def __init__(self, next_page_token: bytes | None, limit: int | None) -> None:
        self._next_page_token = next_page_token
        self._limit = limit
        self._current_page: Sequence[_Item] | None = None
        self._current_page_index = 0
        self._yielded = 0

    @property
    def current_page_index(self) -> int:
        """Position in `current_page` of the item that comes next."""
        return self._current_page_index

    @property
    def current_page(self) -> Sequence[_Item] | None:
        """The page being gone through, once there is one."""
        return self._current_page

    @property
    def next_page_token(self) -> bytes | None:
        """Token of the page after this one, if there is one."""
        return self._next_page_token

    @abstractmethod
    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page, whatever is left of this one."""

    def _size(self, wanted: int) -> int:
        """How many items to ask for: no more than the limit leaves."""
        return wanted if self._limit is None else min(wanted, max(self._limit - self._yielded, 1))

    def _turn(self, page: Sequence[_Item], next_page_token: bytes) -> None:
        self._current_page = page
        self._current_page_index = 0
        self._next_page_token = next_page_token or None

    def __aiter__(self: _Self) -> _Self:
        """This iterator."""
        return self

    async def __anext__(self) -> _Item:
        """The next item."""
        if self._limit is not None and self._yielded >= self._limit:
            raise StopAsyncIteration
        while self._current_page is None or self._current_page_index >= len(self._current_page):
            if self._current_page is not None and self._next_page_token is None:
                raise StopAsyncIteration
            await self.fetch_next_page()
        item = self._current_page[self._current_page_index]
        self._current_page_index += 1
        self._yielded += 1
        return item
