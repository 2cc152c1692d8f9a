"""Starting local activities that are methods: typed signatures over one function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

from everloop._args import UNSET
from everloop.common import RetryPolicy
from everloop.types import (
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MethodSyncNoParam,
    MethodSyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

from ._activity_start import ActivityCancellationType, LocalActivityConfig, start_local
from ._event_groups import EventGroup
from ._handles import ActivityHandle

if TYPE_CHECKING:
    from typing import Concatenate

    from typing_extensions import Unpack

__all__ = [
    "execute_local_activity_method",
    "start_local_activity_method",
]


@overload
def start_local_activity_method(
    activity: MethodAsyncNoParam[SelfType, ReturnType],
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_local_activity_method(
    activity: MethodSyncNoParam[SelfType, ReturnType],
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_local_activity_method(
    activity: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_local_activity_method(
    activity: MethodSyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_local_activity_method(
    activity: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_local_activity_method(
    activity: Callable[Concatenate[SelfType, MultiParamSpec], ReturnType],
    *,
    args: Sequence[Any],
    **options: Unpack[LocalActivityConfig],
) -> ActivityHandle[ReturnType]: ...


def start_local_activity_method(
    activity: Callable[..., Any],
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    schedule_to_close_timeout: timedelta | None = None,
    schedule_to_start_timeout: timedelta | None = None,
    start_to_close_timeout: timedelta | None = None,
    retry_policy: RetryPolicy | None = None,
    local_retry_threshold: timedelta | None = None,
    cancellation_type: ActivityCancellationType = ActivityCancellationType.TRY_CANCEL,
    activity_id: str | None = None,
    summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
) -> ActivityHandle[Any]:
    """Starts an activity that is a method in this process, within the workflow task, and returns its handle at once.

    Args:
        activity: The decorated method, taken from its class.
        arg: Its one argument.
        args: Its arguments, if there are several.
        schedule_to_close_timeout: How long it may take with all its retries.
        schedule_to_start_timeout: How long an attempt may wait to be run.
        start_to_close_timeout: How long one attempt may take. This or ``schedule_to_close_timeout`` is required.
        retry_policy: When a failed attempt is repeated; for ever, with longer and longer waits, unless given.
        local_retry_threshold: Waits longer than this, one minute unless given, become timers of the workflow.
        cancellation_type: What cancelling it means.
        activity_id: Its id in this run; made up unless given.
        summary: A short text for user interfaces.
        event_groups: Further groups that the local activity belongs to.

    Returns:
        The handle, a task that ends with the activity.

    Raises:
        ValueError: If no timeout bounds it.
        TypeError: If it is no activity.
    """
    return start_local(
        activity,
        arg,
        args,
        None,
        schedule_to_close_timeout,
        schedule_to_start_timeout,
        start_to_close_timeout,
        retry_policy,
        local_retry_threshold,
        cancellation_type,
        activity_id,
        summary,
        event_groups,
        True,
    )


@overload
async def execute_local_activity_method(
    activity: MethodAsyncNoParam[SelfType, ReturnType],
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


@overload
async def execute_local_activity_method(
    activity: MethodSyncNoParam[SelfType, ReturnType],
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


@overload
async def execute_local_activity_method(
    activity: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


@overload
async def execute_local_activity_method(
    activity: MethodSyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


@overload
async def execute_local_activity_method(
    activity: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


@overload
async def execute_local_activity_method(
    activity: Callable[Concatenate[SelfType, MultiParamSpec], ReturnType],
    *,
    args: Sequence[Any],
    **options: Unpack[LocalActivityConfig],
) -> ReturnType: ...


async def execute_local_activity_method(
    activity: Callable[..., Any],
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    schedule_to_close_timeout: timedelta | None = None,
    schedule_to_start_timeout: timedelta | None = None,
    start_to_close_timeout: timedelta | None = None,
    retry_policy: RetryPolicy | None = None,
    local_retry_threshold: timedelta | None = None,
    cancellation_type: ActivityCancellationType = ActivityCancellationType.TRY_CANCEL,
    activity_id: str | None = None,
    summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
) -> Any:
    """Runs an activity that is a method in this process, within the workflow task, and waits for its result.

    Args:
        activity: The decorated method, taken from its class.
        arg: Its one argument.
        args: Its arguments, if there are several.
        schedule_to_close_timeout: How long it may take with all its retries.
        schedule_to_start_timeout: How long an attempt may wait to be run.
        start_to_close_timeout: How long one attempt may take. This or ``schedule_to_close_timeout`` is required.
        retry_policy: When a failed attempt is repeated; for ever, with longer and longer waits, unless given.
        local_retry_threshold: Waits longer than this, one minute unless given, become timers of the workflow.
        cancellation_type: What cancelling it means.
        activity_id: Its id in this run; made up unless given.
        summary: A short text for user interfaces.
        event_groups: Further groups that the local activity belongs to.

    Returns:
        What the activity returned.

    Raises:
        ValueError: If no timeout bounds it.
        TypeError: If it is no activity.
        everloop.exceptions.ActivityError: If it failed for good or was canceled.
    """
    return await start_local(
        activity,
        arg,
        args,
        None,
        schedule_to_close_timeout,
        schedule_to_start_timeout,
        start_to_close_timeout,
        retry_policy,
        local_retry_threshold,
        cancellation_type,
        activity_id,
        summary,
        event_groups,
        False,
    )
