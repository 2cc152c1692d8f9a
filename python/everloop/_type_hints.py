"""Type hints of the functions users register, in the form the converters use.

It reads annotations once, when a workflow, handler or activity is defined. It converts nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, get_args, get_origin, get_type_hints

__all__ = ["is_raw_sequence", "positional_hints"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def positional_hints(fn: Callable[..., Any]) -> tuple[list[type] | None, type | None]:
    """Reads the hints of a function's positional parameters and of its result.

    An unannotated first parameter named ``self`` is left out. A parameter without annotation has
    the hint ``None``, which stands for "decode as it comes".

    Args:
        fn: A function, a bound method, an object with ``__call__``, or a class of such objects.

    Returns:
        The hints of the parameters, and the hint of the result. The first is ``None`` when the
        signature cannot be read or takes other than positional parameters.
    """
    if not inspect.isfunction(fn) and not inspect.ismethod(fn):
        # An instance of a callable class, or that class itself.
        call: Any = getattr(fn, "__call__", None)  # noqa: B004 - the method itself is wanted
        if inspect.ismethod(call) or inspect.isfunction(call):
            fn = call
    try:
        parameters = inspect.signature(fn).parameters
    except (TypeError, ValueError):
        return None, None
    hints: dict[str, Any] = get_type_hints(fn)
    found: list[Any] = []
    for position, parameter in enumerate(parameters.values()):
        if position == 0 and parameter.name == "self" and "self" not in hints:
            continue
        if parameter.kind not in _POSITIONAL:
            return None, hints.get("return")
        found.append(hints.get(parameter.name))
    return found, hints.get("return")


def is_raw_sequence(hint: Any) -> bool:
    """Whether a hint is ``Sequence[RawValue]``, which dynamic workflows and handlers must take."""
    from everloop.common import RawValue

    return get_origin(hint) is Sequence and get_args(hint) == (RawValue,)
