"""Creating, finding and listing schedules."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop

from ._part import ClientPart

if TYPE_CHECKING:
    import everloop.client
    import everloop.common

__all__ = ["ScheduleCalls"]


class ScheduleCalls(ClientPart):
    """The part of `Client` for schedules."""

    async def create_schedule(
        self,
        id: str,
        schedule: everloop.client.Schedule,
        *,
        trigger_immediately: bool = False,
        backfill: Sequence[everloop.client.ScheduleBackfill] = [],
        memo: Mapping[str, Any] | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | everloop.common.SearchAttributes | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ScheduleHandle:
        """Create a schedule.

        Args:
            id: ID of the schedule.
            schedule: What it does, and when.
            trigger_immediately: Whether it acts now, besides.
            backfill: Times in the past to act for as if they passed now.
            memo: Values to show in lists of schedules.
            search_attributes: Values to find the schedule by.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Returns:
            A handle of the schedule.

        Raises:
            ScheduleAlreadyRunningError: If there is a schedule of that ID.
            ValueError: If `limited_actions` and `remaining_actions` contradict each other.
        """
        from ._schedule_inputs import CreateScheduleInput

        if search_attributes is not None and isinstance(search_attributes, Mapping):
            warnings.warn(
                "Dictionary-based search attributes are deprecated, use TypedSearchAttributes",
                DeprecationWarning,
                stacklevel=2,
            )
        state = schedule.state
        if state.limited_actions and not state.remaining_actions:
            raise ValueError("Must set limited actions to false if there are no remaining actions set")
        if not state.limited_actions and state.remaining_actions:
            raise ValueError("Must set limited actions to true if there are remaining actions set")
        return await self._impl.create_schedule(
            CreateScheduleInput(
                id, schedule, trigger_immediately, backfill, memo, search_attributes, rpc_metadata, rpc_timeout
            )
        )

    def get_schedule_handle(self, id: str) -> everloop.client.ScheduleHandle:
        """A handle of a schedule, which may exist or not; no call is made.

        Args:
            id: ID of the schedule.
        """
        from ._schedule_handle import ScheduleHandle

        return ScheduleHandle(self._whole, id)

    async def list_schedules(
        self,
        query: str | None = None,
        *,
        page_size: int = 1000,
        next_page_token: bytes | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ScheduleAsyncIterator:
        """List schedules. Servers may list a new one with some delay.

        Args:
            query: A list filter; all if there is none.
            page_size: How many schedules to fetch at once.
            next_page_token: Where an earlier list left off.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.

        Returns:
            An iterator to use with `async for`; no call is made before that.
        """
        from ._schedule_inputs import ListSchedulesInput

        return self._impl.list_schedules(
            ListSchedulesInput(page_size, next_page_token, rpc_metadata, rpc_timeout, query)
        )
