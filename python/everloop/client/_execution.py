"""What a server tells about workflow executions: descriptions, lists and counts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import everloop
from everloop._args import UNSET
from everloop._dataclass import dataclass

from ._history import WorkflowHistory, WorkflowHistoryEventFilterType
from ._pages import Pages

if TYPE_CHECKING:
    import everloop.api.workflow.v1
    import everloop.api.workflowservice.v1
    import everloop.client
    import everloop.common
    import everloop.converter

__all__ = [
    "WorkflowExecution",
    "WorkflowExecutionAsyncIterator",
    "WorkflowExecutionCount",
    "WorkflowExecutionCountAggregationGroup",
    "WorkflowExecutionDescription",
    "WorkflowExecutionStatus",
]


class WorkflowExecutionStatus(IntEnum):
    """The state of a workflow execution."""

    RUNNING = 1
    COMPLETED = 2
    FAILED = 3
    CANCELED = 4
    TERMINATED = 5
    CONTINUED_AS_NEW = 6
    TIMED_OUT = 7


@dataclass
class WorkflowExecution:
    """A workflow execution, as lists show it."""

    close_time: datetime | None
    """When it closed, if it did."""

    execution_time: datetime | None
    """When it began to run, after any delay."""

    history_length: int
    """How many events its history has."""

    id: str
    """ID of the workflow."""

    namespace: str
    """Namespace it is in."""

    parent_id: str | None
    """ID of the parent workflow, if there is one."""

    parent_run_id: str | None
    """Run of the parent workflow, if there is one."""

    root_id: str | None
    """ID of the outermost ancestor."""

    root_run_id: str | None
    """Run of the outermost ancestor."""

    raw_info: everloop.api.workflow.v1.WorkflowExecutionInfo
    """All that the server said."""

    run_id: str
    """The run."""

    search_attributes: everloop.common.SearchAttributes
    """Search attributes by name; `typed_search_attributes` is the better form."""

    start_time: datetime
    """When it was started."""

    status: WorkflowExecutionStatus | None
    """Its state, if it is known."""

    task_queue: str
    """Its task queue."""

    typed_search_attributes: everloop.common.TypedSearchAttributes
    """Its search attributes."""

    workflow_type: str
    """Its type."""

    _context_free_data_converter: everloop.converter.DataConverter

    @property
    def data_converter(self) -> everloop.converter.DataConverter:
        """The converter for this workflow's payloads."""
        from everloop.converter import WorkflowSerializationContext

        return self._context_free_data_converter.with_context(WorkflowSerializationContext(self.namespace, self.id))

    async def memo(self) -> Mapping[str, Any]:
        """All of the memo, values decoded as they come."""
        converter = self.data_converter
        return {name: (await converter.decode([payload]))[0] for name, payload in self.raw_info.memo.fields.items()}

    async def memo_value(self, key: str, default: Any = UNSET, *, type_hint: type | None = None) -> Any:
        """One value of the memo.

        Args:
            key: Its name.
            default: What to return if there is no such value.
            type_hint: The type to decode it as.

        Raises:
            KeyError: If there is no such value and no default.
        """
        payload = self.raw_info.memo.fields.get(key)
        if payload is None:
            if default is UNSET:
                raise KeyError(f"Memo does not have a value for key {key}")
            return default
        return (await self.data_converter.decode([payload], [type_hint] if type_hint else None))[0]

    @classmethod
    def _fields(
        cls,
        info: everloop.api.workflow.v1.WorkflowExecutionInfo,
        namespace: str,
        converter: everloop.converter.DataConverter,
    ) -> dict[str, Any]:
        from everloop.converter import decode_search_attributes, decode_typed_search_attributes

        def time(name: str) -> datetime | None:
            stamp: Any = getattr(info, name)
            return stamp.ToDatetime(tzinfo=timezone.utc) if info.HasField(name) else None

        return {
            "close_time": time("close_time"),
            "execution_time": time("execution_time"),
            "history_length": info.history_length,
            "id": info.execution.workflow_id,
            "namespace": namespace,
            "parent_id": info.parent_execution.workflow_id or None,
            "parent_run_id": info.parent_execution.run_id or None,
            "root_id": info.root_execution.workflow_id or None,
            "root_run_id": info.root_execution.run_id or None,
            "raw_info": info,
            "run_id": info.execution.run_id,
            "search_attributes": decode_search_attributes(info.search_attributes),
            "start_time": time("start_time"),
            "status": WorkflowExecutionStatus(info.status) if info.status else None,
            "task_queue": info.task_queue,
            "typed_search_attributes": decode_typed_search_attributes(info.search_attributes),
            "workflow_type": info.type.name,
            "_context_free_data_converter": converter,
        }

    @classmethod
    def _from_raw_info(
        cls,
        info: everloop.api.workflow.v1.WorkflowExecutionInfo,
        namespace: str,
        converter: everloop.converter.DataConverter,
    ) -> WorkflowExecution:
        return cls(**cls._fields(info, namespace, converter))


@dataclass
class WorkflowExecutionDescription(WorkflowExecution):
    """A workflow execution, as `WorkflowHandle.describe` shows it."""

    raw_description: everloop.api.workflowservice.v1.DescribeWorkflowExecutionResponse
    """All that the server said."""

    async def static_summary(self) -> str | None:
        """The line that was given at the start, if one was."""
        return await self._user_text("summary")

    async def static_details(self) -> str | None:
        """The text that was given at the start, if one was."""
        return await self._user_text("details")

    async def _user_text(self, name: str) -> str | None:
        metadata = self.raw_description.execution_config.user_metadata
        if not metadata.HasField(name):
            return None
        decoded: list[Any] = await self.data_converter.decode([getattr(metadata, name)], [str])
        return str(decoded[0])

    @staticmethod
    def _from_raw_description(
        description: everloop.api.workflowservice.v1.DescribeWorkflowExecutionResponse,
        namespace: str,
        converter: everloop.converter.DataConverter,
    ) -> WorkflowExecutionDescription:
        fields = WorkflowExecution._fields(description.workflow_execution_info, namespace, converter)
        return WorkflowExecutionDescription(**fields, raw_description=description)


@dataclass
class WorkflowExecutionCountAggregationGroup:
    """How many of the counted workflows are alike."""

    count: int
    """How many."""

    group_values: Sequence[everloop.common.SearchAttributeValue]
    """What they have in common."""


@dataclass
class WorkflowExecutionCount:
    """How many workflows there are, roughly."""

    count: int
    """How many."""

    groups: Sequence[WorkflowExecutionCountAggregationGroup]
    """How many of each kind, if the query groups."""

    @staticmethod
    def _from_raw(raw: everloop.api.workflowservice.v1.CountWorkflowExecutionsResponse) -> WorkflowExecutionCount:
        from everloop.converter import DataConverter

        decode = DataConverter.default.payload_converter.from_payload
        groups = [
            WorkflowExecutionCountAggregationGroup(group.count, [decode(value) for value in group.group_values])
            for group in raw.groups
        ]
        return WorkflowExecutionCount(raw.count, groups)


class WorkflowExecutionAsyncIterator(Pages[WorkflowExecution]):
    """Workflows of a list, fetched page by page as they are wanted. Made by `Client.list_workflows`."""

    def __init__(self, client: everloop.client.Client, input: everloop.client.ListWorkflowsInput) -> None:
        super().__init__(input.next_page_token, input.limit)
        self._client = client
        self._input = input

    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page, whatever is left of this one.

        Args:
            page_size: How many workflows the page may have, instead of the number given at first.
        """
        from everloop.api.workflowservice.v1 import ListWorkflowExecutionsRequest

        size = self._size(page_size or self._input.page_size)
        request = ListWorkflowExecutionsRequest(
            namespace=self._client.namespace,
            page_size=size,
            next_page_token=self._next_page_token or b"",
            query=self._input.query or "",
        )
        reply = await self._client.workflow_service.list_workflow_executions(
            request, retry=True, metadata=self._input.rpc_metadata, timeout=self._input.rpc_timeout
        )
        page = [
            WorkflowExecution._from_raw_info(info, self._client.namespace, self._client.data_converter)  # pyright: ignore[reportPrivateUsage]
            for info in reply.executions
        ]
        self._turn(page, reply.next_page_token)

    async def map_histories(
        self,
        *,
        event_filter_type: WorkflowHistoryEventFilterType = WorkflowHistoryEventFilterType.ALL_EVENT,
        skip_archival: bool = False,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> AsyncIterator[WorkflowHistory]:
        """The histories of the listed runs, one after another.

        Args:
            event_filter_type: Which events are wanted.
            skip_archival: Whether archived histories are left out.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        async for execution in self:
            handle = self._client.get_workflow_handle(execution.id, run_id=execution.run_id)
            yield await handle.fetch_history(
                event_filter_type=event_filter_type,
                skip_archival=skip_archival,
                rpc_metadata=rpc_metadata,
                rpc_timeout=rpc_timeout,
            )
