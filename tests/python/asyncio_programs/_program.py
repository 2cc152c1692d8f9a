"""What every program here has: a log, and a task that says what happens to it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

Log = Callable[..., None]
Program = Callable[[Log], Coroutine[Any, Any, Any]]
PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


async def after(log: Log, delay: float, name: str, error: type[BaseException] | None = None) -> str:
    log("start", name)
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError as cancelled:
        log("cancelled", name, *cancelled.args)
        raise
    log("end", name)
    if error is not None:
        raise error(name)
    return name


def shape(error: BaseException) -> Any:
    if sys.version_info >= (3, 11) and isinstance(error, BaseExceptionGroup):  # noqa: F821
        return [type(error).__name__, [shape(inner) for inner in error.exceptions]]
    return [type(error).__name__, *map(str, error.args)]
