"""Decorators of signal, query and update handlers, and the definitions they leave on functions.

A definition holds a handler's name and, read at first need, its type hints. Dispatching signals,
queries and updates is the event loop's business, not this file's.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Awaitable, Callable
from enum import Enum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeVar, cast, overload, runtime_checkable

from everloop._type_hints import is_raw_sequence, positional_hints
from everloop.types import (
    CallableSyncOrAsyncReturnNoneType,
    CallableSyncOrAsyncType,
    CallableType,
    MultiParamSpec,
    ProtocolReturnType,
    ReturnType,
)

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = [
    "HandlerDefinition",
    "HandlerUnfinishedPolicy",
    "QueryDefinition",
    "SignalDefinition",
    "UnfinishedSignalHandlersWarning",
    "UnfinishedUpdateHandlersWarning",
    "UpdateDefinition",
    "UpdateMethodMultiParam",
    "handler_definition",
    "query",
    "signal",
    "update",
]

_ATTRIBUTE = "__everloop_{kind}_definition__"


class HandlerUnfinishedPolicy(Enum):
    """What to do about a handler that still runs when its workflow ends."""

    WARN_AND_ABANDON = 1
    """Leave the handler unfinished and issue a warning."""

    ABANDON = 2
    """Leave the handler unfinished and say nothing."""


class UnfinishedSignalHandlersWarning(RuntimeWarning):
    """The workflow ended while signal handlers were still running."""


class UnfinishedUpdateHandlersWarning(RuntimeWarning):
    """The workflow ended while update handlers were still running."""


class HandlerDefinition:
    """What all three kinds of handler have in common.

    Attributes:
        name: Name on the wire; ``None`` for the dynamic handler.
        fn: The decorated function.
        is_method: Whether the function still needs the workflow object as its first argument.
        unfinished_policy: What to do if the handler still runs when the workflow ends.
        description: A short text for user interfaces.
        dynamic_vararg: Whether a dynamic handler takes its payloads as ``*args``, the deprecated form.
    """

    kind: ClassVar[str] = ""

    def __init__(
        self,
        *,
        name: str | None,
        fn: Callable[..., Any],
        is_method: bool,
        unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
        description: str | None = None,
        dynamic_vararg: bool = False,
    ) -> None:
        """Describe a handler."""
        self.name = name
        self.fn = fn
        self.is_method = is_method
        self.unfinished_policy = unfinished_policy
        self.description = description
        self.dynamic_vararg = dynamic_vararg

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

    @classmethod
    def of(cls, fn: Callable[..., Any]) -> Self | None:
        """The definition that a decorator left on ``fn``, if any."""
        found = getattr(fn, _ATTRIBUTE.format(kind=cls.kind), None)
        return found if isinstance(found, cls) else None

    from_fn = of

    @classmethod
    def resolve(cls, name_or_fn: str | Callable[..., Any]) -> tuple[str, Self | None]:
        """The wire name that a caller's reference to a handler stands for.

        Args:
            name_or_fn: The name itself, or a decorated function.

        Returns:
            The name, and the definition unless the reference was a name.

        Raises:
            RuntimeError: If the function is not decorated, or is a dynamic handler.
        """
        if isinstance(name_or_fn, str):
            return name_or_fn, None
        definition = cls.of(name_or_fn)
        if definition is None:
            shown = getattr(name_or_fn, "__qualname__", repr(name_or_fn))
            raise RuntimeError(
                f"{cls.kind.capitalize()} definition not found on {shown}, is it decorated with @workflow.{cls.kind}?"
            )
        if definition.name is None:
            raise RuntimeError(f"Cannot invoke the dynamic {cls.kind} {definition.fn.__qualname__} by its definition")
        return definition.name, definition

    def bind(self, instance: Any) -> Callable[..., Any]:
        """The handler ready to be called for one workflow object."""
        return cast("Callable[..., Any]", self.fn.__get__(instance)) if self.is_method else self.fn


class SignalDefinition(HandlerDefinition):
    """A signal handler."""

    kind: ClassVar[str] = "signal"

    @classmethod
    def must_name_from_fn_or_str(cls, signal: str | Callable[..., Any]) -> str:
        """The wire name of a signal given by name or by its decorated function."""
        return cls.resolve(signal)[0]


class QueryDefinition(HandlerDefinition):
    """A query handler."""

    kind: ClassVar[str] = "query"


class UpdateDefinition(HandlerDefinition):
    """An update handler with its validator, if it has one."""

    kind: ClassVar[str] = "update"
    validator: Callable[..., None] | None = None

    @classmethod
    def get_name_and_result_type(cls, name_or_update_fn: str | Callable[..., Any]) -> tuple[str, type | None]:
        """The wire name of an update, and its result's type if the reference tells."""
        name, definition = cls.resolve(name_or_update_fn)
        return name, definition.ret_type if definition else None

    def bind_validator(self, instance: Any) -> Callable[..., None] | None:
        """The validator ready to be called for one workflow object."""
        if self.validator is None:
            return None
        return cast("Callable[..., None]", self.validator.__get__(instance)) if self.is_method else self.validator

    def set_validator(self, validator: Callable[..., None]) -> None:
        """Attaches the validator; at most one."""
        if inspect.iscoroutinefunction(validator):
            raise ValueError("Update validator must not be an async function")
        if self.validator is not None:
            raise RuntimeError(f"Validator already set for update {self.name}")
        self.validator = validator


_AnyDefinition = TypeVar("_AnyDefinition", bound=HandlerDefinition)


def handler_definition(
    kind: type[_AnyDefinition],
    fn: Callable[..., Any],
    *,
    name: str | None,
    is_method: bool,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> _AnyDefinition:
    """Builds the definition of a handler, from a decorator or at run time.

    Args:
        kind: Which of the three kinds of handler it is.
        fn: The handler.
        name: Wire name; ``None`` makes it the dynamic handler, whose signature is then checked.
        is_method: Whether ``fn`` takes the workflow object first.
        unfinished_policy: What to do if it still runs when the workflow ends.
        description: Shown by tools.

    Raises:
        RuntimeError: If a dynamic handler has an unfit signature.
    """
    vararg = name is None and _takes_varargs(kind, fn, is_method=is_method)
    return kind(
        name=name,
        fn=fn,
        is_method=is_method,
        unfinished_policy=unfinished_policy,
        description=description,
        dynamic_vararg=vararg,
    )


def _takes_varargs(kind: type[HandlerDefinition], fn: Callable[..., Any], *, is_method: bool) -> bool:
    """Checks a dynamic handler's signature; true if it is the deprecated ``*args`` form."""
    parameters = list(inspect.signature(fn).parameters.values())[1 if is_method else 0 :]
    if len(parameters) == 2 and parameters[1].kind is inspect.Parameter.VAR_POSITIONAL:
        if kind is UpdateDefinition:
            raise RuntimeError("Dynamic updates do not support a vararg third param, use Sequence[RawValue]")
        plural = "queries" if kind is QueryDefinition else "signals"
        warnings.warn(
            f"Dynamic {plural} with vararg third param is deprecated, use Sequence[RawValue]",
            DeprecationWarning,
            stacklevel=5,
        )
        return True
    hints = positional_hints(fn)[0]
    if len(parameters) != 2 or not hints or hints[0] is not str or not is_raw_sequence(hints[-1]):
        count, first = (3, "self, ") if is_method else (2, "")
        raise RuntimeError(f"Dynamic handler must have {count} arguments: {first}str, and Sequence[RawValue]")
    return False


def _decorate(
    kind: type[_AnyDefinition],
    fn: Callable[..., Any],
    *,
    name: str | None,
    unfinished_policy: HandlerUnfinishedPolicy,
    description: str | None,
) -> _AnyDefinition:
    definition = handler_definition(
        kind, fn, name=name, is_method=True, unfinished_policy=unfinished_policy, description=description
    )
    setattr(fn, _ATTRIBUTE.format(kind=kind.kind), definition)
    return definition


def _wire_name(fn: Callable[..., Any], name: str | None, dynamic: bool | None) -> str | None:
    if dynamic:
        return None
    return fn.__name__ if name is None else name


def _refuse_name_and_dynamic(name: str | None, dynamic: bool | None) -> None:
    if name is not None and dynamic:
        raise RuntimeError("Cannot provide name and dynamic boolean")


@overload
def signal(fn: CallableSyncOrAsyncReturnNoneType) -> CallableSyncOrAsyncReturnNoneType: ...


@overload
def signal(
    *,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[CallableSyncOrAsyncReturnNoneType], CallableSyncOrAsyncReturnNoneType]: ...


@overload
def signal(
    *,
    name: str,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[CallableSyncOrAsyncReturnNoneType], CallableSyncOrAsyncReturnNoneType]: ...


@overload
def signal(
    *,
    dynamic: Literal[True],
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[CallableSyncOrAsyncReturnNoneType], CallableSyncOrAsyncReturnNoneType]: ...


def signal(
    fn: CallableSyncOrAsyncReturnNoneType | None = None,
    *,
    name: str | None = None,
    dynamic: bool | None = False,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> (
    Callable[[CallableSyncOrAsyncReturnNoneType], CallableSyncOrAsyncReturnNoneType] | CallableSyncOrAsyncReturnNoneType
):
    """Makes a method of a workflow class handle a signal.

    The method may be ``async`` or not. A method that overrides a signal of a base class must be
    decorated again.

    Args:
        fn: The method, when the decorator is used without parentheses.
        name: Name of the signal; the method's name unless given.
        dynamic: Whether the method handles every signal that has no handler of its own. It then
            takes ``self``, the signal's name and a ``Sequence[RawValue]``.
        unfinished_policy: What to do if the handler still runs when the workflow ends.
        description: A short text for user interfaces.
    """
    _refuse_name_and_dynamic(name, dynamic)

    def decorator(fn: CallableSyncOrAsyncReturnNoneType) -> CallableSyncOrAsyncReturnNoneType:
        _decorate(
            SignalDefinition,
            fn,
            name=_wire_name(fn, name, dynamic),
            unfinished_policy=unfinished_policy,
            description=description,
        )
        return fn

    return decorator if fn is None else decorator(fn)


@overload
def query(fn: CallableType) -> CallableType: ...


@overload
def query(*, name: str, description: str | None = None) -> Callable[[CallableType], CallableType]: ...


@overload
def query(*, dynamic: Literal[True], description: str | None = None) -> Callable[[CallableType], CallableType]: ...


@overload
def query(*, description: str) -> Callable[[CallableType], CallableType]: ...


def query(
    fn: CallableType | None = None,
    *,
    name: str | None = None,
    dynamic: bool | None = False,
    description: str | None = None,
) -> Callable[[CallableType], CallableType] | CallableType:
    """Makes a method of a workflow class answer a query.

    A query reads the workflow's state: it must not change it, wait, or start anything.

    Args:
        fn: The method, when the decorator is used without parentheses.
        name: Name of the query; the method's name unless given.
        dynamic: Whether the method answers every query that has no handler of its own. It then
            takes ``self``, the query's name and a ``Sequence[RawValue]``.
        description: A short text for user interfaces.
    """
    _refuse_name_and_dynamic(name, dynamic)

    def decorator(fn: CallableType) -> CallableType:
        if inspect.iscoroutinefunction(fn):
            warnings.warn("Queries as async def functions are deprecated", DeprecationWarning, stacklevel=3)
        _decorate(
            QueryDefinition,
            fn,
            name=_wire_name(fn, name, dynamic),
            unfinished_policy=HandlerUnfinishedPolicy.ABANDON,
            description=description,
        )
        return fn

    return decorator if fn is None else decorator(fn)


@runtime_checkable
class UpdateMethodMultiParam(Protocol[MultiParamSpec, ProtocolReturnType]):
    """A decorated update handler: callable as before, and able to take a validator."""

    def __call__(
        self, *args: MultiParamSpec.args, **kwargs: MultiParamSpec.kwargs
    ) -> ProtocolReturnType | Awaitable[ProtocolReturnType]:
        """Calls the handler itself."""
        ...

    def validator(self, vfunc: Callable[MultiParamSpec, None]) -> Callable[MultiParamSpec, None]:
        """Makes a method the update's validator, which refuses an update by raising."""
        ...


@overload
def update(
    fn: Callable[MultiParamSpec, Awaitable[ReturnType]],
) -> UpdateMethodMultiParam[MultiParamSpec, ReturnType]: ...


@overload
def update(fn: Callable[MultiParamSpec, ReturnType]) -> UpdateMethodMultiParam[MultiParamSpec, ReturnType]: ...


@overload
def update(
    *,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[Callable[MultiParamSpec, ReturnType]], UpdateMethodMultiParam[MultiParamSpec, ReturnType]]: ...


@overload
def update(
    *,
    name: str,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[Callable[MultiParamSpec, ReturnType]], UpdateMethodMultiParam[MultiParamSpec, ReturnType]]: ...


@overload
def update(
    *,
    dynamic: Literal[True],
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> Callable[[Callable[MultiParamSpec, ReturnType]], UpdateMethodMultiParam[MultiParamSpec, ReturnType]]: ...


def update(
    fn: CallableSyncOrAsyncType | None = None,  # pyright: ignore[reportInvalidTypeVarUse]
    *,
    name: str | None = None,
    dynamic: bool | None = False,
    unfinished_policy: HandlerUnfinishedPolicy = HandlerUnfinishedPolicy.WARN_AND_ABANDON,
    description: str | None = None,
) -> (
    UpdateMethodMultiParam[MultiParamSpec, ReturnType]
    | Callable[[Callable[MultiParamSpec, ReturnType]], UpdateMethodMultiParam[MultiParamSpec, ReturnType]]
):
    """Makes a method of a workflow class handle an update.

    The method may be ``async`` or not, may change the workflow's state and returns a result to the
    caller. ``@<method>.validator`` decorates the method that may refuse it beforehand.

    Args:
        fn: The method, when the decorator is used without parentheses.
        name: Name of the update; the method's name unless given.
        dynamic: Whether the method handles every update that has no handler of its own. It then
            takes ``self``, the update's name and a ``Sequence[RawValue]``.
        unfinished_policy: What to do if the handler still runs when the workflow ends.
        description: A short text for user interfaces.
    """
    _refuse_name_and_dynamic(name, dynamic)

    def decorator(fn: Callable[..., Any]) -> Callable[..., Any]:
        definition = _decorate(
            UpdateDefinition,
            fn,
            name=_wire_name(fn, name, dynamic),
            unfinished_policy=unfinished_policy,
            description=description,
        )
        setattr(fn, "validator", partial(_set_validator, definition))
        return fn

    decorated: Any = decorator if fn is None else decorator(fn)
    return decorated  # type: ignore[no-any-return]  # the attribute set makes it one


def _set_validator(definition: UpdateDefinition, vfunc: Callable[..., None]) -> Callable[..., None]:
    definition.set_validator(vfunc)
    return vfunc
