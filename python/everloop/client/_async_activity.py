"""Handles of activities that end outside the worker that started them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._args import UNSET
from everloop._dataclass import dataclass
from everloop.converter import WithSerializationContext

from ._rare_inputs import (
    CompleteAsyncActivityInput,
    FailAsyncActivityInput,
    HeartbeatAsyncActivityInput,
    ReportCancellationAsyncActivityInput,
)

if TYPE_CHECKING:
    import everloop.client
    import everloop.converter

__all__ = ["AsyncActivityHandle", "AsyncActivityIDReference"]


@dataclass(frozen=True)
class AsyncActivityIDReference:
    """The ids of an activity."""

    workflow_id: str | None
    run_id: str | None
    activity_id: str


class AsyncActivityHandle(WithSerializationContext):
    """A handle of an activity that ends outside its worker. Made by `Client.get_async_activity_handle`."""

    def __init__(
        self,
        client: everloop.client.Client,
        id_or_token: AsyncActivityIDReference | bytes,
        data_converter_override: everloop.converter.DataConverter | None = None,
    ) -> None:
        self._client = client
        self._id_or_token = id_or_token
        self._data_converter_override = data_converter_override

    async def heartbeat(
        self,
        *details: Any,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Record a heartbeat.

        Args:
            *details: What the next attempt gets to know.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.

        Raises:
            AsyncActivityCancelledError: If the activity is to stop.
        """
        await self._client._impl.heartbeat_async_activity(  # pyright: ignore[reportPrivateUsage]
            HeartbeatAsyncActivityInput(
                self._id_or_token, details, rpc_metadata, rpc_timeout, self._data_converter_override
            )
        )

    async def complete(
        self,
        result: Any | None = UNSET,
        *,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Complete the activity.

        Args:
            result: What the activity returns. Left out, the completion holds no value at all.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.complete_async_activity(  # pyright: ignore[reportPrivateUsage]
            CompleteAsyncActivityInput(
                self._id_or_token,
                result,
                rpc_metadata,
                rpc_timeout,
                self._data_converter_override,
            )
        )

    async def fail(
        self,
        error: Exception,
        *,
        last_heartbeat_details: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Fail the activity.

        Args:
            error: What the activity raises.
            last_heartbeat_details: What the next attempt gets to know.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.fail_async_activity(  # pyright: ignore[reportPrivateUsage]
            FailAsyncActivityInput(
                self._id_or_token,
                error,
                last_heartbeat_details,
                rpc_metadata,
                rpc_timeout,
                self._data_converter_override,
            )
        )

    async def report_cancellation(
        self,
        *details: Any,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Report that the activity stopped because it was asked to.

        Args:
            *details: What the workflow gets to know.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.report_cancellation_async_activity(  # pyright: ignore[reportPrivateUsage]
            ReportCancellationAsyncActivityInput(
                self._id_or_token, details, rpc_metadata, rpc_timeout, self._data_converter_override
            )
        )

    def with_context(self, context: everloop.converter.SerializationContext) -> AsyncActivityHandle:
        """The same handle, converting for that context."""
        converter = self._data_converter_override or self._client.data_converter
        return AsyncActivityHandle(self._client, self._id_or_token, converter.with_context(context))
