"""What interceptors get to see of starting a workflow together with an update."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.client
    import everloop.common

__all__ = [
    "StartWorkflowUpdateWithStartInput",
    "UpdateWithStartStartWorkflowInput",
    "UpdateWithStartUpdateWorkflowInput",
]


@dataclass
class UpdateWithStartStartWorkflowInput:
    """The workflow to start together with an update."""

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
    static_summary: str | None
    static_details: str | None
    ret_type: type | None
    priority: everloop.common.Priority
    versioning_override: everloop.common.VersioningOverride | None = None
    time_skipping_config: everloop.api.common.v1.TimeSkippingConfig | None = None


@dataclass
class UpdateWithStartUpdateWorkflowInput:
    """The update to send together with a start."""

    update_id: str | None
    update: str
    args: Sequence[Any]
    wait_for_stage: everloop.client.WorkflowUpdateStage
    headers: Mapping[str, everloop.api.common.v1.Payload]
    ret_type: type | None


@dataclass
class StartWorkflowUpdateWithStartInput:
    """Start a workflow unless it runs, and send it an update, in one request."""

    start_workflow_input: UpdateWithStartStartWorkflowInput
    update_workflow_input: UpdateWithStartUpdateWorkflowInput
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None
    _on_start: Callable[[str, str | None], None]
    """Told the run, and the first run of its chain if the server names it."""
    _on_start_error: Callable[[BaseException], None]
