"""Handlers that come and go while the workflow runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everloop._bridge import workflow as _core

from ._handlers import HandlerDefinition, QueryDefinition, SignalDefinition, UpdateDefinition, handler_definition

__all__ = [
    "all_handlers_finished",
    "get_dynamic_query_handler",
    "get_dynamic_signal_handler",
    "get_dynamic_update_handler",
    "get_query_handler",
    "get_signal_handler",
    "get_update_handler",
    "set_dynamic_query_handler",
    "set_dynamic_signal_handler",
    "set_dynamic_update_handler",
    "set_query_handler",
    "set_signal_handler",
    "set_update_handler",
]


def _set(kind: type[HandlerDefinition], name: str | None, handler: Callable[..., Any] | None) -> None:
    definition = None if handler is None else handler_definition(kind, handler, name=name, is_method=False)
    _core.set_handler(kind.kind, name, definition)


def _set_update(name: str | None, handler: Callable[..., Any] | None, validator: Callable[..., Any] | None) -> None:
    definition = None
    if handler is not None:
        definition = handler_definition(UpdateDefinition, handler, name=name, is_method=False)
        if validator is not None:
            definition.set_validator(validator)
    _core.set_handler("update", name, definition)


def get_signal_handler(name: str) -> Callable[..., Any] | None:
    """The handler of a signal, or ``None``. The dynamic handler does not count."""
    return _core.get_handler("signal", name)


def set_signal_handler(name: str, handler: Callable[..., Any] | None) -> None:
    """Sets, replaces or removes the handler of a signal.

    Signals of that name that came before are handled now.

    Args:
        name: The signal.
        handler: Called with the signal's arguments; ``None`` removes the handler.
    """
    _set(SignalDefinition, name, handler)


def get_dynamic_signal_handler() -> Callable[..., Any] | None:
    """The handler of signals that have none of their own, or ``None``."""
    return _core.get_handler("signal", None)


def set_dynamic_signal_handler(handler: Callable[..., Any] | None) -> None:
    """Sets, replaces or removes the handler of signals that have none of their own.

    Signals that came before and wait for a handler are handled now.

    Args:
        handler: Called with the signal's name and its arguments as a ``Sequence[RawValue]``.
    """
    _set(SignalDefinition, None, handler)


def get_query_handler(name: str) -> Callable[..., Any] | None:
    """The handler of a query, or ``None``. The dynamic handler does not count."""
    return _core.get_handler("query", name)


def set_query_handler(name: str, handler: Callable[..., Any] | None) -> None:
    """Sets, replaces or removes the handler of a query.

    Args:
        name: The query.
        handler: Called with the query's arguments; ``None`` removes the handler.
    """
    _set(QueryDefinition, name, handler)


def get_dynamic_query_handler() -> Callable[..., Any] | None:
    """The handler of queries that have none of their own, or ``None``."""
    return _core.get_handler("query", None)


def set_dynamic_query_handler(handler: Callable[..., Any] | None) -> None:
    """Sets, replaces or removes the handler of queries that have none of their own.

    Args:
        handler: Called with the query's name and its arguments as a ``Sequence[RawValue]``.
    """
    _set(QueryDefinition, None, handler)


def get_update_handler(name: str) -> Callable[..., Any] | None:
    """The handler of an update, or ``None``. The dynamic handler does not count."""
    return _core.get_handler("update", name)


def set_update_handler(
    name: str,
    handler: Callable[..., Any] | None,
    *,
    validator: Callable[..., Any] | None = None,
) -> None:
    """Sets, replaces or removes the handler of an update.

    Args:
        name: The update.
        handler: Called with the update's arguments; ``None`` removes the handler.
        validator: Called before it with the same arguments; raises to refuse the update.
    """
    _set_update(name, handler, validator)


def get_dynamic_update_handler() -> Callable[..., Any] | None:
    """The handler of updates that have none of their own, or ``None``."""
    return _core.get_handler("update", None)


def set_dynamic_update_handler(
    handler: Callable[..., Any] | None,
    *,
    validator: Callable[..., Any] | None = None,
) -> None:
    """Sets, replaces or removes the handler of updates that have none of their own.

    Args:
        handler: Called with the update's name and its arguments as a ``Sequence[RawValue]``.
        validator: Called before it with the same arguments; raises to refuse the update.
    """
    _set_update(None, handler, validator)


def all_handlers_finished() -> bool:
    """Whether no signal or update handler is running; something to `wait_condition` for."""
    return _core.all_handlers_finished()
