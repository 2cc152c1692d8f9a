"""What interceptors get to see of the calls that most programs make: one record per call.

Every call of a client, intercepted or not, is such a record; the last link of the chain hands it to Rust as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.client
    import everloop.common

__all__ = [
    "CancelWorkflowInput",
    "DescribeWorkflowInput",
    "FetchWorkflowHistoryEventsInput",
    "QueryWorkflowInput",
    "SignalWorkflowInput",
    "StartWorkflowInput",
    "TerminateWorkflowInput",
]


@dataclass
class StartWorkflowInput:
    """Start a workflow, perhaps with a signal."""

    workflow: str
    args: Sequence[Any]
    id: str
    task_queue: str
    execution_timeout: timedelta | None
    run_timeout: timedelta | None
    task_timeout: timedelta | None
    id_reuse_policy: everloop.common.WorkflowIDReusePolicy
    id_conflict_policy: everloop.common.WorkflowIDConflictPolicy
    retry_policy: everloop.common.RetryPolicy | None
    cron_schedule: str
    memo: Mapping[str, Any] | None
    search_attributes: everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes | None
    start_delay: timedelta | None
    headers: Mapping[str, everloop.api.common.v1.Payload]
    start_signal: str | None
    start_signal_args: Sequence[Any]
    static_summary: str | None
    static_details: str | None
    # Types are data here, for the converter.
    ret_type: type | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    request_eager_start: bool
    priority: everloop.common.Priority
    versioning_override: everloop.common.VersioningOverride | None = None
    time_skipping_config: everloop.api.common.v1.TimeSkippingConfig | None = None


@dataclass
class CancelWorkflowInput:
    """Ask a workflow to cancel."""

    id: str
    run_id: str | None
    first_execution_run_id: str | None
    reason: str
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class DescribeWorkflowInput:
    """Describe a workflow."""

    id: str
    run_id: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class FetchWorkflowHistoryEventsInput:
    """Read events of a workflow's history, page by page."""

    id: str
    run_id: str | None
    page_size: int | None
    next_page_token: bytes | None
    wait_new_event: bool
    event_filter_type: everloop.client.WorkflowHistoryEventFilterType
    skip_archival: bool
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class QueryWorkflowInput:
    """Query a workflow."""

    id: str
    run_id: str | None
    query: str
    args: Sequence[Any]
    reject_condition: everloop.common.QueryRejectCondition | None
    headers: Mapping[str, everloop.api.common.v1.Payload]
    ret_type: type | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class SignalWorkflowInput:
    """Signal a workflow."""

    id: str
    run_id: str | None
    signal: str
    args: Sequence[Any]
    headers: Mapping[str, everloop.api.common.v1.Payload]
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


@dataclass
class TerminateWorkflowInput:
    """Terminate a workflow."""

    id: str
    run_id: str | None
    first_execution_run_id: str | None
    args: Sequence[Any]
    reason: str | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
