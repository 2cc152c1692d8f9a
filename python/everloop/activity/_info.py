"""What an activity may know about the attempt that runs, and why it was cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.common

__all__ = ["ActivityCancellationDetails", "Info"]


@dataclass(frozen=True)
class Info:
    """The running attempt of an activity."""

    activity_id: str
    activity_type: str
    attempt: int
    current_attempt_scheduled_time: datetime
    heartbeat_details: Sequence[Any]
    heartbeat_timeout: timedelta | None
    is_local: bool
    namespace: str
    schedule_to_close_timeout: timedelta | None
    scheduled_time: datetime
    start_to_close_timeout: timedelta | None
    started_time: datetime
    task_queue: str
    task_token: bytes
    workflow_id: str | None
    """``None`` if the activity was started without a workflow, as are the other ``workflow_`` fields."""

    workflow_namespace: str | None
    workflow_run_id: str | None
    workflow_type: str | None
    priority: everloop.common.Priority
    retry_policy: everloop.common.RetryPolicy | None
    """As the server sees it, which may differ from what was asked for."""

    activity_run_id: str | None = None
    """Set if the activity was started without a workflow."""

    @property
    def in_workflow(self) -> bool:
        """Whether the activity was started by a workflow."""
        return self.workflow_id is not None

    def _logger_details(self) -> Mapping[str, Any]:
        return {
            "activity_id": self.activity_id,
            "activity_type": self.activity_type,
            "attempt": self.attempt,
            "namespace": self.namespace,
            "task_queue": self.task_queue,
            "workflow_id": self.workflow_id,
            "workflow_run_id": self.workflow_run_id,
            "workflow_type": self.workflow_type,
        }


@dataclass(frozen=True)
class ActivityCancellationDetails:
    """Why an activity was cancelled. Several reasons may hold."""

    not_found: bool = False
    """The server no longer knows the activity: it timed out, or its workflow is closed."""

    cancel_requested: bool = False
    paused: bool = False
    reset: bool = False
    timed_out: bool = False
    worker_shutdown: bool = False
