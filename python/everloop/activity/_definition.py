"""The decorator of activities, and the definition it leaves on the function.

The worker reads the definition of each callable it is given; clients and workflows read names and types
through `Definition.resolve`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, overload

from everloop._dataclass import dataclass
from everloop._type_hints import is_raw_sequence, positional_hints
from everloop.types import CallableType

__all__ = ["Definition", "defn"]

_DEFINITION = "__everloop_activity_definition__"


@dataclass(frozen=True)
class Definition:
    """An activity as the worker sees it."""

    name: str | None
    """Activity type on the wire; ``None`` for the dynamic activity."""

    fn: Callable[..., Any]
    is_async: bool
    no_thread_cancel_exception: bool = False

    @cached_property
    def _hints(self) -> tuple[list[type] | None, type | None]:
        return positional_hints(self.fn)

    @property
    def arg_types(self) -> list[type] | None:
        """Type hints of the parameters, or ``None`` if they cannot be read."""
        return self._hints[0]

    @property
    def ret_type(self) -> type | None:
        """Type hint of the result, if there is one."""
        return self._hints[1]

    @staticmethod
    def from_callable(fn: Callable[..., Any]) -> Definition | None:
        """The definition of a callable, bound to that very callable (a method to its object)."""
        found = getattr(fn, _DEFINITION, None)
        if not isinstance(found, Definition):
            return None
        return found if found.fn is fn else replace(found, fn=fn)

    @staticmethod
    def must_from_callable(fn: Callable[..., Any]) -> Definition:
        """The definition of a callable.

        Raises:
            TypeError: If it is not decorated.
        """
        found = Definition.from_callable(fn)
        if found is None:
            shown = getattr(fn, "__name__", "<unknown>")
            raise TypeError(f"Activity {shown} missing attributes, was it decorated with @activity.defn?")
        return found

    @staticmethod
    def resolve(name_or_fn: str | Callable[..., Any]) -> tuple[str, Definition | None]:
        """The activity type that a caller's reference stands for.

        Args:
            name_or_fn: The activity type itself, or a decorated callable.

        Returns:
            The activity type, and the definition unless the reference was a name.

        Raises:
            ValueError: If the callable is the dynamic activity.
            TypeError: If it is neither a name nor a decorated callable.
        """
        if isinstance(name_or_fn, str):
            return name_or_fn, None
        if not callable(name_or_fn):
            raise TypeError("Activity must be a string or callable")
        definition = Definition.must_from_callable(name_or_fn)
        if definition.name is None:
            raise ValueError(f"Activity {name_or_fn} definition has no name")
        return definition.name, definition

    @staticmethod
    def get_name_and_result_type(name_or_fn: str | Callable[..., Any]) -> tuple[str, type | None]:
        """The activity type of a reference, and its result's type if the reference tells."""
        name, definition = Definition.resolve(name_or_fn)
        return name, definition.ret_type if definition else None


@overload
def defn(fn: CallableType) -> CallableType: ...


@overload
def defn(
    *, name: str | None = None, no_thread_cancel_exception: bool = False
) -> Callable[[CallableType], CallableType]: ...


@overload
def defn(
    *, no_thread_cancel_exception: bool = False, dynamic: bool = False
) -> Callable[[CallableType], CallableType]: ...


def defn(
    fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    no_thread_cancel_exception: bool = False,
    dynamic: bool = False,
) -> Any:
    """Make a function, a method or a callable object an activity.

    Activities may be ``async def``, or plain functions, which run in the worker's ``activity_executor``.

    Args:
        fn: What is decorated.
        name: Activity type; the function's name if left out.
        no_thread_cancel_exception: Do not raise an exception in the thread of a plain function when the
            activity is cancelled.
        dynamic: Serve every type that has no activity of its own. The only parameter must be a
            ``Sequence[everloop.common.RawValue]``.

    Raises:
        TypeError: If it cannot be called, or not as activities are called.
        ValueError: If it is an activity already.
    """

    def decorate(fn: Any) -> Any:
        _define(fn, name=name, no_thread_cancel_exception=no_thread_cancel_exception, dynamic=dynamic)
        return fn

    if fn is not None:
        return decorate(fn)
    return decorate


def _define(fn: Any, *, name: str | None, no_thread_cancel_exception: bool, dynamic: bool) -> None:
    if name is not None and dynamic:
        raise RuntimeError("Cannot provide name and dynamic boolean")
    if hasattr(fn, _DEFINITION):
        raise ValueError("Function already contains activity definition")
    if not callable(fn):
        raise TypeError(f"Activity is not callable: {fn!r}; options have names, such as @activity.defn(name=...)")
    for parameter in inspect.signature(fn).parameters.values():
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY:
            raise TypeError("Activity cannot have keyword-only arguments")
    definition = Definition(
        name=None if dynamic else name or _name_of(fn),
        fn=fn,
        is_async=_is_async(fn),
        no_thread_cancel_exception=no_thread_cancel_exception,
    )
    if dynamic and not _takes_raw_values(definition.arg_types):
        raise TypeError("Dynamic activity must accept a single Sequence[everloop.common.RawValue]")
    setattr(fn, _DEFINITION, definition)


def _name_of(fn: Any) -> str:
    name: str | None = getattr(fn, "__name__", None)
    return name if name is not None else type(fn).__name__


def _is_async(fn: Any) -> bool:
    return inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(getattr(fn, "__call__", None))  # noqa: B004


def _takes_raw_values(hints: Sequence[Any] | None) -> bool:
    return hints is not None and len(hints) == 1 and is_raw_sequence(hints[0])
