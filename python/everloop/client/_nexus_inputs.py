"""What interceptors get to see of the calls for Nexus operations that belong to no workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.common

__all__ = [
    "CancelNexusOperationInput",
    "CountNexusOperationsInput",
    "DescribeNexusOperationInput",
    "GetNexusOperationResultInput",
    "ListNexusOperationsInput",
    "StartNexusOperationInput",
    "TerminateNexusOperationInput",
]


@dataclass
class StartNexusOperationInput:
    """Start a Nexus operation."""

    operation: str
    arg: Any
    id: str
    endpoint: str
    service: str
    result_type: type | None
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    id_reuse_policy: everloop.common.NexusOperationIDReusePolicy
    id_conflict_policy: everloop.common.NexusOperationIDConflictPolicy
    search_attributes: everloop.common.TypedSearchAttributes | None
    summary: str | None
    headers: Mapping[str, str]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class DescribeNexusOperationInput:
    """Describe a Nexus operation."""

    operation_id: str
    run_id: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class GetNexusOperationResultInput:
    """Wait for what comes of a Nexus operation."""

    operation_id: str
    run_id: str | None
    endpoint: str
    service: str
    operation: str
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    result_type: type[Any] | None


@dataclass
class CancelNexusOperationInput:
    """Ask a Nexus operation to cancel."""

    operation_id: str
    run_id: str | None
    reason: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class TerminateNexusOperationInput:
    """Terminate a Nexus operation."""

    operation_id: str
    run_id: str | None
    reason: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class ListNexusOperationsInput:
    """List Nexus operations, page by page."""

    query: str | None
    page_size: int
    next_page_token: bytes | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    limit: int | None


@dataclass
class CountNexusOperationsInput:
    """Count Nexus operations."""

    query: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
