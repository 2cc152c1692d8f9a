"""The messages that users meet first: each test gives one text, which is as `docs/ERRORS.md` lists it."""

from __future__ import annotations

import functools
import re
from collections.abc import Awaitable, Callable
from typing import Any

__all__ = ["SHOWN", "shows"]

SHOWN: set[str] = set()
"""Every message that some test shows, with `…` for what differs from time to time."""


def shows(*patterns: str) -> Callable[[Callable[..., Awaitable[Any]]], Callable[..., Awaitable[None]]]:
    """Check that what a test returns is these texts, one by one."""
    SHOWN.update(patterns)

    def decorate(test: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[None]]:
        @functools.wraps(test)
        async def checked(*args: Any, **kwargs: Any) -> None:
            got = await test(*args, **kwargs)
            texts = [got] if isinstance(got, str) else list(got)
            assert len(texts) == len(patterns)
            for text, pattern in zip(texts, patterns, strict=True):
                expression = ".*".join(re.escape(part) for part in pattern.split("…"))
                assert re.fullmatch(expression, text, re.DOTALL), f"{text!r} is not {pattern!r}"

        return checked

    return decorate
