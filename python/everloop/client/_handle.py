"""Handles of workflows: what can be done with one that exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, Generic, overload

from everloop._args import UNSET, arguments
from everloop.types import (
    LocalReturnType,
    MethodSyncOrAsyncNoParam,
    MethodSyncOrAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

from ._history import WorkflowHistory, WorkflowHistoryEventAsyncIterator, WorkflowHistoryEventFilterType
from ._inputs import (
    CancelWorkflowInput,
    DescribeWorkflowInput,
    FetchWorkflowHistoryEventsInput,
    QueryWorkflowInput,
    SignalWorkflowInput,
    TerminateWorkflowInput,
)

if TYPE_CHECKING:
    import everloop.api.workflowservice.v1
    from everloop.common import QueryRejectCondition
    from everloop.workflow import UpdateMethodMultiParam

    from ._client import Client
    from ._execution import WorkflowExecutionDescription
    from ._update import WorkflowUpdateHandle, WorkflowUpdateStage

__all__ = ["WorkflowHandle"]


class WorkflowHandle(Generic[SelfType, ReturnType]):
    """A handle of a workflow, by its ID. Made by clients; making one calls nothing."""

    def __init__(
        self,
        client: Client,
        id: str,
        *,
        run_id: str | None = None,
        result_run_id: str | None = None,
        first_execution_run_id: str | None = None,
        result_type: type | None = None,
        start_workflow_response: everloop.api.workflowservice.v1.StartWorkflowExecutionResponse
        | everloop.api.workflowservice.v1.SignalWithStartWorkflowExecutionResponse
        | None = None,
    ) -> None:
        self._client = client
        self._id = id
        self._run_id = run_id
        self._result_run_id = result_run_id
        self._first_execution_run_id = first_execution_run_id
        self._result_type = result_type
        self._start_workflow_response = start_workflow_response

    @property
    def id(self) -> str:
        """ID of the workflow."""
        return self._id

    @property
    def run_id(self) -> str | None:
        """The run that signals and queries go to; ``None`` means the latest."""
        return self._run_id

    @property
    def result_run_id(self) -> str | None:
        """The run that `result` begins with; ``None`` means the latest."""
        return self._result_run_id

    @property
    def first_execution_run_id(self) -> str | None:
        """The first run of the chain that `cancel` and `terminate` are confined to, if one is."""
        return self._first_execution_run_id

    async def result(
        self,
        *,
        follow_runs: bool = True,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> ReturnType:
        """Wait for the workflow to end.

        Args:
            follow_runs: Whether to go on with the runs that continue this one.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take; the waiting may take many calls.

        Returns:
            What the workflow returned.

        Raises:
            WorkflowFailureError: If it failed, or was cancelled, terminated or timed out.
            WorkflowContinuedAsNewError: If it continued as new and `follow_runs` is false.
            RPCError: If the workflow cannot be found or the server not be asked.
        """
        result: ReturnType = await self._client._root.workflow_result(  # pyright: ignore[reportPrivateUsage]
            self._id, self._result_run_id, follow_runs, self._result_type, rpc_metadata, rpc_timeout
        )
        return result

    async def cancel(
        self,
        *,
        reason: str = "",
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Ask the workflow to cancel.

        Args:
            reason: Why, for the workflow to read.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            RPCError: If the workflow cannot be asked.
        """
        await self._client._impl.cancel_workflow(  # pyright: ignore[reportPrivateUsage]
            CancelWorkflowInput(self._id, self._run_id, self._first_execution_run_id, reason, rpc_metadata, rpc_timeout)
        )

    async def terminate(
        self,
        *args: Any,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """End the workflow at once, without asking it.

        Args:
            *args: Details to keep with the termination.
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            RPCError: If the workflow cannot be terminated, for one because it is closed.
        """
        await self._client._impl.terminate_workflow(  # pyright: ignore[reportPrivateUsage]
            TerminateWorkflowInput(
                self._id, self._run_id, self._first_execution_run_id, args, reason, rpc_metadata, rpc_timeout
            )
        )

    async def describe(
        self,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> WorkflowExecutionDescription:
        """Ask what the server knows about the workflow.

        Args:
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            RPCError: If the workflow cannot be found.
        """
        return await self._client._impl.describe_workflow(  # pyright: ignore[reportPrivateUsage]
            DescribeWorkflowInput(self._id, self._run_id, rpc_metadata, rpc_timeout)
        )

    async def fetch_history(
        self,
        *,
        event_filter_type: WorkflowHistoryEventFilterType = WorkflowHistoryEventFilterType.ALL_EVENT,
        skip_archival: bool = False,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> WorkflowHistory:
        """Read the whole history so far.

        Args:
            event_filter_type: Which events are wanted.
            skip_archival: Whether an archived history is left out.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        events = self.fetch_history_events(
            event_filter_type=event_filter_type,
            skip_archival=skip_archival,
            rpc_metadata=rpc_metadata,
            rpc_timeout=rpc_timeout,
        )
        return WorkflowHistory(self._id, [event async for event in events])

    def fetch_history_events(
        self,
        *,
        page_size: int | None = None,
        next_page_token: bytes | None = None,
        wait_new_event: bool = False,
        event_filter_type: WorkflowHistoryEventFilterType = WorkflowHistoryEventFilterType.ALL_EVENT,
        skip_archival: bool = False,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> WorkflowHistoryEventAsyncIterator:
        """Read the history event by event. Nothing is called before the first step.

        Args:
            page_size: How many events are fetched at once.
            next_page_token: Where to begin.
            wait_new_event: Whether to wait at the end for more, until the run closes.
            event_filter_type: Which events are wanted.
            skip_archival: Whether an archived history is left out.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        return self._client._impl.fetch_workflow_history_events(  # pyright: ignore[reportPrivateUsage]
            FetchWorkflowHistoryEventsInput(
                self._id,
                self._run_id,
                page_size,
                next_page_token,
                wait_new_event,
                event_filter_type,
                skip_archival,
                rpc_metadata,
                rpc_timeout,
            )
        )

    @overload
    async def query(
        self,
        query: MethodSyncOrAsyncNoParam[SelfType, LocalReturnType],
        *,
        reject_condition: QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def query(
        self,
        query: MethodSyncOrAsyncSingleParam[SelfType, ParamType, LocalReturnType],
        arg: ParamType,
        *,
        reject_condition: QueryRejectCondition | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def query(
        self,
        query: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[LocalReturnType] | LocalReturnType],
        *,
        args: Sequence[Any],
        reject_condition: QueryRejectCondition | None = None,
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
        reject_condition: QueryRejectCondition | None = None,
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
        reject_condition: QueryRejectCondition | None = None,
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

    @overload
    async def execute_update(
        self,
        update: UpdateMethodMultiParam[[SelfType], LocalReturnType],
        *,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update(
        self,
        update: UpdateMethodMultiParam[[SelfType, ParamType], LocalReturnType],
        arg: ParamType,
        *,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update(
        self,
        update: UpdateMethodMultiParam[MultiParamSpec, LocalReturnType],
        *,
        args: MultiParamSpec.args,  # type: ignore[valid-type]
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update(
        self,
        update: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any: ...

    async def execute_update(
        self,
        update: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any:
        """Send the workflow an update and wait for what comes of it.

        Args:
            update: The update handler, or its name.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            id: ID of the update; by default a new one.
            result_type: The type of the result, if the update is given by name.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.

        Raises:
            WorkflowUpdateFailedError: If the update was rejected or failed.
            WorkflowUpdateRPCTimeoutOrCancelledError: If a call took too long.
            RPCError: If the workflow cannot be asked.
        """
        from ._update import WorkflowUpdateStage

        handle = await self._start_update(
            update, arg, args, WorkflowUpdateStage.COMPLETED, id, result_type, rpc_metadata, rpc_timeout
        )
        return await handle.result(rpc_metadata=rpc_metadata, rpc_timeout=rpc_timeout)

    async def start_update(
        self,
        update: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        wait_for_stage: WorkflowUpdateStage,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> WorkflowUpdateHandle[Any]:
        """Send the workflow an update and wait until it is accepted, or done.

        Args:
            update: The update handler, or its name.
            arg: Its argument, if it takes one.
            wait_for_stage: ``ACCEPTED`` or ``COMPLETED``.
            args: Its arguments, if it takes several.
            id: ID of the update; by default a new one.
            result_type: The type of the result, if the update is given by name.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.

        Raises:
            ValueError: If `wait_for_stage` is ``ADMITTED``, which no server waits for.
            WorkflowUpdateRPCTimeoutOrCancelledError: If a call took too long.
            RPCError: If the workflow cannot be asked.
        """
        return await self._start_update(update, arg, args, wait_for_stage, id, result_type, rpc_metadata, rpc_timeout)

    async def _start_update(
        self,
        update: str | Callable[..., Any],
        arg: Any,
        args: Sequence[Any],
        wait_for_stage: WorkflowUpdateStage,
        id: str | None,
        result_type: type | None,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> WorkflowUpdateHandle[Any]:
        from everloop.workflow._handlers import UpdateDefinition

        from ._rare_inputs import StartWorkflowUpdateInput
        from ._update import WorkflowUpdateStage

        if wait_for_stage == WorkflowUpdateStage.ADMITTED:
            raise ValueError("ADMITTED wait stage not supported")
        name, definition = UpdateDefinition.resolve(update)
        if definition is not None:
            result_type = definition.ret_type
        return await self._client._impl.start_workflow_update(  # pyright: ignore[reportPrivateUsage]
            StartWorkflowUpdateInput(
                self._id,
                self._run_id,
                self._first_execution_run_id,
                id,
                name,
                arguments(arg, args),
                wait_for_stage,
                {},
                result_type,
                rpc_metadata,
                rpc_timeout,
            )
        )

    def get_update_handle(
        self, id: str, *, workflow_run_id: str | None = None, result_type: type | None = None
    ) -> WorkflowUpdateHandle[Any]:
        """A handle of an update that was sent before.

        Args:
            id: ID of the update.
            workflow_run_id: The run it was sent to, if not this handle's.
            result_type: The type of its result.
        """
        from ._update import WorkflowUpdateHandle

        return WorkflowUpdateHandle(
            self._client, id, self._id, workflow_run_id=workflow_run_id or self._run_id, result_type=result_type
        )

    def get_update_handle_for(
        self,
        update: UpdateMethodMultiParam[Any, LocalReturnType],
        id: str,
        *,
        workflow_run_id: str | None = None,
    ) -> WorkflowUpdateHandle[LocalReturnType]:
        """A handle of an update that was sent before, typed by its handler.

        Args:
            update: The update handler.
            id: ID of the update.
            workflow_run_id: The run it was sent to, if not this handle's.
        """
        from everloop.workflow._handlers import UpdateDefinition

        _, definition = UpdateDefinition.resolve(update)
        result_type = definition.ret_type if definition is not None else None
        return self.get_update_handle(id, workflow_run_id=workflow_run_id, result_type=result_type)
