"""Decorators of workflow classes, and the definition they leave on the class.

The worker reads the definition of each class it is given; the client reads names and result types
through `Definition.resolve`. Running a workflow is the event loop's business, not this file's.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, cast, overload

from everloop._dataclass import dataclass
from everloop._type_hints import is_raw_sequence, positional_hints
from everloop.common import VersioningBehavior
from everloop.types import CallableAsyncType, CallableType, ClassType, MethodSyncNoParam, SelfType

from ._handlers import HandlerDefinition, QueryDefinition, SignalDefinition, UpdateDefinition

__all__ = ["Definition", "DynamicWorkflowConfig", "defn", "dynamic_config", "init", "run"]

_DEFINITION = "__everloop_workflow_definition__"
_RUN = "__everloop_workflow_run__"
_INIT = "__everloop_workflow_init__"
_DYNAMIC_CONFIG = "__everloop_workflow_dynamic_config__"


@dataclass(frozen=True)
class DynamicWorkflowConfig:
    """What a dynamic workflow decides about one run, once it knows which type it stands for."""

    failure_exception_types: Sequence[type[BaseException]] | None = None
    """Exceptions that fail the workflow instead of its task."""

    versioning_behavior: VersioningBehavior = VersioningBehavior.UNSPECIFIED
    """How the run moves between versions of its worker."""


@dataclass(frozen=True)
class Definition:
    """A workflow class as the worker sees it."""

    name: str | None
    """Workflow type on the wire; ``None`` for the dynamic workflow."""

    cls: type
    run_fn: Callable[..., Awaitable[Any]]
    """The decorated run method, unbound."""

    signals: Mapping[str | None, SignalDefinition]
    queries: Mapping[str | None, QueryDefinition]
    updates: Mapping[str | None, UpdateDefinition]
    sandboxed: bool = True
    failure_exception_types: Sequence[type[BaseException]] = field(default_factory=tuple)
    versioning_behavior: VersioningBehavior = VersioningBehavior.UNSPECIFIED
    init_takes_arguments: bool = False
    """Whether ``__init__`` is decorated with `init` and gets the run method's arguments."""

    dynamic_config_fn: Callable[..., DynamicWorkflowConfig] | None = None

    @cached_property
    def _hints(self) -> tuple[list[type] | None, type | None]:
        return positional_hints(self.run_fn)

    @property
    def arg_types(self) -> list[type] | None:
        """Type hints of the run method's parameters, or ``None`` if they cannot be read."""
        return self._hints[0]

    @property
    def ret_type(self) -> type | None:
        """Type hint of the run method's result, if there is one."""
        return self._hints[1]

    @staticmethod
    def from_class(cls: type) -> Definition | None:  # pyright: ignore[reportSelfClsParameterName]
        """The definition of a class, if it is decorated itself (a base class does not count)."""
        found = getattr(cls, _DEFINITION, None)
        return found if isinstance(found, Definition) and found.cls is cls else None

    @staticmethod
    def must_from_class(cls: type) -> Definition:  # pyright: ignore[reportSelfClsParameterName]
        """The definition of a class.

        Raises:
            ValueError: If the class is not decorated.
        """
        found = Definition.from_class(cls)
        if found is None:
            shown = getattr(cls, "__name__", repr(cls))
            raise ValueError(f"Workflow {shown} missing attributes, was it decorated with @workflow.defn?")
        return found

    @staticmethod
    def from_run_fn(fn: Callable[..., Awaitable[Any]]) -> Definition | None:
        """The definition that a run method belongs to, if any."""
        found = getattr(fn, _DEFINITION, None)
        return found if isinstance(found, Definition) else None

    @staticmethod
    def must_from_run_fn(fn: Callable[..., Awaitable[Any]]) -> Definition:
        """The definition that a run method belongs to.

        Raises:
            ValueError: If the function is no run method of a decorated class.
        """
        found = Definition.from_run_fn(fn)
        if found is None:
            shown = getattr(fn, "__qualname__", repr(fn))
            raise ValueError(
                f"Function {shown} missing attributes, was it decorated with @workflow.run"
                " and was its class decorated with @workflow.defn?"
            )
        return found

    @staticmethod
    def resolve(name_or_run_fn: str | Callable[..., Awaitable[Any]]) -> tuple[str, Definition | None]:
        """The workflow type that a caller's reference stands for.

        Args:
            name_or_run_fn: The workflow type itself, or the run method of a decorated class.

        Returns:
            The workflow type, and the definition unless the reference was a name.

        Raises:
            ValueError: If the function is no run method, or belongs to a dynamic workflow.
            TypeError: If it is neither a name nor a callable.
        """
        if isinstance(name_or_run_fn, str):
            return name_or_run_fn, None
        if not callable(name_or_run_fn):
            raise TypeError(f"Workflow must be a string or callable, not {type(name_or_run_fn).__name__}")
        definition = Definition.must_from_run_fn(name_or_run_fn)
        if definition.name is None:
            raise ValueError("Cannot invoke dynamic workflow explicitly")
        return definition.name, definition

    @classmethod
    def get_name_and_result_type(cls, name_or_run_fn: str | Callable[..., Awaitable[Any]]) -> tuple[str, type | None]:
        """The workflow type of a reference, and its result's type if the reference tells."""
        name, definition = cls.resolve(name_or_run_fn)
        return name, definition.ret_type if definition else None


@overload
def defn(cls: ClassType) -> ClassType: ...


@overload
def defn(
    *,
    name: str | None = None,
    sandboxed: bool = True,
    failure_exception_types: Sequence[type[BaseException]] = [],
    versioning_behavior: VersioningBehavior = VersioningBehavior.UNSPECIFIED,
) -> Callable[[ClassType], ClassType]: ...


@overload
def defn(
    *,
    sandboxed: bool = True,
    dynamic: bool = False,
    versioning_behavior: VersioningBehavior = VersioningBehavior.UNSPECIFIED,
) -> Callable[[ClassType], ClassType]: ...


def defn(
    cls: ClassType | None = None,
    *,
    name: str | None = None,
    sandboxed: bool = True,
    dynamic: bool = False,
    failure_exception_types: Sequence[type[BaseException]] = [],
    versioning_behavior: VersioningBehavior = VersioningBehavior.UNSPECIFIED,
) -> ClassType | Callable[[ClassType], ClassType]:
    """Makes a class a workflow.

    It must decorate the very class that a worker is given; on a base class it has no effect on
    classes derived from it.

    Args:
        cls: The class, when the decorator is used without parentheses.
        name: Workflow type; the class's name unless given.
        sandboxed: Whether calls that would break determinism are guarded against.
        dynamic: Whether the class runs every workflow type that has no class of its own. Its run
            method then takes one ``Sequence[RawValue]``.
        failure_exception_types: Exceptions that fail the workflow when they leave it. Any other
            exception that is no failure fails the workflow task, which is tried again.
        versioning_behavior: How runs move between versions of their worker.

    Raises:
        ValueError: If the class is no valid workflow; the message lists all that is wrong.
        TypeError: If it is no class.
    """

    def decorator(cls: ClassType) -> ClassType:
        given: Any = cls
        if not isinstance(given, type):
            raise TypeError(_NO_CLASS.format(given))
        if dynamic and name is not None:
            raise ValueError("Cannot provide name and dynamic boolean")
        _define(
            cls,
            name=None if dynamic else cls.__name__ if name is None else name,
            sandboxed=sandboxed,
            failure_exception_types=tuple(failure_exception_types),
            versioning_behavior=versioning_behavior,
        )
        return cls

    return decorator if cls is None else decorator(cls)


def init(init_fn: CallableType) -> CallableType:
    """Makes ``__init__`` of a workflow class take the run method's arguments.

    Its parameters must then be those of the run method.

    Raises:
        ValueError: If the function is not named ``__init__``.
    """
    if init_fn.__name__ != "__init__":
        raise ValueError("@workflow.init may only be used on the __init__ method")
    setattr(init_fn, _INIT, True)
    return init_fn


def run(fn: CallableAsyncType) -> CallableAsyncType:
    """Makes an ``async`` method the body of its workflow class. Each class needs exactly one.

    Raises:
        ValueError: If the method is not ``async``, or its class is local to a function.
    """
    if not inspect.iscoroutinefunction(fn):
        raise ValueError("Workflow run method must be an async function")
    if "<locals>" in fn.__qualname__:
        raise ValueError("Local classes unsupported, @workflow.run cannot be on a local class")
    setattr(fn, _RUN, True)
    return fn  # type: ignore[return-value]  # narrowed by the check above


def dynamic_config(
    fn: MethodSyncNoParam[SelfType, DynamicWorkflowConfig],
) -> MethodSyncNoParam[SelfType, DynamicWorkflowConfig]:
    """Makes a method of a dynamic workflow decide about each run, before the run starts.

    Raises:
        ValueError: If the method is ``async``.
    """
    if inspect.iscoroutinefunction(fn):
        raise ValueError("Workflow dynamic_config method must be synchronous")
    setattr(fn, _DYNAMIC_CONFIG, True)
    return fn


_NO_CLASS = "@workflow.defn decorates a class, not {!r}; its options have names, such as @workflow.defn(name=...)"


@dataclass
class _Found:
    """What a walk over a class's members has come upon."""

    run_fn: Callable[..., Awaitable[Any]] | None = None
    dynamic_config_fn: Callable[..., DynamicWorkflowConfig] | None = None
    init_takes_arguments: bool = False
    signals: dict[str | None, SignalDefinition] = field(default_factory=dict[str | None, SignalDefinition])
    queries: dict[str | None, QueryDefinition] = field(default_factory=dict[str | None, QueryDefinition])
    updates: dict[str | None, UpdateDefinition] = field(default_factory=dict[str | None, UpdateDefinition])
    issues: list[str] = field(default_factory=list[str])


def _define(
    cls: type,
    *,
    name: str | None,
    sandboxed: bool,
    failure_exception_types: Sequence[type[BaseException]],
    versioning_behavior: VersioningBehavior,
) -> None:
    if _DEFINITION in vars(cls):
        raise ValueError("Class already contains workflow definition")
    found = _walk(cls)
    if found.run_fn is None and not any("@workflow.run" in issue for issue in found.issues):
        found.issues.append("Missing @workflow.run method")
    if found.issues or found.run_fn is None:
        count = f" for {len(found.issues)} reasons" if len(found.issues) > 1 else ""
        raise ValueError(f"Invalid workflow class{count}: {', '.join(found.issues)}")
    definition = Definition(
        name=name,
        cls=cls,
        run_fn=found.run_fn,
        signals=found.signals,
        queries=found.queries,
        updates=found.updates,
        sandboxed=sandboxed,
        failure_exception_types=failure_exception_types,
        versioning_behavior=versioning_behavior,
        init_takes_arguments=found.init_takes_arguments,
        dynamic_config_fn=found.dynamic_config_fn,
    )
    if name is None:
        hints = definition.arg_types
        if hints is None or len(hints) != 1 or not is_raw_sequence(hints[0]):
            raise TypeError("Dynamic workflow must accept a single Sequence[everloop.common.RawValue]")
    setattr(cls, _DEFINITION, definition)
    setattr(found.run_fn, _DEFINITION, definition)


def _walk(cls: type) -> _Found:
    found = _Found()
    for name, member in inspect.getmembers(cls):
        if hasattr(member, _RUN):
            if name not in vars(cls):
                found.issues.append(f"@workflow.run method {name} must be defined on {cls.__qualname__}")
            elif found.run_fn is not None:
                found.issues.append(
                    f"Multiple @workflow.run methods found (at least on {name} and {found.run_fn.__name__})"
                )
            else:
                found.run_fn = member
        elif hasattr(member, _DYNAMIC_CONFIG):
            found.dynamic_config_fn = member
        else:
            _note_handler(found.signals, SignalDefinition.of(member), found.issues)
            _note_handler(found.queries, QueryDefinition.of(member), found.issues)
            update = UpdateDefinition.of(member)
            _note_handler(found.updates, update, found.issues)
            if update is not None and update.validator is not None:
                found.issues.extend(_validator_mismatch(update, update.validator))
    constructor: Callable[..., Any] = getattr(cls, "__init__")  # noqa: B009 - not the class's own type
    found.issues.extend(_undecorated_overrides(cls))
    if getattr(constructor, _INIT, False):
        found.init_takes_arguments = True
        if found.run_fn is not None and not _same_parameters(constructor, found.run_fn):
            found.issues.append("@workflow.init and @workflow.run method parameters do not match")
    return found


def _note_handler(handlers: dict[str | None, Any], definition: HandlerDefinition | None, issues: list[str]) -> None:
    if definition is None:
        return
    other = cast("HandlerDefinition | None", handlers.get(definition.name))
    if other is not None:
        shown = definition.name or "<dynamic>"
        issues.append(
            f"Multiple {definition.kind} methods found for {shown}"
            f" (at least on {definition.fn.__name__} and {other.fn.__name__})"
        )
    handlers[definition.name] = definition


def _undecorated_overrides(cls: type) -> list[str]:
    """Names the methods that lost a base's decorator: silently, they would no longer be handlers."""
    issues: list[str] = []
    for base in cls.__mro__[1:]:
        for name, inherited in sorted(vars(base).items()):
            # A run method must stand on the class itself, so that an inherited one counts as lost too.
            if hasattr(inherited, _RUN) and not hasattr(vars(cls).get(name), _RUN):
                issues.append(f"@workflow.run defined on {inherited.__qualname__} but not on the override")
            member = getattr(cls, name, None)
            if member is inherited:
                continue
            for kind in (SignalDefinition, QueryDefinition, UpdateDefinition):
                # Checked by name alone: the override may well change everything else.
                if kind.of(inherited) is not None and (member is None or kind.of(member) is None):
                    issues.append(f"@workflow.{kind.kind} defined on {inherited.__qualname__} but not on the override")
    return issues


def _validator_mismatch(update: UpdateDefinition, validator: Callable[..., None]) -> list[str]:
    if _same_parameters(update.fn, validator):
        return []
    return [
        f"Update validator method {validator.__name__} parameters"
        f" do not match update method {update.fn.__name__} parameters"
    ]


def _same_parameters(one: Callable[..., Any], other: Callable[..., Any]) -> bool:
    """Whether two methods take the same parameters, whatever these are called."""

    def shape(fn: Callable[..., Any]) -> list[tuple[Any, Any, Any]]:
        return [(p.kind, p.annotation, p.default) for p in inspect.signature(fn).parameters.values()]

    return shape(one) == shape(other)
