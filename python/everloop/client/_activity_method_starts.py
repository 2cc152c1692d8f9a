"""Starting activities that belong to no workflow, given as methods of a class."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, TypeAlias, cast, overload

import everloop
from everloop._args import UNSET
from everloop.common import ActivityIDConflictPolicy, ActivityIDReusePolicy, Priority
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

from ._activity_starts import ActivityStarts

if TYPE_CHECKING:
    from typing_extensions import Unpack

    import everloop.client
    import everloop.common

    from ._activity_handle import ActivityHandle
    from ._standalone_options import StandaloneOptions

__all__ = ["ActivityMethodStarts"]

_Start: TypeAlias = "Callable[..., Awaitable[ActivityHandle[Any]]]"


class ActivityMethodStarts(ActivityStarts):
    """The part of `Client` that starts activities given as methods."""

    @overload
    async def start_activity_method(
        self,
        activity: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity_method(
        self,
        activity: MethodSyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity_method(
        self,
        activity: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity_method(
        self,
        activity: MethodSyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity_method(
        self,
        activity: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    @overload
    async def start_activity_method(
        self,
        activity: Callable[Concatenate[SelfType, MultiParamSpec], ReturnType],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> everloop.client.ActivityHandle[ReturnType]: ...

    async def start_activity_method(
        self,
        activity: Callable[..., Any],
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

        The arguments are those of `start_activity`, with the activity given as an unbound method.
        """
        return await cast("_Start", self.start_activity)(
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

    @overload
    async def execute_activity_method(
        self,
        activity: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity_method(
        self,
        activity: MethodSyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity_method(
        self,
        activity: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity_method(
        self,
        activity: MethodSyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity_method(
        self,
        activity: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_activity_method(
        self,
        activity: Callable[Concatenate[SelfType, MultiParamSpec], ReturnType],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StandaloneOptions],
    ) -> ReturnType: ...

    async def execute_activity_method(
        self,
        activity: Callable[..., Any],
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

        The arguments are those of `start_activity`, with the activity given as an unbound method.
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
