"""What all ways to start an activity come to: one call of the compiled runtime.

If the worker has interceptors, their outbound chain is called first, and its last link makes that call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from enum import IntEnum
from typing import Any, Protocol, TypedDict

from everloop._args import arguments
from everloop._bridge import workflow as _core
from everloop.common import Priority, RetryPolicy
from everloop.types import ProtocolReturnType

from ._errors import VersioningIntent
from ._event_groups import EventGroup
from ._handles import ActivityHandle

__all__ = [
    "ActivityCancellationType",
    "ActivityConfig",
    "AsyncCallable",
    "LocalActivityConfig",
    "SyncCallable",
    "start",
    "start_local",
]


class ActivityCancellationType(IntEnum):
    """What a workflow does when it cancels an activity."""

    TRY_CANCEL = 0
    """Request the cancellation and go on at once."""

    WAIT_CANCELLATION_COMPLETED = 1
    """Request the cancellation and wait until the activity has ended."""

    ABANDON = 2
    """Go on at once and do not tell the activity."""


class AsyncCallable(Protocol[ProtocolReturnType]):
    """An object that can be called with whatever arguments, and awaited."""

    def __call__(self, *args: Any, **kwargs: Any) -> Awaitable[ProtocolReturnType]:
        """Call it."""
        ...


class SyncCallable(Protocol[ProtocolReturnType]):
    """An object that can be called with whatever arguments."""

    def __call__(self, *args: Any, **kwargs: Any) -> ProtocolReturnType:
        """Call it."""
        ...


class ActivityConfig(TypedDict, total=False):
    """Options of an activity, to be kept and passed on as keyword arguments."""

    task_queue: str | None
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    heartbeat_timeout: timedelta | None
    retry_policy: RetryPolicy | None
    cancellation_type: ActivityCancellationType
    activity_id: str | None
    versioning_intent: VersioningIntent | None
    summary: str | None
    event_groups: Sequence[EventGroup] | None
    priority: Priority


class LocalActivityConfig(TypedDict, total=False):
    """Options of a local activity, to be kept and passed on as keyword arguments."""

    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    retry_policy: RetryPolicy | None
    local_retry_threshold: timedelta | None
    cancellation_type: ActivityCancellationType
    activity_id: str | None
    summary: str | None
    event_groups: Sequence[EventGroup] | None


def start(
    activity: Any,
    arg: Any,
    args: Sequence[Any],
    task_queue: str | None,
    result_type: type | None,
    schedule_to_close_timeout: timedelta | None,
    schedule_to_start_timeout: timedelta | None,
    start_to_close_timeout: timedelta | None,
    heartbeat_timeout: timedelta | None,
    retry_policy: RetryPolicy | None,
    cancellation_type: ActivityCancellationType,
    activity_id: str | None,
    versioning_intent: VersioningIntent | None,
    summary: str | None,
    event_groups: Sequence[EventGroup] | None,
    priority: Priority,
    as_task: bool,
) -> ActivityHandle[Any]:
    """Schedules an activity.

    Returns:
        Its handle, or without ``as_task`` something lighter, good for nothing but to be awaited.
    """
    outbound = _core.outbound()
    if outbound is not None:
        from ._intercepted import activity_input

        intercepted: ActivityHandle[Any] = outbound.start_activity(
            activity_input(
                activity=activity,
                args=tuple(arguments(arg, args)),
                result_type=result_type,
                task_queue=task_queue,
                schedule_to_close_timeout=schedule_to_close_timeout,
                schedule_to_start_timeout=schedule_to_start_timeout,
                start_to_close_timeout=start_to_close_timeout,
                heartbeat_timeout=heartbeat_timeout,
                retry_policy=retry_policy,
                cancellation_type=cancellation_type,
                activity_id=activity_id,
                versioning_intent=versioning_intent,
                summary=summary,
                event_groups=event_groups,
                priority=priority,
            )
        )
        return intercepted
    handle: ActivityHandle[Any] = _core.start_activity(
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
        None if versioning_intent is None else versioning_intent.value,
        summary,
        None if priority is Priority.default else priority,
        None,
        False,
        event_groups,
        as_task,
    )
    return handle


def start_local(
    activity: Any,
    arg: Any,
    args: Sequence[Any],
    result_type: type | None,
    schedule_to_close_timeout: timedelta | None,
    schedule_to_start_timeout: timedelta | None,
    start_to_close_timeout: timedelta | None,
    retry_policy: RetryPolicy | None,
    local_retry_threshold: timedelta | None,
    cancellation_type: ActivityCancellationType,
    activity_id: str | None,
    summary: str | None,
    event_groups: Sequence[EventGroup] | None,
    as_task: bool,
) -> ActivityHandle[Any]:
    """Schedules a local activity.

    Returns:
        Its handle, or without ``as_task`` something lighter, good for nothing but to be awaited.
    """
    outbound = _core.outbound()
    if outbound is not None:
        from ._intercepted import local_activity_input

        intercepted: ActivityHandle[Any] = outbound.start_local_activity(
            local_activity_input(
                activity=activity,
                args=tuple(arguments(arg, args)),
                result_type=result_type,
                schedule_to_close_timeout=schedule_to_close_timeout,
                schedule_to_start_timeout=schedule_to_start_timeout,
                start_to_close_timeout=start_to_close_timeout,
                retry_policy=retry_policy,
                local_retry_threshold=local_retry_threshold,
                cancellation_type=cancellation_type,
                activity_id=activity_id,
                summary=summary,
                event_groups=event_groups,
            )
        )
        return intercepted
    handle: ActivityHandle[Any] = _core.start_local_activity(
        activity,
        arg,
        args,
        result_type,
        schedule_to_close_timeout,
        schedule_to_start_timeout,
        start_to_close_timeout,
        retry_policy,
        local_retry_threshold,
        cancellation_type,
        activity_id,
        summary,
        None,
        event_groups,
        as_task,
    )
    return handle
