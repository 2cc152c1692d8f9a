"""Policies and states of standalone activities and Nexus operations. Exported by `everloop.common`."""

from __future__ import annotations

from enum import IntEnum

__all__ = [
    "ActivityIDConflictPolicy",
    "ActivityIDReusePolicy",
    "NexusOperationCancellationState",
    "NexusOperationExecutionStatus",
    "NexusOperationIDConflictPolicy",
    "NexusOperationIDReusePolicy",
    "PendingNexusOperationExecutionState",
]


class ActivityIDReusePolicy(IntEnum):
    """Whether a standalone activity may start under the ID of one that has closed."""

    UNSPECIFIED = 0
    ALLOW_DUPLICATE = 1
    ALLOW_DUPLICATE_FAILED_ONLY = 2
    REJECT_DUPLICATE = 3


class ActivityIDConflictPolicy(IntEnum):
    """What happens when a standalone activity is to start under the ID of one that is running."""

    UNSPECIFIED = 0
    FAIL = 1
    USE_EXISTING = 2


class NexusOperationIDReusePolicy(IntEnum):
    """Whether a Nexus operation may start under the ID of one that has closed."""

    UNSPECIFIED = 0
    ALLOW_DUPLICATE = 1
    ALLOW_DUPLICATE_FAILED_ONLY = 2
    REJECT_DUPLICATE = 3


class NexusOperationIDConflictPolicy(IntEnum):
    """What happens when a Nexus operation is to start under the ID of one that is running."""

    UNSPECIFIED = 0
    FAIL = 1
    USE_EXISTING = 2


class NexusOperationExecutionStatus(IntEnum):
    """Where a standalone Nexus operation stands."""

    UNSPECIFIED = 0
    RUNNING = 1
    COMPLETED = 2
    FAILED = 3
    CANCELED = 4
    TERMINATED = 5
    TIMED_OUT = 6


class PendingNexusOperationExecutionState(IntEnum):
    """What a running Nexus operation is waiting for."""

    UNSPECIFIED = 0
    SCHEDULED = 1
    BACKING_OFF = 2
    STARTED = 3
    BLOCKED = 4


class NexusOperationCancellationState(IntEnum):
    """Where the cancellation of a Nexus operation stands."""

    UNSPECIFIED = 0
    SCHEDULED = 1
    """To be sent, or being sent."""
    BACKING_OFF = 2
    """Failed, and will be sent again."""
    SUCCEEDED = 3
    """The handler accepted it."""
    FAILED = 4
    """Failed for good."""
    TIMED_OUT = 5
    """The operation ran out of time before the cancellation arrived."""
    BLOCKED = 6
    """Held back, as by a circuit breaker."""
