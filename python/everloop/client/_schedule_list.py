"""Schedules, as lists show them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import everloop
from everloop._args import UNSET
from everloop._dataclass import dataclass

from ._pages import Pages
from ._schedule import ScheduleActionResult, decoded_memo, decoded_memo_value
from ._schedule_spec import ScheduleSpec

if TYPE_CHECKING:
    import everloop.api.schedule.v1
    import everloop.client
    import everloop.common
    import everloop.converter

__all__ = [
    "ScheduleAsyncIterator",
    "ScheduleListAction",
    "ScheduleListActionStartWorkflow",
    "ScheduleListDescription",
    "ScheduleListInfo",
    "ScheduleListSchedule",
    "ScheduleListState",
]


class ScheduleListAction(ABC):  # noqa: B024 - a mark, with nothing in common
    """What a listed schedule does. The only kind is `ScheduleListActionStartWorkflow`."""


@dataclass
class ScheduleListActionStartWorkflow(ScheduleListAction):
    """Start a workflow."""

    workflow: str
    """Name of the workflow type."""


@dataclass
class ScheduleListState:
    """Whether a listed schedule acts at all."""

    note: str | None
    """Why it is in this state."""

    paused: bool
    """Whether it rests."""

    @staticmethod
    def _from_proto(info: everloop.api.schedule.v1.ScheduleListInfo) -> ScheduleListState:
        return ScheduleListState(note=info.notes or None, paused=info.paused)


@dataclass
class ScheduleListSchedule:
    """What a listed schedule does, and when."""

    action: ScheduleListAction
    """What it does."""

    spec: ScheduleSpec
    """When it does it."""

    state: ScheduleListState
    """Whether it acts at all."""

    @staticmethod
    def _from_proto(info: everloop.api.schedule.v1.ScheduleListInfo) -> ScheduleListSchedule:
        if not info.HasField("workflow_type"):
            raise ValueError("Unknown action on schedule")
        return ScheduleListSchedule(
            action=ScheduleListActionStartWorkflow(workflow=info.workflow_type.name),
            spec=ScheduleSpec._from_proto(info.spec),  # pyright: ignore[reportPrivateUsage]
            state=ScheduleListState._from_proto(info),  # pyright: ignore[reportPrivateUsage]
        )


@dataclass
class ScheduleListInfo:
    """What a listed schedule has done and will do."""

    recent_actions: Sequence[ScheduleActionResult]
    """The last five actions."""

    next_action_times: Sequence[datetime]
    """When the next five are due."""

    @staticmethod
    def _from_proto(info: everloop.api.schedule.v1.ScheduleListInfo) -> ScheduleListInfo:
        return ScheduleListInfo(
            recent_actions=[ScheduleActionResult._from_proto(each) for each in info.recent_actions],  # pyright: ignore[reportPrivateUsage]
            next_action_times=[each.ToDatetime(tzinfo=timezone.utc) for each in info.future_action_times],
        )


@dataclass
class ScheduleListDescription:
    """A schedule, as `Client.list_schedules` shows it."""

    id: str
    """Its ID."""

    schedule: ScheduleListSchedule | None
    """What it does, and when. None while the server's index does not know."""

    info: ScheduleListInfo | None
    """What it has done and will do. None while the server's index does not know."""

    typed_search_attributes: everloop.common.TypedSearchAttributes
    """Its search attributes."""

    search_attributes: everloop.common.SearchAttributes
    """Search attributes by name; `typed_search_attributes` is the better form."""

    data_converter: everloop.converter.DataConverter
    """The converter for the memo."""

    raw_entry: everloop.api.schedule.v1.ScheduleListEntry
    """All that the server said."""

    @staticmethod
    def _from_proto(
        entry: everloop.api.schedule.v1.ScheduleListEntry, converter: everloop.converter.DataConverter
    ) -> ScheduleListDescription:
        from everloop.converter import decode_search_attributes, decode_typed_search_attributes

        is_known = entry.HasField("info")
        return ScheduleListDescription(
            id=entry.schedule_id,
            schedule=ScheduleListSchedule._from_proto(entry.info) if is_known else None,  # pyright: ignore[reportPrivateUsage]
            info=ScheduleListInfo._from_proto(entry.info) if is_known else None,  # pyright: ignore[reportPrivateUsage]
            typed_search_attributes=decode_typed_search_attributes(entry.search_attributes),
            search_attributes=decode_search_attributes(entry.search_attributes),
            data_converter=converter,
            raw_entry=entry,
        )

    async def memo(self) -> Mapping[str, Any]:
        """All of the memo, values decoded as they come."""
        return await decoded_memo(self.raw_entry.memo, self.data_converter)

    async def memo_value(self, key: str, default: Any = UNSET, *, type_hint: type | None = None) -> Any:
        """One value of the memo.

        Args:
            key: Its name.
            default: What to return if there is no such value.
            type_hint: The type to decode it as.

        Raises:
            KeyError: If there is no such value and no default.
        """
        return await decoded_memo_value(self.raw_entry.memo, self.data_converter, key, default, type_hint)


class ScheduleAsyncIterator(Pages[ScheduleListDescription]):
    """Schedules of a list, fetched page by page as they are wanted. Made by `Client.list_schedules`."""

    def __init__(self, client: everloop.client.Client, input: everloop.client.ListSchedulesInput) -> None:
        super().__init__(input.next_page_token, None)
        self._client = client
        self._input = input

    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page, whatever is left of this one.

        Args:
            page_size: How many schedules the page may have, instead of the number given at first.
        """
        from everloop.api.workflowservice.v1 import ListSchedulesRequest

        request = ListSchedulesRequest(
            namespace=self._client.namespace,
            maximum_page_size=page_size or self._input.page_size,
            next_page_token=self._next_page_token or b"",
            query=self._input.query or "",
        )
        reply = await self._client.workflow_service.list_schedules(
            request, retry=True, metadata=self._input.rpc_metadata, timeout=self._input.rpc_timeout
        )
        page = [
            ScheduleListDescription._from_proto(entry, self._client.data_converter)  # pyright: ignore[reportPrivateUsage]
            for entry in reply.schedules
        ]
        self._turn(page, reply.next_page_token)
