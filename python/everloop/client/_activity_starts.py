"""Starting activities that belong to no workflow, given as functions or by name.

The overloads tell type checkers what arguments and result an activity has; `start_activity` does the work for all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, cast, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.common import ActivityIDConflictPolicy, ActivityIDReusePolicy, Priority
from everloop.types import (
    CallableAsyncNoParam,
    CallableAsyncSingleParam,
    CallableSyncNoParam,
    CallableSyncSingleParam,
    ParamType,
    ReturnType,
)

from ._part import ClientPart

if TYPE_CHECKING:
    from typing_extensions import Unpack

    import everloop.client
    import everloop.common

    from ._activity_handle import ActivityHandle
    from ._standalone_options import NamedStandaloneOptions, StandaloneOptions

__all__ = ["ActivityStarts"]

_Start: TypeAlias = "Callable[..., Awaitable[ActivityHandle[Any]]]"


class ActivityStarts(ClientPart):
    """The part of `Client` that starts activities given as functions or by name."""

    @overload
    async def start_activity(
        self,
        activity: CallableAsyncNoParam[ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: CallableSyncNoParam[ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: CallableAsyncSingleParam[ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: CallableSyncSingleParam[ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: Callable[..., Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: Callable[..., ReturnType],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity(
        self,
        activity: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        **options: Unpack[NamedStandaloneOptions],
    ) -> everloop.client.ActivityHandle[Any]: ...

    async def start_activity(
        self,
        activity: Callable[..., Any] | str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        heartbeat_timeout: timedelta | None = None,
        id_reuse_policy: ActivityIDReusePolicy = ActivityIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: ActivityIDConflictPolicy = ActivityIDConflictPolicy.FAIL,
        retry_policy: everloop.common.RetryPolicy | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | None = None,
        summary: str | None = None,
        priority: Priority = Priority.default,
        start_delay: timedelta | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityHandle[Any]:
        """Start an activity that belongs to no workflow.

        Args:
            activity: An activity function, or the name of an activity type.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            id: ID of the activity.
            task_queue: Task queue that its workers poll.
            result_type: The type of the result, if the activity is given by name.
            schedule_to_close_timeout: How long it may take, with all its attempts.
            schedule_to_start_timeout: How long an attempt may wait for a worker.
            start_to_close_timeout: How long one attempt may take.
            heartbeat_timeout: How long a worker may be silent.
            id_reuse_policy: What to do if the ID was used by an activity that is closed.
            id_conflict_policy: What to do if the ID is used by an activity that is running.
            retry_policy: When it is tried again.
            search_attributes: Values to find it by.
            summary: A line to show in user interfaces.
            priority: How urgent it is.
            start_delay: How long to wait before the first attempt.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Returns:
            A handle of the activity.

        Raises:
            ActivityAlreadyStartedError: If the ID is taken and the policies do not allow that.
            RPCError: If the activity cannot be started for another reason.
        """
        from everloop.activity._definition import Definition

        from ._activity_inputs import StartActivityInput

        name, found = Definition.get_name_and_result_type(activity)
        return await self._impl.start_activity(
            StartActivityInput(
                activity_type=name,
                args=arguments(arg, args),
                id=id,
                task_queue=task_queue,
                result_type=found or result_type,
                schedule_to_close_timeout=schedule_to_close_timeout,
                schedule_to_start_timeout=schedule_to_start_timeout,
                start_to_close_timeout=start_to_close_timeout,
                heartbeat_timeout=heartbeat_timeout,
                id_reuse_policy=id_reuse_policy,
                id_conflict_policy=id_conflict_policy,
                retry_policy=retry_policy,
                search_attributes=search_attributes,
                summary=summary,
                priority=priority,
                start_delay=start_delay,
                rpc_metadata=rpc_metadata,
                rpc_timeout=rpc_timeout,
                headers={},
            )
        )

    @overload
    async def execute_activity(
        self,
        activity: CallableAsyncNoParam[ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: CallableSyncNoParam[ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: CallableAsyncSingleParam[ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: CallableSyncSingleParam[ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: Callable[..., Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: Callable[..., ReturnType],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity(
        self,
        activity: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        **options: Unpack[NamedStandaloneOptions],
    ) -> Any: ...

    async def execute_activity(
        self,
        activity: Callable[..., Any] | str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        heartbeat_timeout: timedelta | None = None,
        id_reuse_policy: ActivityIDReusePolicy = ActivityIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: ActivityIDConflictPolicy = ActivityIDConflictPolicy.FAIL,
        retry_policy: everloop.common.RetryPolicy | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | None = None,
        summary: str | None = None,
        priority: Priority = Priority.default,
        start_delay: timedelta | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any:
        """Start an activity that belongs to no workflow and wait for its result.

        The arguments are those of `start_activity`, and the exceptions those of `start_activity` and
        `ActivityHandle.result`.
        """
        handle = await cast("_Start", self.start_activity)(
            activity,
            arg,
            args=args,
            id=id,
            task_queue=task_queue,
            result_type=result_type,
            schedule_to_close_timeout=schedule_to_close_timeout,
            schedule_to_start_timeout=schedule_to_start_timeout,
            start_to_close_timeout=start_to_close_timeout,
            heartbeat_timeout=heartbeat_timeout,
            id_reuse_policy=id_reuse_policy,
            id_conflict_policy=id_conflict_policy,
            retry_policy=retry_policy,
            search_attributes=search_attributes,
            summary=summary,
            priority=priority,
            start_delay=start_delay,
            rpc_metadata=rpc_metadata,
            rpc_timeout=rpc_timeout,
        )
        return await handle.result(rpc_metadata=rpc_metadata, rpc_timeout=rpc_timeout)
