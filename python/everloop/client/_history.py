"""Histories: reading them page by page, and their JSON form."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.history.v1
    import everloop.client

__all__ = ["WorkflowHistory", "WorkflowHistoryEventAsyncIterator", "WorkflowHistoryEventFilterType"]


class WorkflowHistoryEventFilterType(IntEnum):
    """Which events of a history are wanted."""

    ALL_EVENT = 1
    CLOSE_EVENT = 2


@dataclass(frozen=True)
class WorkflowHistory:
    """A workflow's ID with the events of one of its runs."""

    workflow_id: str
    """ID of the workflow."""

    events: Sequence[everloop.api.history.v1.HistoryEvent]
    """The events, from the first on."""

    @property
    def run_id(self) -> str:
        """The run, as its first event tells it.

        Raises:
            RuntimeError: If there is no first event, or it is not the start.
        """
        if not self.events:
            raise RuntimeError("No events")
        first = self.events[0]
        if not first.HasField("workflow_execution_started_event_attributes"):
            raise RuntimeError("First event is not workflow start")
        return str(first.workflow_execution_started_event_attributes.original_execution_run_id)

    @staticmethod
    def from_json(workflow_id: str, history: str | dict[str, Any]) -> WorkflowHistory:
        """Read the JSON that `to_json`, the `temporal` command line or the web interface write.

        Args:
            workflow_id: ID of the workflow, which the JSON does not hold.
            history: The JSON, as text or parsed.

        Raises:
            ValueError: If this is no history.
        """
        from ._history_json import parse

        return WorkflowHistory(workflow_id, parse(history).events)

    def to_json(self) -> str:
        """The history as JSON."""
        from ._history_json import dump

        return dump(self.events)

    def to_json_dict(self) -> dict[str, Any]:
        """The history as parsed JSON."""
        from ._history_json import dump_dict

        return dump_dict(self.events)


class WorkflowHistoryEventAsyncIterator:
    """The events of a history, fetched page by page as they are wanted."""

    def __init__(self, client: everloop.client.Client, input: everloop.client.FetchWorkflowHistoryEventsInput) -> None:
        self._client = client
        self._input = input
        self._next_page_token: bytes | None = input.next_page_token
        self._current_page: Sequence[everloop.api.history.v1.HistoryEvent] | None = None
        self._current_page_index = 0

    @property
    def current_page_index(self) -> int:
        """Position in `current_page` of the event that comes next."""
        return self._current_page_index

    @property
    def current_page(self) -> Sequence[everloop.api.history.v1.HistoryEvent] | None:
        """The page being gone through, once there is one."""
        return self._current_page

    @property
    def next_page_token(self) -> bytes | None:
        """Token of the page after this one, if there is one."""
        return self._next_page_token

    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page, whatever is left of this one.

        Args:
            page_size: How many events the page may have, instead of the number given at first.
        """
        from everloop.api.common.v1 import WorkflowExecution
        from everloop.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest

        wanted = self._input
        request = GetWorkflowExecutionHistoryRequest(
            namespace=self._client.namespace,
            execution=WorkflowExecution(workflow_id=wanted.id, run_id=wanted.run_id or ""),
            maximum_page_size=page_size or wanted.page_size or 0,
            next_page_token=self._next_page_token or b"",
            wait_new_event=wanted.wait_new_event,
            history_event_filter_type=int(wanted.event_filter_type),
            skip_archival=wanted.skip_archival,
        )
        reply = await self._client.workflow_service.get_workflow_execution_history(
            request, retry=True, metadata=wanted.rpc_metadata, timeout=wanted.rpc_timeout
        )
        self._current_page = list(reply.history.events)
        self._current_page_index = 0
        self._next_page_token = reply.next_page_token or None

    def __aiter__(self) -> WorkflowHistoryEventAsyncIterator:
        """This iterator."""
        return self

    async def __anext__(self) -> everloop.api.history.v1.HistoryEvent:
        """The next event."""
        while self._current_page is None or self._current_page_index >= len(self._current_page):
            if self._current_page is not None and self._next_page_token is None:
                raise StopAsyncIteration
            # A page of a long poll may be empty and still not be the last.
            await self.fetch_next_page()
        event = self._current_page[self._current_page_index]
        self._current_page_index += 1
        return event
