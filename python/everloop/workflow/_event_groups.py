"""Event groups: names that tie the events of a history together. Not supported yet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any

__all__ = ["EventGroup", "create_event_group", "refuse"]


class EventGroup(ABC):
    """A name for what belongs together in a history."""

    @contextmanager
    def scope(self) -> Generator[None]:
        """Ties all commands given inside to this group.

        Raises:
            NotImplementedError: Always, so far.
        """
        refuse([self])
        yield

    @abstractmethod
    def _marker(self) -> Any:
        """What is put on the wire."""


def create_event_group(id: str, *, label: str | None = None) -> EventGroup:
    """Makes an event group.

    Args:
        id: What identifies the group in this history.
        label: What user interfaces show.

    Raises:
        NotImplementedError: Always, so far.
    """
    raise NotImplementedError("event groups are not supported yet")


def refuse(event_groups: Sequence[EventGroup] | None) -> None:
    """Refuses a call that names event groups.

    Raises:
        NotImplementedError: If there are any.
    """
    if event_groups:
        raise NotImplementedError("event groups are not supported yet")
