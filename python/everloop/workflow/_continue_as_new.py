"""Continue-as-new: ending a run by starting the next one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn, overload

import everloop
from everloop._args import UNSET, arguments
from everloop._bridge import workflow as _core
from everloop.types import MethodAsyncNoParam, MethodAsyncSingleParam, MultiParamSpec, ParamType, SelfType

from ._attributes import encode_search_attributes
from ._definition import Definition
from ._errors import ContinueAsNewVersioningBehavior, PreparedContinueAsNewError, ReadOnlyContextError, VersioningIntent
from ._event_groups import EventGroup

if TYPE_CHECKING:
    from typing import Concatenate

    from typing_extensions import TypedDict, Unpack

    import everloop.common

    class _Options(TypedDict, total=False):
        task_queue: str | None
        run_timeout: timedelta | None
        task_timeout: timedelta | None
        backoff_start_interval: timedelta | None
        retry_policy: everloop.common.RetryPolicy | None
        memo: Mapping[str, Any] | None
        search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes)
        versioning_intent: VersioningIntent | None
        initial_versioning_behavior: ContinueAsNewVersioningBehavior | None
        event_groups: Sequence[EventGroup] | None


__all__ = ["continue_as_new", "raise_by_options"]


@overload
def continue_as_new(arg: Any = UNSET, *, args: Sequence[Any] = [], **options: Unpack[_Options]) -> NoReturn: ...


@overload
def continue_as_new(*, workflow: MethodAsyncNoParam[SelfType, Any], **options: Unpack[_Options]) -> NoReturn: ...


@overload
def continue_as_new(
    arg: ParamType,
    *,
    workflow: MethodAsyncSingleParam[SelfType, ParamType, Any],
    **options: Unpack[_Options],
) -> NoReturn: ...


@overload
def continue_as_new(
    *,
    workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[Any]],
    args: Sequence[Any],
    **options: Unpack[_Options],
) -> NoReturn: ...


@overload
def continue_as_new(*, workflow: str, args: Sequence[Any] = [], **options: Unpack[_Options]) -> NoReturn: ...


def continue_as_new(
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    workflow: None | Callable[..., Any] | str = None,
    task_queue: str | None = None,
    run_timeout: timedelta | None = None,
    task_timeout: timedelta | None = None,
    backoff_start_interval: timedelta | None = None,
    retry_policy: everloop.common.RetryPolicy | None = None,
    memo: Mapping[str, Any] | None = None,
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes) = None,
    versioning_intent: VersioningIntent | None = None,
    initial_versioning_behavior: ContinueAsNewVersioningBehavior | None = None,
    event_groups: Sequence[EventGroup] | None = None,
) -> NoReturn:
    """Ends this run and starts a new one of the same workflow id, with a fresh history.

    What is not given is carried over. It may be called from the run method and from signal handlers.

    Args:
        arg: The one argument of the new run.
        args: Its arguments, if there are several.
        workflow: Another workflow type, or the run method of its class.
        task_queue: Where the new run goes on.
        run_timeout: How long it may take.
        task_timeout: How long one of its workflow tasks may take.
        backoff_start_interval: How long it waits before its first task.
        retry_policy: When it is started again after a failure.
        memo: What is shown with it in lists.
        search_attributes: By what it is found in lists.
        versioning_intent: Deprecated.
        initial_versioning_behavior: On which version of its worker it starts.
        event_groups: Further groups that the run's last event belongs to.

    Raises:
        ContinueAsNewError: Always. It is no ``Exception``, so that ordinary handlers let it pass.
    """
    if _core.is_read_only():
        raise ReadOnlyContextError("While in read-only function, action attempted: continue as new")
    if workflow is not None and not isinstance(workflow, str) and not callable(workflow):
        raise TypeError("Workflow must be None, a string, or callable")
    name, definition = Definition.resolve(workflow) if workflow is not None else (None, None)
    options: dict[str, Any] = {
        "workflow": name,
        "args": tuple(arguments(arg, args)),
        "task_queue": task_queue,
        "run_timeout": run_timeout,
        "task_timeout": task_timeout,
        "backoff_start_interval": backoff_start_interval,
        "retry_policy": retry_policy,
        "memo": memo,
        "search_attributes": search_attributes,
        "headers": {},
        "versioning_intent": versioning_intent,
        "initial_versioning_behavior": initial_versioning_behavior,
        "event_groups": event_groups,
    }
    outbound = _core.outbound()
    if outbound is not None:
        from everloop.worker._workflow_interceptor import ContinueAsNewInput

        options["arg_types"] = definition.arg_types if definition else None
        outbound.continue_as_new(ContinueAsNewInput(**options))
    raise_by_options(options)


def raise_by_options(options: dict[str, Any]) -> NoReturn:
    """The last step: hand the options to the compiled runtime, and raise what it makes of them."""
    intent: VersioningIntent | None = options["versioning_intent"]
    behavior: ContinueAsNewVersioningBehavior | None = options["initial_versioning_behavior"]
    options["versioning_intent"] = 0 if intent is None else intent.value
    options["initial_versioning_behavior"] = 0 if behavior is None else int(behavior)
    options["search_attributes"] = encode_search_attributes(options["search_attributes"])
    options["memo"] = dict(options["memo"]) if options["memo"] is not None else None
    options["args"] = list(options["args"])
    raise PreparedContinueAsNewError(_core.continue_as_new(options))
