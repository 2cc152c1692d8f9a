"""The exceptions that clients raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import everloop
from everloop.exceptions import TemporalError

if TYPE_CHECKING:
    import everloop.activity
    import everloop.client

__all__ = [
    "ActivityFailureError",
    "AsyncActivityCancelledError",
    "RPCTimeoutOrCancelledError",
    "ScheduleAlreadyRunningError",
    "WorkflowContinuedAsNewError",
    "WorkflowFailureError",
    "WorkflowQueryFailedError",
    "WorkflowQueryRejectedError",
    "WorkflowUpdateFailedError",
    "WorkflowUpdateRPCTimeoutOrCancelledError",
]


class _CausedError(TemporalError):
    """An error that has a cause, always."""

    def __init__(self, message: str, cause: BaseException) -> None:
        super().__init__(message)
        self.__cause__ = cause

    @property
    def cause(self) -> BaseException:
        """What went wrong."""
        assert self.__cause__ is not None
        return self.__cause__


class WorkflowFailureError(_CausedError):
    """A workflow did not complete: it failed, or was cancelled, terminated or timed out."""

    def __init__(self, *, cause: BaseException) -> None:
        super().__init__("Workflow execution failed", cause)


class WorkflowContinuedAsNewError(TemporalError):
    """A workflow continued as new and its runs were not to be followed."""

    def __init__(self, new_execution_run_id: str) -> None:
        super().__init__("Workflow continued as new")
        self._new_execution_run_id = new_execution_run_id

    @property
    def new_execution_run_id(self) -> str:
        """The run that continues."""
        return self._new_execution_run_id


class WorkflowQueryRejectedError(TemporalError):
    """A query was not asked, because of the state the workflow is in."""

    def __init__(self, status: everloop.client.WorkflowExecutionStatus | None) -> None:
        super().__init__(f"Query rejected, status: {status}")
        self._status = status

    @property
    def status(self) -> everloop.client.WorkflowExecutionStatus | None:
        """The state of the workflow."""
        return self._status


class WorkflowQueryFailedError(TemporalError):
    """A query could not be answered."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """What went wrong."""
        return self._message


class WorkflowUpdateFailedError(_CausedError):
    """An update was rejected or failed."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__("Workflow update failed", cause)


class RPCTimeoutOrCancelledError(TemporalError):
    """A call timed out or was cancelled, and what it asked for may still happen."""


class WorkflowUpdateRPCTimeoutOrCancelledError(RPCTimeoutOrCancelledError):
    """An update call timed out or was cancelled, and the update may still run."""

    def __init__(self) -> None:
        super().__init__("Timeout or cancellation waiting for update")


class AsyncActivityCancelledError(TemporalError):
    """An activity that ends outside the worker was asked to stop."""

    def __init__(self, details: everloop.activity.ActivityCancellationDetails | None = None) -> None:
        super().__init__("Activity cancelled")
        self.details = details


class ActivityFailureError(_CausedError):
    """A standalone activity did not complete."""

    def __init__(self, *, cause: BaseException) -> None:
        super().__init__("Activity execution failed", cause)


class ScheduleAlreadyRunningError(TemporalError):
    """A schedule was to be created under an ID that is taken."""

    def __init__(self) -> None:
        super().__init__("Schedule already running")
