"""The two ways to pass arguments: one as ``arg``, or any number as ``args``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

__all__ = ["UNSET", "arguments"]

UNSET: Final[Any] = object()
"""Stands for "no argument", which is not the same as the argument ``None``."""


def arguments(arg: Any, args: Sequence[Any]) -> Sequence[Any]:
    """The arguments of a call.

    Raises:
        ValueError: If both ways are used.
    """
    if arg is UNSET:
        return args
    if args:
        raise ValueError("Cannot have arg and args")
    return [arg]  # A list, for interceptors change arguments in place.
