"""What interceptors get to see of the calls that few programs make; loaded with the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.client
    import everloop.converter

__all__ = [
    "CompleteAsyncActivityInput",
    "CountWorkflowsInput",
    "FailAsyncActivityInput",
    "HeartbeatAsyncActivityInput",
    "ListWorkflowsInput",
    "ReportCancellationAsyncActivityInput",
    "StartWorkflowUpdateInput",
]


@dataclass
class ListWorkflowsInput:
    """List workflows, page by page."""

    query: str | None
    page_size: int
    next_page_token: bytes | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    limit: int | None


@dataclass
class CountWorkflowsInput:
    """Count workflows."""

    query: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class StartWorkflowUpdateInput:
    """Send an update to a workflow."""

    id: str
    run_id: str | None
    first_execution_run_id: str | None
    update_id: str | None
    update: str
    args: Sequence[Any]
    wait_for_stage: everloop.client.WorkflowUpdateStage
    headers: Mapping[str, everloop.api.common.v1.Payload]
    ret_type: type | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class HeartbeatAsyncActivityInput:
    """Record a heartbeat of an activity that ends outside the worker."""

    id_or_token: everloop.client.AsyncActivityIDReference | bytes
    details: Sequence[Any]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    data_converter_override: everloop.converter.DataConverter | None = None


@dataclass
class CompleteAsyncActivityInput:
    """Complete an activity that ends outside the worker."""

    id_or_token: everloop.client.AsyncActivityIDReference | bytes
    result: Any | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    data_converter_override: everloop.converter.DataConverter | None = None


@dataclass
class FailAsyncActivityInput:
    """Fail an activity that ends outside the worker."""

    id_or_token: everloop.client.AsyncActivityIDReference | bytes
    error: Exception
    last_heartbeat_details: Sequence[Any]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    data_converter_override: everloop.converter.DataConverter | None = None


@dataclass
class ReportCancellationAsyncActivityInput:
    """Report that an activity that ends outside the worker was cancelled."""

    id_or_token: everloop.client.AsyncActivityIDReference | bytes
    details: Sequence[Any]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    data_converter_override: everloop.converter.DataConverter | None = None
