"""Dealing with a schedule that exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

import everloop

from ._schedule_inputs import (
    BackfillScheduleInput,
    DeleteScheduleInput,
    DescribeScheduleInput,
    PauseScheduleInput,
    TriggerScheduleInput,
    UnpauseScheduleInput,
    UpdateScheduleInput,
)

if TYPE_CHECKING:
    import everloop.client

__all__ = ["ScheduleHandle"]


class ScheduleHandle:
    """A schedule to deal with. Made by `Client.create_schedule` and `Client.get_schedule_handle`."""

    def __init__(self, client: everloop.client.Client, id: str) -> None:
        """Name the schedule; no call is made."""
        self._client = client
        self.id = id

    async def backfill(
        self,
        *backfill: everloop.client.ScheduleBackfill,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Act for times in the past as if they passed now.

        Args:
            backfill: The times.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            ValueError: If there is no backfill.
        """
        if not backfill:
            raise ValueError("At least one backfill required")
        await self._client._impl.backfill_schedule(  # pyright: ignore[reportPrivateUsage]
            BackfillScheduleInput(self.id, backfill, rpc_metadata, rpc_timeout)
        )

    async def delete(
        self, *, rpc_metadata: Mapping[str, str | bytes] = {}, rpc_timeout: timedelta | None = None
    ) -> None:
        """Delete the schedule. What it has started runs on.

        Args:
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.delete_schedule(  # pyright: ignore[reportPrivateUsage]
            DeleteScheduleInput(self.id, rpc_metadata, rpc_timeout)
        )

    async def describe(
        self, *, rpc_metadata: Mapping[str, str | bytes] = {}, rpc_timeout: timedelta | None = None
    ) -> everloop.client.ScheduleDescription:
        """Ask what the schedule does, has done and will do.

        Args:
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        return await self._client._impl.describe_schedule(  # pyright: ignore[reportPrivateUsage]
            DescribeScheduleInput(self.id, rpc_metadata, rpc_timeout)
        )

    async def pause(
        self,
        *,
        note: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Pause the schedule. Times that pass meanwhile are not made up for.

        Args:
            note: Why; by default that it was done with this SDK.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.pause_schedule(  # pyright: ignore[reportPrivateUsage]
            PauseScheduleInput(self.id, note, rpc_metadata, rpc_timeout)
        )

    async def trigger(
        self,
        *,
        overlap: everloop.client.ScheduleOverlapPolicy | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Act now, paused or not.

        Args:
            overlap: What to do when the workflow before is still running; by default the schedule's policy.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.trigger_schedule(  # pyright: ignore[reportPrivateUsage]
            TriggerScheduleInput(self.id, overlap, rpc_metadata, rpc_timeout)
        )

    async def unpause(
        self,
        *,
        note: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Let the schedule go on.

        Args:
            note: Why; by default that it was done with this SDK.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.unpause_schedule(  # pyright: ignore[reportPrivateUsage]
            UnpauseScheduleInput(self.id, note, rpc_metadata, rpc_timeout)
        )

    async def update(
        self,
        updater: Callable[
            [everloop.client.ScheduleUpdateInput],
            everloop.client.ScheduleUpdate | None | Awaitable[everloop.client.ScheduleUpdate | None],
        ],
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Change the schedule.

        Args:
            updater: Gets the schedule as it is, and returns it as it shall be, or None to leave it. It may be
                a coroutine function, and must not rely on being called once.
            rpc_metadata: Headers of the calls.
            rpc_timeout: How long each call may take.
        """
        await self._client._impl.update_schedule(  # pyright: ignore[reportPrivateUsage]
            UpdateScheduleInput(self.id, updater, rpc_metadata, rpc_timeout)
        )
