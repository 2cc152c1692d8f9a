"""Errors that workflows, activities and clients raise and see.

`FailureError` and its subclasses are what crosses the wire: a failed activity reaches the workflow as an
`ActivityError` whose cause tells why, and a failed workflow reaches its caller the same way. An error that came
from the wire keeps the failure it was made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import everloop

if TYPE_CHECKING:
    import everloop.api.failure.v1

__all__ = [
    "TemporalError",
    "FailureError",
    "ApplicationError",
    "ApplicationErrorCategory",
    "ActivityError",
    "ChildWorkflowError",
    "NexusOperationError",
    "CancelledError",
    "TerminatedError",
    "TimeoutError",
    "TimeoutType",
    "RetryState",
    "ServerError",
    "WorkflowAlreadyStartedError",
    "ActivityAlreadyStartedError",
    "NexusOperationAlreadyStartedError",
    "InvalidVersioningOverrideError",
    "is_cancelled_exception",
]


class TemporalError(Exception):
    """The root of the errors defined here."""

    @property
    def cause(self) -> BaseException | None:
        """What this error was raised from: the same object as `__cause__`."""
        return self.__cause__


class FailureError(TemporalError):
    """An error that can cross the wire as a failure."""

    # A message, or what stands for it until somebody asks.
    _failure: Any

    def __init__(
        self,
        message: str,
        *,
        failure: everloop.api.failure.v1.Failure | None = None,
        exc_args: tuple[Any, ...] | None = None,
    ) -> None:
        """Makes an error.

        Args:
            message: What went wrong.
            failure: The failure on the wire that this error stands for, if it came from there.
            exc_args: The exception's `args`, when they are not just the message.
        """
        super().__init__(*((message,) if exc_args is None else exc_args))
        self._message = message
        self._failure = failure

    @property
    def message(self) -> str:
        """What went wrong, without the type that `str` may put before it."""
        return self._message

    @property
    def failure(self) -> everloop.api.failure.v1.Failure | None:
        """The failure on the wire that this error was made from."""
        from everloop._bridge.convert import FailureRef

        if isinstance(self._failure, FailureRef):
            self._failure = self._failure.message()
        failure: everloop.api.failure.v1.Failure | None = self._failure
        return failure


class WorkflowAlreadyStartedError(FailureError):
    """A workflow was to be started under an ID that is taken.

    Attributes:
        workflow_id: The ID.
        workflow_type: The type of the workflow that was to be started.
        run_id: The run that holds the ID, where a client raised this.
        first_run_id: The first run of that run's chain, where a client raised this and the server told.
    """

    def __init__(
        self, workflow_id: str, workflow_type: str, *, run_id: str | None = None, first_run_id: str | None = None
    ) -> None:
        super().__init__("Workflow execution already started")
        self.workflow_id = workflow_id
        self.workflow_type = workflow_type
        self.run_id = run_id
        self.first_run_id = first_run_id


class InvalidVersioningOverrideError(FailureError):
    """A child workflow was refused for its versioning override."""

    def __init__(self) -> None:
        super().__init__("Invalid versioning override")


class ActivityAlreadyStartedError(FailureError):
    """A standalone activity was to be started under an ID that is taken.

    Attributes:
        activity_id: The ID.
        activity_type: The type of the activity that was to be started.
        run_id: The run that holds the ID, where a client raised this.
    """

    def __init__(self, activity_id: str, activity_type: str, *, run_id: str | None = None) -> None:
        super().__init__("Activity execution already started")
        self.activity_id = activity_id
        self.activity_type = activity_type
        self.run_id = run_id


class NexusOperationAlreadyStartedError(FailureError):
    """A standalone Nexus operation was to be started under an ID that is taken.

    Attributes:
        operation_id: The ID.
        run_id: The run that holds the ID, if known.
    """

    def __init__(self, operation_id: str, *, run_id: str | None = None) -> None:
        super().__init__("Nexus operation execution already started")
        self.operation_id = operation_id
        self.run_id = run_id


class ApplicationErrorCategory(IntEnum):
    """How seriously logs and metrics should take an application error."""

    UNSPECIFIED = 0
    """An error like any other."""
    BENIGN = 1
    """Expected in normal operation: logged at debug level and left out of failure metrics."""


class ApplicationError(FailureError):
    """An error of the application's own, raised in a workflow or an activity."""

    def __init__(
        self,
        message: str,
        *details: Any,
        type: str | None = None,
        non_retryable: bool = False,
        next_retry_delay: timedelta | None = None,
        category: ApplicationErrorCategory = ApplicationErrorCategory.UNSPECIFIED,
    ) -> None:
        """Makes an error.

        Args:
            message: What went wrong.
            details: Anything the data converter can carry.
            type: A name that retry policies and other languages know the error by.
            non_retryable: Whether trying again is pointless.
            next_retry_delay: How long to wait before the next attempt, instead of what the retry policy says.
            category: How seriously logs and metrics should take it.
        """
        super().__init__(message, exc_args=(f"{type}: {message}" if type else message,))
        self._details = details
        self._type = type
        self._non_retryable = non_retryable
        self._next_retry_delay = next_retry_delay
        self._category = category

    @property
    def details(self) -> Sequence[Any]:
        """What accompanies the message."""
        return self._details

    @property
    def type(self) -> str | None:
        """The name that retry policies and other languages know the error by."""
        return self._type

    @property
    def non_retryable(self) -> bool:
        """Whether the error itself forbids another attempt; a retry policy may forbid it as well."""
        return self._non_retryable

    @property
    def next_retry_delay(self) -> timedelta | None:
        """How long to wait before the next attempt, if the error says so."""
        return self._next_retry_delay

    @property
    def category(self) -> ApplicationErrorCategory:
        """How seriously logs and metrics should take the error."""
        return self._category


class CancelledError(FailureError):
    """A workflow or an activity was cancelled. Not to be confused with asyncio's error of the same name."""

    def __init__(self, message: str = "Cancelled", *details: Any) -> None:
        super().__init__(message)
        self._details = details

    @property
    def details(self) -> Sequence[Any]:
        """What accompanies the message."""
        return self._details


class TerminatedError(FailureError):
    """A workflow was terminated."""

    def __init__(self, message: str, *details: Any) -> None:
        super().__init__(message)
        self._details = details

    @property
    def details(self) -> Sequence[Any]:
        """What accompanies the message."""
        return self._details


class TimeoutType(IntEnum):
    """Which limit was passed."""

    START_TO_CLOSE = 1
    SCHEDULE_TO_START = 2
    SCHEDULE_TO_CLOSE = 3
    HEARTBEAT = 4


class TimeoutError(FailureError):
    """A workflow or an activity took too long."""

    def __init__(self, message: str, *, type: TimeoutType | None, last_heartbeat_details: Sequence[Any]) -> None:
        super().__init__(message)
        self._type = type
        self._last_heartbeat_details = last_heartbeat_details

    @property
    def type(self) -> TimeoutType | None:
        """Which limit was passed."""
        return self._type

    @property
    def last_heartbeat_details(self) -> Sequence[Any]:
        """What the activity's last heartbeat said."""
        return self._last_heartbeat_details


class ServerError(FailureError):
    """The server failed the workflow or the activity."""

    def __init__(self, message: str, *, non_retryable: bool = False) -> None:
        super().__init__(message)
        self._non_retryable = non_retryable

    @property
    def non_retryable(self) -> bool:
        """Whether trying again is pointless."""
        return self._non_retryable


class RetryState(IntEnum):
    """Why there was no further attempt, or that there will be one."""

    IN_PROGRESS = 1
    NON_RETRYABLE_FAILURE = 2
    TIMEOUT = 3
    MAXIMUM_ATTEMPTS_REACHED = 4
    RETRY_POLICY_NOT_SET = 5
    INTERNAL_SERVER_ERROR = 6
    CANCEL_REQUESTED = 7


class ActivityError(FailureError):
    """An activity failed for good; the cause says why."""

    def __init__(
        self,
        message: str,
        *,
        scheduled_event_id: int,
        started_event_id: int,
        identity: str,
        activity_type: str,
        activity_id: str,
        retry_state: RetryState | None,
    ) -> None:
        super().__init__(message)
        self._scheduled_event_id = scheduled_event_id
        self._started_event_id = started_event_id
        self._identity = identity
        self._activity_type = activity_type
        self._activity_id = activity_id
        self._retry_state = retry_state

    @property
    def scheduled_event_id(self) -> int:
        """The event that scheduled the activity."""
        return self._scheduled_event_id

    @property
    def started_event_id(self) -> int:
        """The event that started it."""
        return self._started_event_id

    @property
    def identity(self) -> str:
        """The worker that ran it."""
        return self._identity

    @property
    def activity_type(self) -> str:
        """Its type."""
        return self._activity_type

    @property
    def activity_id(self) -> str:
        """Its ID."""
        return self._activity_id

    @property
    def retry_state(self) -> RetryState | None:
        """Why there was no further attempt."""
        return self._retry_state


class ChildWorkflowError(FailureError):
    """A child workflow failed; the cause says why."""

    def __init__(
        self,
        message: str,
        *,
        namespace: str,
        workflow_id: str,
        run_id: str,
        workflow_type: str,
        initiated_event_id: int,
        started_event_id: int,
        retry_state: RetryState | None,
    ) -> None:
        super().__init__(message)
        self._namespace = namespace
        self._workflow_id = workflow_id
        self._run_id = run_id
        self._workflow_type = workflow_type
        self._initiated_event_id = initiated_event_id
        self._started_event_id = started_event_id
        self._retry_state = retry_state

    @property
    def namespace(self) -> str:
        """The child's namespace."""
        return self._namespace

    @property
    def workflow_id(self) -> str:
        """The child's ID."""
        return self._workflow_id

    @property
    def run_id(self) -> str:
        """The child's run."""
        return self._run_id

    @property
    def workflow_type(self) -> str:
        """The child's type."""
        return self._workflow_type

    @property
    def initiated_event_id(self) -> int:
        """The event that asked for the child."""
        return self._initiated_event_id

    @property
    def started_event_id(self) -> int:
        """The event that says it started."""
        return self._started_event_id

    @property
    def retry_state(self) -> RetryState | None:
        """Why there was no further attempt."""
        return self._retry_state


class NexusOperationError(FailureError):
    """A Nexus operation failed; the cause says why."""

    def __init__(
        self,
        message: str,
        *,
        scheduled_event_id: int,
        endpoint: str,
        service: str,
        operation: str,
        operation_token: str,
    ) -> None:
        super().__init__(message)
        self._scheduled_event_id = scheduled_event_id
        self._endpoint = endpoint
        self._service = service
        self._operation = operation
        self._operation_token = operation_token

    @property
    def scheduled_event_id(self) -> int:
        """The event that scheduled the operation."""
        return self._scheduled_event_id

    @property
    def endpoint(self) -> str:
        """The endpoint it was sent to."""
        return self._endpoint

    @property
    def service(self) -> str:
        """The service it belongs to."""
        return self._service

    @property
    def operation(self) -> str:
        """Its name."""
        return self._operation

    @property
    def operation_token(self) -> str:
        """The token by which its handler knows it."""
        return self._operation_token


def is_cancelled_exception(exception: BaseException) -> bool:
    """Whether an exception means that something was cancelled.

    True for asyncio's `CancelledError` and for `CancelledError`, and for an activity, a child workflow or a Nexus
    operation that failed because of the latter.

    Args:
        exception: The exception to look at.
    """
    if isinstance(exception, (ActivityError, ChildWorkflowError, NexusOperationError)):
        return isinstance(exception.cause, CancelledError)
    if isinstance(exception, CancelledError):
        return True
    from asyncio import CancelledError as TaskCancelledError

    return isinstance(exception, TaskCancelledError)
