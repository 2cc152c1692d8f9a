"""Nexus operations that belong to no workflow: the names. Calling them says that they are not supported yet."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic

import everloop
from everloop._dataclass import dataclass
from everloop.common import NexusOperationIDConflictPolicy, NexusOperationIDReusePolicy
from everloop.types import NexusServiceType, ReturnType

from ._exceptions import _CausedError  # pyright: ignore[reportPrivateUsage]
from ._nexus_inputs import (
    CancelNexusOperationInput,
    DescribeNexusOperationInput,
    GetNexusOperationResultInput,
    TerminateNexusOperationInput,
)

if TYPE_CHECKING:
    import everloop.api.nexus.v1
    import everloop.client
    import everloop.common
    import everloop.converter

__all__ = [
    "NexusClient",
    "NexusOperationExecution",
    "NexusOperationExecutionAsyncIterator",
    "NexusOperationExecutionCancellationInfo",
    "NexusOperationExecutionCount",
    "NexusOperationExecutionCountAggregationGroup",
    "NexusOperationExecutionDescription",
    "NexusOperationFailureError",
    "NexusOperationHandle",
]

NOT_YET = "Nexus operations are not supported yet"


class NexusOperationFailureError(_CausedError):
    """A Nexus operation did not complete."""

    def __init__(self, *, cause: BaseException) -> None:
        super().__init__("Nexus operation execution failed", cause)


@dataclass
class NexusOperationExecution:
    """A Nexus operation, as lists show it."""

    operation_id: str
    run_id: str
    endpoint: str
    service: str
    operation: str
    schedule_time: datetime | None
    close_time: datetime | None
    status: everloop.common.NexusOperationExecutionStatus
    search_attributes: everloop.common.TypedSearchAttributes
    state_transition_count: int
    execution_duration: timedelta | None
    raw_info: everloop.api.nexus.v1.NexusOperationExecutionListInfo | everloop.api.nexus.v1.NexusOperationExecutionInfo


@dataclass
class NexusOperationExecutionCancellationInfo:
    """The request to cancel a Nexus operation."""

    raw: everloop.api.nexus.v1.NexusOperationExecutionCancellationInfo
    requested_time: datetime | None
    state: everloop.common.NexusOperationCancellationState
    attempt: int
    last_attempt_complete_time: datetime | None
    next_attempt_schedule_time: datetime | None
    last_attempt_failure: BaseException | None
    blocked_reason: str
    reason: str


@dataclass
class NexusOperationExecutionDescription(NexusOperationExecution):
    """A Nexus operation, as `NexusOperationHandle.describe` shows it."""

    raw_description: everloop.api.nexus.v1.NexusOperationExecutionInfo
    state: everloop.common.PendingNexusOperationExecutionState
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    attempt: int
    expiration_time: datetime | None
    last_attempt_complete_time: datetime | None
    next_attempt_schedule_time: datetime | None
    last_attempt_failure: BaseException | None
    blocked_reason: str | None
    request_id: str
    operation_token: str | None
    identity: str
    cancellation_info: NexusOperationExecutionCancellationInfo | None
    _data_converter: everloop.converter.DataConverter = field(kw_only=True)
    _static_summary: str | None = field(default=None, kw_only=True)
    _static_details: str | None = field(default=None, kw_only=True)
    _metadata_decoded: bool = field(default=False, kw_only=True)

    async def static_summary(self) -> str | None:
        """The line that was given at the start, if one was."""
        raise NotImplementedError(NOT_YET)

    async def static_details(self) -> str | None:
        """The text that was given at the start, if one was."""
        raise NotImplementedError(NOT_YET)


@dataclass(frozen=True)
class NexusOperationExecutionCountAggregationGroup:
    """How many of the counted operations are alike."""

    count: int
    group_values: Sequence[everloop.common.SearchAttributeValue]
    """What they have in common."""


@dataclass
class NexusOperationExecutionCount:
    """How many Nexus operations there are, roughly."""

    count: int
    groups: Sequence[NexusOperationExecutionCountAggregationGroup]
    """How many of each kind, if the query groups."""


class NexusOperationExecutionAsyncIterator:
    """Nexus operations of a list. Made by `Client.list_nexus_operations`."""

    def __init__(self, client: everloop.client.Client, input: everloop.client.ListNexusOperationsInput) -> None:
        self._client = client
        self._input = input

    @property
    def current_page_index(self) -> int:
        """Position in `current_page` of the operation that comes next."""
        return 0

    @property
    def current_page(self) -> Sequence[NexusOperationExecution] | None:
        """The page being gone through, once there is one."""
        return None

    @property
    def next_page_token(self) -> bytes | None:
        """Token of the page after this one, if there is one."""
        return self._input.next_page_token

    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page.

        Args:
            page_size: How many operations the page may have, instead of the number given at first.
        """
        raise NotImplementedError(NOT_YET)

    def __aiter__(self) -> NexusOperationExecutionAsyncIterator:
        """This iterator."""
        return self

    async def __anext__(self) -> NexusOperationExecution:
        """The next operation."""
        raise NotImplementedError(NOT_YET)


class NexusOperationHandle(Generic[ReturnType]):
    """A handle of a Nexus operation, by its ID. Made by clients; making one calls nothing."""

    def __init__(
        self,
        client: everloop.client.Client,
        operation_id: str,
        *,
        run_id: str | None = None,
        result_type: type | None = None,
        endpoint: str = "",
        service: str = "",
        operation: str = "",
    ) -> None:
        self._client = client
        self._operation_id = operation_id
        self._run_id = run_id
        self._result_type = result_type
        self._endpoint = endpoint
        self._service = service
        self._operation = operation

    @property
    def operation_id(self) -> str:
        """ID of the operation."""
        return self._operation_id

    @property
    def run_id(self) -> str | None:
        """The run that all calls go to; ``None`` means the latest."""
        return self._run_id

    @property
    def endpoint(self) -> str:
        """The endpoint it was started at, if this is known."""
        return self._endpoint

    @property
    def service(self) -> str:
        """The service it belongs to, if this is known."""
        return self._service

    async def result(
        self, *, rpc_metadata: Mapping[str, str | bytes] = {}, rpc_timeout: timedelta | None = None
    ) -> ReturnType:
        """Wait for the operation to end.

        Args:
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.
        """
        outcome: ReturnType = await self._client._impl.get_nexus_operation_result(  # pyright: ignore[reportPrivateUsage]
            GetNexusOperationResultInput(
                self._operation_id,
                self._run_id,
                self._endpoint,
                self._service,
                self._operation,
                rpc_metadata,
                rpc_timeout,
                self._result_type,
            )
        )
        return outcome

    async def describe(
        self, *, rpc_metadata: Mapping[str, str | bytes] = {}, rpc_timeout: timedelta | None = None
    ) -> NexusOperationExecutionDescription:
        """Ask what the server knows about the operation.

        Args:
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        return await self._client._impl.describe_nexus_operation(  # pyright: ignore[reportPrivateUsage]
            DescribeNexusOperationInput(self._operation_id, self._run_id, rpc_metadata, rpc_timeout)
        )

    async def cancel(
        self,
        *,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """Ask the operation to cancel.

        Args:
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.cancel_nexus_operation(  # pyright: ignore[reportPrivateUsage]
            CancelNexusOperationInput(self._operation_id, self._run_id, reason, rpc_metadata, rpc_timeout)
        )

    async def terminate(
        self,
        *,
        reason: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> None:
        """End the operation at once, without asking it.

        Args:
            reason: Why.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
        """
        await self._client._impl.terminate_nexus_operation(  # pyright: ignore[reportPrivateUsage]
            TerminateNexusOperationInput(self._operation_id, self._run_id, reason, rpc_metadata, rpc_timeout)
        )


class NexusClient(ABC, Generic[NexusServiceType]):
    """Starts operations of one Nexus service. Made by `Client.create_nexus_client`."""

    @abstractmethod
    async def start_operation(
        self,
        operation: Any,
        arg: Any,
        *,
        id: str,
        id_reuse_policy: NexusOperationIDReusePolicy = NexusOperationIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: NexusOperationIDConflictPolicy = NexusOperationIDConflictPolicy.FAIL,
        result_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | None = None,
        summary: str | None = None,
        headers: Mapping[str, str] | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> NexusOperationHandle[Any]:
        """Start an operation."""
        ...

    @abstractmethod
    async def execute_operation(
        self,
        operation: Any,
        arg: Any,
        *,
        id: str,
        id_reuse_policy: NexusOperationIDReusePolicy = NexusOperationIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: NexusOperationIDConflictPolicy = NexusOperationIDConflictPolicy.FAIL,
        result_type: type | None = None,
        schedule_to_close_timeout: timedelta | None = None,
        schedule_to_start_timeout: timedelta | None = None,
        start_to_close_timeout: timedelta | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | None = None,
        summary: str | None = None,
        headers: Mapping[str, str] | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any:
        """Start an operation and wait for its result."""
        ...
