"""Starting activities: typed signatures over one function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

from everloop._args import UNSET
from everloop.common import Priority, RetryPolicy
from everloop.types import (
    CallableAsyncNoParam,
    CallableAsyncSingleParam,
    CallableSyncNoParam,
    CallableSyncSingleParam,
    ParamType,
    ReturnType,
)

from ._activity_start import ActivityCancellationType, ActivityConfig, start
from ._errors import VersioningIntent
from ._event_groups import EventGroup
from ._handles import ActivityHandle

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "execute_activity",
    "start_activity",
]


@overload
def start_activity(
    activity: CallableAsyncNoParam[ReturnType],
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: CallableSyncNoParam[ReturnType],
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: CallableAsyncSingleParam[ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: CallableSyncSingleParam[ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: Callable[..., Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: Callable[..., ReturnType],
    *,
    args: Sequence[Any],
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[ReturnType]: ...


@overload
def start_activity(
    activity: str,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    result_type: type | None = None,
    **options: Unpack[ActivityConfig],
) -> ActivityHandle[Any]: ...


def start_activity(
    activity: Any,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    task_queue: str | None = None,
    result_type: type | None = None,
    schedule_to_close_timeout: timedelta | None = None,
    schedule_to_start_timeout: timedelta | None = None,
    start_to_close_timeout: timedelta | None = None,
    heartbeat_timeout: timedelta | None = None,
    retry_policy: RetryPolicy | None = None,
    cancellation_type: ActivityCancellationType = ActivityCancellationType.TRY_CANCEL,
    activity_id: str | None = None,
    versioning_intent: VersioningIntent | None = None,
    summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
    priority: Priority = Priority.default,
) -> ActivityHandle[Any]:
    """Starts an activity and returns its handle at once.

    Args:
        activity: The decorated function, or the activity's name.
        arg: Its one argument.
        args: Its arguments, if there are several.
        task_queue: Where to run it; on the workflow's queue unless given.
        result_type: Type of the result, if the activity is given by name.
        schedule_to_close_timeout: How long it may take with all its retries.
        schedule_to_start_timeout: How long an attempt may wait for a worker.
        start_to_close_timeout: How long one attempt may take. This or ``schedule_to_close_timeout`` is required.
        heartbeat_timeout: How long an attempt may go without a heartbeat.
        retry_policy: When a failed attempt is repeated; for ever, with longer and longer waits, unless given.
        cancellation_type: What cancelling it means.
        activity_id: Its id in this run; made up unless given.
        versioning_intent: Deprecated.
        summary: A short text for user interfaces.
        event_groups: Further groups that the activity belongs to.
        priority: Which tasks of the queue go first.

    Returns:
        The handle, a task that ends with the activity.

    Raises:
        ValueError: If no timeout bounds it.
        TypeError: If it is no activity.
    """
    return start(
        activity,
        arg,
        args,
        task_queue,
        result_type,
        schedule_to_close_timeout,
        schedule_to_start_timeout,
        start_to_close_timeout,
        heartbeat_timeout,
        retry_policy,
        cancellation_type,
        activity_id,
        versioning_intent,
        summary,
        event_groups,
        priority,
        True,
    )


@overload
async def execute_activity(
    activity: CallableAsyncNoParam[ReturnType],
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: CallableSyncNoParam[ReturnType],
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: CallableAsyncSingleParam[ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: CallableSyncSingleParam[ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: Callable[..., Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: Callable[..., ReturnType],
    *,
    args: Sequence[Any],
    **options: Unpack[ActivityConfig],
) -> ReturnType: ...


@overload
async def execute_activity(
    activity: str,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    result_type: type | None = None,
    **options: Unpack[ActivityConfig],
) -> Any: ...


async def execute_activity(
    activity: Any,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    task_queue: str | None = None,
    result_type: type | None = None,
    schedule_to_close_timeout: timedelta | None = None,
    schedule_to_start_timeout: timedelta | None = None,
    start_to_close_timeout: timedelta | None = None,
    heartbeat_timeout: timedelta | None = None,
    retry_policy: RetryPolicy | None = None,
    cancellation_type: ActivityCancellationType = ActivityCancellationType.TRY_CANCEL,
    activity_id: str | None = None,
    versioning_intent: VersioningIntent | None = None,
    summary: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
    priority: Priority = Priority.default,
) -> Any:
    """Runs an activity and waits for its result.

    Args:
        activity: The decorated function, or the activity's name.
        arg: Its one argument.
        args: Its arguments, if there are several.
        task_queue: Where to run it; on the workflow's queue unless given.
        result_type: Type of the result, if the activity is given by name.
        schedule_to_close_timeout: How long it may take with all its retries.
        schedule_to_start_timeout: How long an attempt may wait for a worker.
        start_to_close_timeout: How long one attempt may take. This or ``schedule_to_close_timeout`` is required.
        heartbeat_timeout: How long an attempt may go without a heartbeat.
        retry_policy: When a failed attempt is repeated; for ever, with longer and longer waits, unless given.
        cancellation_type: What cancelling it means.
        activity_id: Its id in this run; made up unless given.
        versioning_intent: Deprecated.
        summary: A short text for user interfaces.
        event_groups: Further groups that the activity belongs to.
        priority: Which tasks of the queue go first.

    Returns:
        What the activity returned.

    Raises:
        ValueError: If no timeout bounds it.
        TypeError: If it is no activity.
        everloop.exceptions.ActivityError: If it failed for good or was canceled.
    """
    return await start(
        activity,
        arg,
        args,
        task_queue,
        result_type,
        schedule_to_close_timeout,
        schedule_to_start_timeout,
        start_to_close_timeout,
        heartbeat_timeout,
        retry_policy,
        cancellation_type,
        activity_id,
        versioning_intent,
        summary,
        event_groups,
        priority,
        False,
    )
