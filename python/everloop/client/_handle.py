"""Handles of workflows: what can be done with one that exists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic

import everloop
from everloop.types import ReturnType, SelfType

from ._handle_messages import HandleMessages
from ._handle_updates import HandleUpdates
from ._history import WorkflowHistory, WorkflowHistoryEventAsyncIterator, WorkflowHistoryEventFilterType
from ._inputs import (
    CancelWorkflowInput,
    DescribeWorkflowInput,
    FetchWorkflowHistoryEventsInput,
    TerminateWorkflowInput,
)
from ._part import one_class

if TYPE_CHECKING:
    import everloop.api.workflowservice.v1
    import everloop.client

__all__ = ["WorkflowHandle"]


@one_class
class WorkflowHandle(HandleMessages[SelfType], HandleUpdates[SelfType], Generic[SelfType, ReturnType]):
    """A handle of a workflow, by its ID. Made by clients; making one calls nothing."""

    def __init__(
        self,
        client: everloop.client.Client,
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
        if self._client._intercepts_results:  # pyright: ignore[reportPrivateUsage]
            from ._result import result as read

            value: ReturnType = await read(
                self._client,
                self._id,
                self._result_run_id,
                follow_runs,
                self._result_type,
                rpc_metadata,
                rpc_timeout,
            )
            return value
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
    ) -> everloop.client.WorkflowExecutionDescription:
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
