"""Updates of a workflow: the overloads, and the one call behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.types import LocalReturnType, MultiParamSpec, ParamType, SelfType

if TYPE_CHECKING:
    import everloop.client
    import everloop.workflow

__all__ = ["HandleUpdates"]


class HandleUpdates(Generic[SelfType]):
    """The part of `WorkflowHandle` that sends updates."""

    _client: everloop.client.Client
    _id: str
    _run_id: str | None
    _first_execution_run_id: str | None

    @overload
    async def execute_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[[SelfType], LocalReturnType],
        *,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[[SelfType, ParamType], LocalReturnType],
        arg: ParamType,
        *,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[MultiParamSpec, LocalReturnType],
        *,
        args: Sequence[Any],
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

    @overload
    async def start_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[[SelfType], LocalReturnType],
        *,
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[[SelfType, ParamType], LocalReturnType],
        arg: ParamType,
        *,
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update(
        self,
        update: everloop.workflow.UpdateMethodMultiParam[MultiParamSpec, LocalReturnType],
        *,
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        args: Sequence[Any],
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update(
        self,
        update: str,
        arg: Any = UNSET,
        *,
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]: ...

    async def start_update(
        self,
        update: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
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
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None,
        result_type: type | None,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
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
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
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
        update: everloop.workflow.UpdateMethodMultiParam[Any, LocalReturnType],
        id: str,
        *,
        workflow_run_id: str | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]:
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
