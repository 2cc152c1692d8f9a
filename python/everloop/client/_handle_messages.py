"""Queries and signals of a workflow: the overloads, and the one call behind each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, Generic, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.types import (
    LocalReturnType,
    MethodSyncOrAsyncNoParam,
    MethodSyncOrAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    SelfType,
)

from ._inputs import QueryWorkflowInput, SignalWorkflowInput

if TYPE_CHECKING:
    import everloop.client
    import everloop.common

__all__ = ["HandleMessages"]


class HandleMessages(Generic[SelfType]):
    """The part of `WorkflowHandle` that queries and signals."""

    _client: everloop.client.Client
    _id: str
    _run_id: str | None

    @overload
    async def query(
        self,
        query: MethodSyncOrAsyncNoParam[SelfType, LocalReturnType],
        *,
        reject_condition: everloop.common.QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def query(
        self,
        query: MethodSyncOrAsyncSingleParam[SelfType, ParamType, LocalReturnType],
        arg: ParamType,
        *,
        reject_condition: everloop.common.QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def query(
        self,
        query: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[LocalReturnType] | LocalReturnType],
        *,
        args: Sequence[Any],
        reject_condition: everloop.common.QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def query(
        self,
        query: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        result_type: type | None = None,
        reject_condition: everloop.common.QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any: ...

    async def query(
        self,
        query: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        result_type: type | None = None,
        reject_condition: everloop.common.QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any:
        """Ask the workflow something that changes nothing.

        Args:
            query: The query handler, or its name.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            result_type: The type of the answer, if the query is given by name.
            reject_condition: In which states the workflow is not to be asked.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            WorkflowQueryRejectedError: If the workflow is in such a state.
            WorkflowQueryFailedError: If the query cannot be answered.
            RPCError: If the workflow cannot be asked.
        """
        from everloop.workflow._handlers import QueryDefinition

        name, definition = QueryDefinition.resolve(query)
        if definition is not None:
            result_type = definition.ret_type
        if reject_condition is None:
            reject_condition = self._client._default_query_reject_condition  # pyright: ignore[reportPrivateUsage]
        return await self._client._impl.query_workflow(  # pyright: ignore[reportPrivateUsage]
            QueryWorkflowInput(
                self._id,
                self._run_id,
                name,
                arguments(arg, args),
                reject_condition,
                {},
                result_type,
                rpc_metadata,
                rpc_timeout,
            )
        )

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncNoParam[SelfType, None],
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: MethodSyncOrAsyncSingleParam[SelfType, ParamType, None],
        arg: ParamType,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[None] | None],
        *,
        args: Sequence[Any],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None: ...

    @overload
    async def signal(
        self,
        signal: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None: ...

    async def signal(
        self,
        signal: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Send the workflow a signal.

        Args:
            signal: The signal handler, or its name.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            RPCError: If the workflow cannot be signalled, for one because it is closed.
        """
        from everloop.workflow._handlers import SignalDefinition

        name, _ = SignalDefinition.resolve(signal)
        await self._client._impl.signal_workflow(  # pyright: ignore[reportPrivateUsage]
            SignalWorkflowInput(self._id, self._run_id, name, arguments(arg, args), {}, rpc_metadata, rpc_timeout)
        )
