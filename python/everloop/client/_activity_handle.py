"""Handles of activities that belong to no workflow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic

import everloop
from everloop.types import ReturnType

from ._activity_inputs import (
    CancelActivityInput,
    DescribeActivityInput,
    PauseActivityInput,
    TerminateActivityInput,
    UnpauseActivityInput,
    UpdateActivityOptionsInput,
)

if TYPE_CHECKING:
    import everloop.client

    from ._interceptor import OutboundInterceptor

__all__ = ["ActivityHandle"]


class ActivityHandle(Generic[ReturnType]):
    """A handle of an activity, by its ID. Made by clients; making one calls nothing."""

    def __init__(
        self, client: everloop.client.Client, id: str, *, run_id: str | None = None, result_type: type | None = None
    ) -> None:
        self._client = client
        self._id = id
        self._run_id = run_id
        self._result_type = result_type

    @property
    def _impl(self) -> OutboundInterceptor:
        return self._client._impl  # pyright: ignore[reportPrivateUsage]

    @property
    def id(self) -> str:
        """ID of the activity."""
        return self._id

    @property
    def run_id(self) -> str | None:
        """The run that all calls go to; ``None`` means the latest."""
        return self._run_id

    async def result(
        self,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> ReturnType:
        """Wait for the activity to end.

        Args:
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take; the waiting may take many calls.

        Returns:
            What the activity returned.

        Raises:
            ActivityFailureError: If it failed, or was cancelled, terminated or timed out.
            RPCError: If the activity cannot be found or the server not be asked.
        """
        from ._activity_outbound import result

        outcome: ReturnType = await result(
            self._client, self._id, self._run_id, self._result_type, rpc_metadata, rpc_timeout
        )
        return outcome

    async def cancel(
        self,
        *,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Ask the activity to cancel.

        Args:
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._impl.cancel_activity(CancelActivityInput(self._id, self._run_id, reason, rpc_metadata, rpc_timeout))

    async def terminate(
        self,
        *,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """End the activity at once, without asking it.

        Args:
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._impl.terminate_activity(
            TerminateActivityInput(self._id, self._run_id, reason, rpc_metadata, rpc_timeout)
        )

    async def pause(
        self,
        *,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Let no further attempt begin.

        Args:
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._impl.pause_activity(PauseActivityInput(self._id, self._run_id, reason, rpc_metadata, rpc_timeout))

    async def unpause(
        self,
        *,
        reason: str | None = None,
        jitter: timedelta | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Let attempts begin again.

        Args:
            reason: Why.
            jitter: The first one begins at a random moment within this time.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._impl.unpause_activity(
            UnpauseActivityInput(self._id, self._run_id, reason, jitter, rpc_metadata, rpc_timeout)
        )

    async def update_options(
        self,
        updates: Sequence[everloop.client.ActivityOptionsUpdate[Any]],
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityExecutionOptions:
        """Change options for the attempts to come.

        Args:
            updates: What `ActivityOptionsKey.value_set` and `ActivityOptionsKey.value_unset` make.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Returns:
            The options as they are then.
        """
        return await self._update_options(updates, False, rpc_metadata, rpc_timeout)

    async def restore_original_options(
        self,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityExecutionOptions:
        """Give all options the values that they had at the start.

        Args:
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Returns:
            The options as they are then.
        """
        return await self._update_options([], True, rpc_metadata, rpc_timeout)

    async def _update_options(
        self,
        updates: Sequence[everloop.client.ActivityOptionsUpdate[Any]],
        restore_original: bool,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> everloop.client.ActivityExecutionOptions:
        return await self._impl.update_activity_options(
            UpdateActivityOptionsInput(self._id, self._run_id, updates, restore_original, rpc_metadata, rpc_timeout)
        )

    async def describe(
        self,
        *,
        include_input: bool = False,
        include_outcome: bool = False,
        include_heartbeat_details: bool = False,
        include_last_failure: bool = False,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.ActivityExecutionDescription:
        """Ask what the server knows about the activity.

        Args:
            include_input: Whether its arguments are wanted too.
            include_outcome: Whether what came of it is wanted too.
            include_heartbeat_details: Whether the details of its last heartbeat are wanted too.
            include_last_failure: Whether the failure of its last attempt is wanted too.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        return await self._impl.describe_activity(
            DescribeActivityInput(
                self._id,
                self._run_id,
                include_input,
                include_outcome,
                include_heartbeat_details,
                include_last_failure,
                rpc_metadata,
                rpc_timeout,
            )
        )
