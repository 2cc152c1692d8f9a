"""Event groups: names that tie commands, and the events they become, together for those who read a history."""

from __future__ import annotations

import contextvars
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable
from contextlib import AbstractContextManager, contextmanager, suppress

from everloop._bridge import workflow as _core

__all__ = ["EventGroup", "create_event_group", "in_force", "leave"]


class EventGroup(ABC):
    """A name for what belongs together in a history.

    A command may belong to several groups, and a group may have any number of commands. Groups are made by
    `create_event_group`. A command joins those that its call names as ``event_groups``, those whose `scope` it is
    made in, and, in the handler of a signal or an update, the one that stands for what is handled.
    """

    @abstractmethod
    def scope(self) -> AbstractContextManager[None]:
        """Ties all commands made inside to this group.

        Scopes nest and add up. Tasks that are started inside keep the groups that are in force there.

        Raises:
            TemporalError: Outside of workflows.
        """


class _NamedGroup(EventGroup):
    """A group that the user named."""

    __slots__ = ("id", "label")

    def __init__(self, id: str, label: str | None) -> None:
        self.id = id
        self.label = label

    @contextmanager
    def scope(self) -> Generator[None]:
        _core.use_event_groups()
        token = _in_force.set(_joined(_in_force.get(), [self]))
        try:
            yield
        finally:
            # A generator that is given up may be closed from elsewhere, where the group never was in force.
            with suppress(ValueError):
                _in_force.reset(token)


_in_force: contextvars.ContextVar[tuple[_NamedGroup, ...]] = contextvars.ContextVar("everloop_event_groups", default=())
"""The groups whose scopes the current task is in, or was started in."""


def create_event_group(id: str, *, label: str | None = None) -> EventGroup:
    """Makes an event group. It is known by its id: two of the same id are one group, with the label given last.

    Args:
        id: What identifies the group in this history, in plain text.
        label: What user interfaces show; the payload codec applies to it. The id unless given.

    Raises:
        TemporalError: Outside of workflows.
        ValueError: If the id or the label is empty.
    """
    _core.identity()
    if not id:
        raise ValueError("Event group id cannot be empty")
    if label is not None and not label:
        raise ValueError("Event group label cannot be empty")
    return _NamedGroup(id, label)


def in_force(named: Iterable[EventGroup] | None) -> list[tuple[str, str | None]]:
    """The groups of a command that is made now, by id and label: those in force, and those that its call names.

    Raises:
        TypeError: If something else than an event group is named.
    """
    groups = _in_force.get()
    if named is not None:
        groups = _joined(groups, named)
    return [(group.id, group.label) for group in groups]


def leave() -> None:
    """Leaves all groups: a handler is not part of what was going on where it was set."""
    _in_force.set(())


def _joined(groups: tuple[_NamedGroup, ...], named: Iterable[EventGroup]) -> tuple[_NamedGroup, ...]:
    """Adds groups; one that is known keeps its place and takes the new label."""
    joined = {group.id: group for group in groups}
    for group in named:
        if not isinstance(group, _NamedGroup):
            raise TypeError("Event groups must be created with workflow.create_event_group()")
        joined[group.id] = group
    return tuple(joined.values())
