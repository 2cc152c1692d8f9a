"""What interceptors get to see of calls about schedules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.client
    import everloop.common

__all__ = [
    "BackfillScheduleInput",
    "CreateScheduleInput",
    "DeleteScheduleInput",
    "DescribeScheduleInput",
    "ListSchedulesInput",
    "PauseScheduleInput",
    "TriggerScheduleInput",
    "UnpauseScheduleInput",
    "UpdateScheduleInput",
]


@dataclass
class CreateScheduleInput:
    """Create a schedule."""

    id: str
    schedule: everloop.client.Schedule
    trigger_immediately: bool
    backfill: Sequence[everloop.client.ScheduleBackfill]
    memo: Mapping[str, Any] | None
    search_attributes: everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class ListSchedulesInput:
    """List schedules, page by page."""

    page_size: int
    next_page_token: bytes | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    query: str | None = None


@dataclass
class BackfillScheduleInput:
    """Let a schedule act for times in the past."""

    id: str
    backfills: Sequence[everloop.client.ScheduleBackfill]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class DeleteScheduleInput:
    """Delete a schedule."""

    id: str
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class DescribeScheduleInput:
    """Describe a schedule."""

    id: str
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class PauseScheduleInput:
    """Pause a schedule."""

    id: str
    note: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class TriggerScheduleInput:
    """Let a schedule act now."""

    id: str
    overlap: everloop.client.ScheduleOverlapPolicy | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class UnpauseScheduleInput:
    """Let a paused schedule go on."""

    id: str
    note: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class UpdateScheduleInput:
    """Change a schedule."""

    id: str
    updater: Callable[
        [everloop.client.ScheduleUpdateInput],
        everloop.client.ScheduleUpdate | None | Awaitable[everloop.client.ScheduleUpdate | None],
    ]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
