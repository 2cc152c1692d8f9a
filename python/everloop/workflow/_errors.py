"""Exceptions of workflow code, and the two enumerations of versioning.

They need nothing but `everloop.exceptions`, so that the worker can import them without the rest.
"""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any

from everloop._advice import advised
from everloop.exceptions import TemporalError

__all__ = [
    "ContinueAsNewError",
    "ContinueAsNewVersioningBehavior",
    "DeadlockError",
    "EvictedError",
    "NondeterminismError",
    "NotInWorkflowEventLoopError",
    "PreparedContinueAsNewError",
    "ReadOnlyContextError",
    "VersioningIntent",
]


class NondeterminismError(TemporalError):
    """The workflow's code does not do what its history says that it did."""

    def __init__(self, message: str) -> None:
        """Make the error."""
        super().__init__(message)
        self.message = message


class ReadOnlyContextError(TemporalError):
    """A query or a validator tried to act, where only looking is allowed."""

    def __init__(self, message: str) -> None:
        """Make the error."""
        super().__init__(message)
        self.message = message


class NotInWorkflowEventLoopError(TemporalError):
    """A function that only makes sense in workflow code was called elsewhere."""

    def __init__(self, *args: object) -> None:
        """Make the error."""
        super().__init__("Not in workflow event loop")
        self.message = "Not in workflow event loop"
        advised(self, "This works only in workflow code that a worker runs: its @workflow.run method and its handlers.")


# Programs know it by the name that it has in the Temporal SDK, there a private one.
NotInWorkflowEventLoopError.__name__ = NotInWorkflowEventLoopError.__qualname__ = "_NotInWorkflowEventLoopError"


class EvictedError(BaseException):
    """The run is being forgotten by this worker; nothing it does now has any effect."""


class DeadlockError(BaseException):
    """Raised in workflow code that holds its thread for too long."""


class ContinueAsNewError(BaseException):
    """Ends the run, to be continued by a new one. Raised by `continue_as_new`, never made by hand."""

    def __init__(self, *args: object) -> None:
        """Refuse to be made.

        Raises:
            RuntimeError: Always.
        """
        if type(self) is ContinueAsNewError:
            raise RuntimeError("Cannot instantiate ContinueAsNewError directly")
        super().__init__(*args)


class PreparedContinueAsNewError(ContinueAsNewError):
    """The exception that `continue_as_new` raises, with the command it stands for."""

    def __init__(self, request: Any) -> None:
        """Carry ``request`` to the top of the workflow."""
        super().__init__("Continue as new")
        self.request = request


class VersioningIntent(Enum):
    """Which build of a worker a command is meant for. Deprecated together with build-id versioning."""

    COMPATIBLE = 1
    """A build that is compatible with this one."""

    DEFAULT = 2
    """The queue's default build."""


class ContinueAsNewVersioningBehavior(IntEnum):
    """Which version of its worker the continued run starts on."""

    UNSPECIFIED = 0
    """Inherit it."""

    AUTO_UPGRADE = 1
    """The current version of the target deployment."""

    USE_RAMPING_VERSION = 2
    """The ramping version of the target deployment."""
