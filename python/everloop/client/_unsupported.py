"""The calls of clients that everloop does not have yet. Each says so when it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

__all__ = ["UnsupportedCalls"]


def _unsupported(name: str, what: str) -> Callable[..., NoReturn]:
    def call(self: object, *args: Any, **options: Any) -> NoReturn:
        raise NotImplementedError(f"Client.{name}: {what} not supported yet")

    call.__name__ = name
    call.__doc__ = f"Not supported yet: {what}."
    return call


class UnsupportedCalls:
    """Base of `Client` with what it does not do yet."""

    create_schedule = _unsupported("create_schedule", "schedules are")
    get_schedule_handle = _unsupported("get_schedule_handle", "schedules are")
    list_schedules = _unsupported("list_schedules", "schedules are")
